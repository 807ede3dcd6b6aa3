/** A sweep as a person writes it: a text of values for each setting, `1, 0.25` or `log:0.001:1:4`. */

export interface WrittenSetting {
  /** `run.optimiser.lr`, `nodes.dense1.units`. */
  readonly path: string;
  readonly text: string;
}
export interface WrittenSweep {
  readonly settings: readonly WrittenSetting[];
  /** Each combination is run with the seeds 1 … so many; 0: with the document's own. */
  readonly seeds: number;
  /** Training steps of a run. */
  readonly steps: number;
}
