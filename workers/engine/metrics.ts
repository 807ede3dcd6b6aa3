/** What an evaluation finds. */

export interface Metrics {
  readonly loss: number;
  /** What the penalties add to it, where somebody asked for it. */
  readonly penalty?: number;
  readonly accuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

export const NO_METRICS: Metrics = {
  loss: Number.NaN,
  accuracy: Number.NaN,
  validationLoss: Number.NaN,
  validationAccuracy: Number.NaN,
};

export interface Evaluation {
  /** One chunk; the metrics once all rows were seen. `guard`: somebody is stepping. */
  advance(guard: boolean): Metrics | undefined;
}
