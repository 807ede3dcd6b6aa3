/**
 * Where the states of recordings are kept over the end of the page: much, so it is the engine's thread that reads
 * and writes them. What any such store promises.
 */
import type { SavedState } from './train-state.ts';

/** What the states of all projects together may take. */
export const MOMENTS_BYTES = 1024 * 1024 * 1024;

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

/** What is kept of a project, and when it was used last. */
export interface Holding {
  readonly project: string;
  readonly bytes: number;
  readonly used: number;
}

/**
 * Whose states go, so that there is room for so much more: those that were used longest ago, as many as it takes.
 * @param own what is kept of it goes for nobody
 */
export function lettingGo(
  held: readonly Holding[],
  own: string,
  more: number,
  most: number,
): readonly string[] {
  let all = held.reduce((sum, { bytes }) => sum + bytes, more);
  const gone: string[] = [];
  for (const { project, bytes } of [...held].sort((a, b) => a.used - b.used)) {
    if (all <= most) break;
    if (project === own || bytes === 0) continue;
    gone.push(project);
    all -= bytes;
  }
  return gone;
}
