/** What an evaluation finds. */

export interface Metrics {
  readonly cost: number;
  /** What the penalties add to it, where somebody asked for it. */
  readonly penalty?: number;
  readonly accuracy: number;
  readonly validationCost: number;
  readonly validationAccuracy: number;
}

export const NO_METRICS: Metrics = {
  cost: Number.NaN,
  accuracy: Number.NaN,
  validationCost: Number.NaN,
  validationAccuracy: Number.NaN,
};

export interface Evaluation {
  /** One chunk; the metrics once all rows were seen. `guard`: somebody is stepping. */
  advance(guard: boolean): Promise<Metrics | undefined>;
}
