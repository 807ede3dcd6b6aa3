/**
 * Milestones: steps spaced by ratio, which the step's number alone decides. A curve has a point at each of
 * them and a goal is checked there, so that both are the same however fast a run goes.
 */

/** In each doubling of the steps. */
const MILESTONES = 16;

/** Steps from that one to the next milestone: a sixteenth of them at most. */
export function untilMilestone(step: number): number {
  const every = Math.max(1, 2 ** Math.floor(Math.log2((step + 1) / MILESTONES)));
  return every - (step % every);
}
export const isMilestone = (step: number): boolean => step > 0 && untilMilestone(step - 1) === 1;
