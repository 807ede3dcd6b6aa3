/**
 * Where the states of recordings are kept over the end of the page: much, so it is the engine's thread that reads
 * and writes them. What any such store promises.
 */
import type { SavedState } from './train-state.ts';

/** Everything may reject: refused, full, or no answer in time. */
export interface MomentStore {
  /** Those of these names that are there. */
  read(project: string, ids: readonly string[]): Promise<ReadonlyMap<string, SavedState>>;
  /**
   * From now on these names of the project are there, as far as they are given or were there before. Where that is
   * too much with all the others, these are let go, the one that was used longest ago first.
   * @returns the projects whose states are gone
   */
  keep(
    project: string,
    ids: readonly string[],
    given: (id: string) => SavedState | undefined,
  ): Promise<readonly string[]>;
  /** All that is kept of one project is kept of the other one, too; the same as above. */
  copy(from: string, to: string): Promise<readonly string[]>;
  /** All other projects' go. */
  drop(but: readonly string[]): Promise<void>;
  /** What is kept, in bytes, by project. */
  sizes(): Promise<ReadonlyMap<string, number>>;
}
