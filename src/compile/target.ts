/**
 * What of the machine the compiler counts with. Whoever compiles hands a target down; the plans of two targets
 * may differ, their numbers within rounding only. A backend on another device is a row here.
 */
import { TRANSCENDENTAL } from '../plan/cost.ts';

export interface Target {
  readonly name: string;
  /**
   * Elements of a page of memory. Large buffers that are walked side by side, a weight with its slots, begin
   * at different parts of one: caches are indexed by these bits, and where they are equal each walk may drive
   * the lines of the others out. Measured: an update took twice its time where three buffers lay 0x108030
   * bytes apart.
   */
  readonly page: number;
  /** Operations that a value may cost, written out, to be computed again by each kernel that needs it, instead of stored. */
  readonly cheap: number;
  /**
   * Steps up that loop fusion searches for one to fuse with. A bound of compile time: what is fused lies close
   * together.
   */
  readonly searched: number;
  /**
   * Operations that keep a point waiting. One after the other on the way of one number they are more than a
   * processor executes out of order while it waits. Measured: two loops take three quarters of the time of one
   * there, so that loop fusion does not chain them.
   */
  readonly slow: ReadonlySet<string>;
  /**
   * Rows of one run of `evaluate` and of `predict`, at most: enough that what a call costs does not count. Where
   * an output or the points of all nests would be too many (`ROUTINE_NUMBERS`, `ROUTINE_POINTS`) there are fewer.
   */
  readonly evaluateBatch: number;
  readonly predictBatch: number;
}

/** One core with caches and vectors; threads share what is planned for it. */
export const CPU: Target = {
  name: 'cpu',
  // 4 KiB of float32.
  page: 1024,
  cheap: 8,
  searched: 12,
  slow: TRANSCENDENTAL,
  evaluateBatch: 256,
  predictBatch: 1024,
};
