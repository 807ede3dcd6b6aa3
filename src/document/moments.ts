/** Room for the states of recordings, which are kept with the projects: one budget for all of them. */

/** What they may take together. */
export const MOMENTS_BYTES = 1024 * 1024 * 1024;

/** What they take in the storage, in bytes: those of one project, of all, and what these may. */
export interface MomentsRoom {
  readonly own: number;
  readonly all: number;
  readonly most: number;
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
