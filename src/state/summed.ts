/** A sum over the paths as the page knows it. */
import type { PathStart, PathSum } from '../../workers/engine/protocol.ts';

export interface SummedPaths {
  readonly of: PathStart;
  readonly running: boolean;
  /** The step whose weights and batch it is of, and its rows; not known before the first piece. */
  readonly step?: number;
  readonly batch?: number;
  /** Absent at the end: no gradient goes to that number. */
  readonly sum?: PathSum;
  /** The path that is lit, of those that are listed. */
  readonly lit?: number;
}
