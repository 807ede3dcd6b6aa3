/** What the pictures of a sweep have in common. */
import type { Measure } from '../../sweep/summary.ts';
import type { Swept } from './model.ts';

/** Which axes of the curves are logarithmic. */
export interface Scales {
  readonly logX: boolean;
  /** Until somebody chose: where numbers lie far apart. */
  readonly logY?: boolean;
}

/** What every picture of a sweep is of. */
export interface Shown {
  readonly swept: Swept;
  /** Counts what was told: runs are written over. */
  readonly version: number;
  readonly measure: Measure;
  /** The combination that is pointed at, by its index. */
  readonly pointed: number | undefined;
  readonly point: (configuration: number | undefined) => void;
  /** Opens the run that stands for a combination. */
  readonly open: (configuration: number) => void;
}
