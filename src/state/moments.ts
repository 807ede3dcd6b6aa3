/** Moments of a run as somebody walks through them: nearer to one another in the beginning, where more happens. */

const RATIO = 1 / 32;

/**
 * The step so many moments further on, or back; each is a thirty-second part of its steps away, one step at least.
 * @param last the end of the run; beyond it there is nothing
 */
export function momentFrom(step: number, by: number, first: number, last: number): number {
  let at = step;
  for (let i = 0; i < Math.abs(by); i++) {
    const far = by > 0 ? at * RATIO : (at * RATIO) / (1 + RATIO);
    at += Math.sign(by) * Math.max(1, Math.round(far));
  }
  return Math.min(last, Math.max(first, at));
}

/** States of recordings, which are kept beside the projects. */
export interface Moments {
  /** These of the run that is open are kept under that project, and no others of it. */
  keep(project: string, ids: readonly string[]): void;
  /** The states that are kept of one are kept of the other, too. */
  copy(from: string, to: string): void;
  /** All of other projects go. */
  drop(but: readonly string[]): void;
}
