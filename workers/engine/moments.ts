/**
 * Where the states of a recording are kept over the end of the page: much, so it is the engine's thread that reads
 * and writes them. What any such store promises.
 */
import type { SavedState } from './train-state.ts';

/** Everything may reject: refused, full, or no answer in time. */
export interface MomentStore {
  /** Those of these names that are there. */
  read(project: string, ids: readonly string[]): Promise<ReadonlyMap<string, SavedState>>;
  /** From now on these names of the project are there, as far as they are given or were there before. */
  keep(
    project: string,
    ids: readonly string[],
    given: (id: string) => SavedState | undefined,
  ): Promise<void>;
  /** All other projects' go. */
  drop(but: readonly string[]): Promise<void>;
}
