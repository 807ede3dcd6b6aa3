/** What an evaluation finds. */
import type { Losses } from './protocol.ts';

export interface Metrics {
  readonly cost: number;
  /** Where several losses add up to it: what each adds. */
  readonly losses?: Losses;
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
  /** Of its rows: 1 where it is over. */
  readonly done: number;
}
