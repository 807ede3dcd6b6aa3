/**
 * The pacer: how many training steps there may be by when. The one rule is that the last step allowed moves
 * on with time, as the pace says, and waits for training that cannot keep up. So it decides when a step is
 * taken, and never what it computes.
 */
import type { Pace } from '../../src/document/paces.ts';

/** A tenfold of steps takes so many seconds in time-lapse. */
const TENFOLD = 4;
/** And the first hundred of them so many. */
const FIRST_HUNDRED = 5;
/** Added to the steps before they grow by that law, so that those hundred take as long; about 4.9. */
const AHEAD = (() => {
  const growth = 10 ** (FIRST_HUNDRED / TENFOLD);
  return (100 - growth) / (growth - 1);
})();
/** Seconds: what was missed by more is not caught up with, so that nothing bursts after a wait. */
const SLACK = 0.25;
/** Up to so many steps a second each of them is shown. */
export const SHOWN = 30;

/** Where the last step allowed is after so many seconds. */
function after(pace: Pace, step: number, seconds: number): number {
  if (pace === 'full') return Number.POSITIVE_INFINITY;
  if (pace === 'timeLapse') return (step + AHEAD) * 10 ** (seconds / TENFOLD) - AHEAD;
  return step + pace * seconds;
}
/** Steps a second at that step. */
function rateAt(pace: Pace, step: number): number {
  if (pace === 'full') return Number.POSITIVE_INFINITY;
  return pace === 'timeLapse' ? ((step + AHEAD) * Math.LN10) / TENFOLD : pace;
}

interface Pacer {
  /** From the next question on. */
  set(pace: Pace): void;
  /** Training begins at that step: one is allowed at once. */
  start(step: number, time: number): void;
  /** How many steps may be taken at that time by what stands at that step. @param time in milliseconds */
  allowed(step: number, time: number): number;
  /** Steps come so slowly that each of them can be shown, and training keeps up. */
  showsEach(step: number): boolean;
}

export function createPacer(): Pacer {
  let pace: Pace = 'full';
  let limit = Number.POSITIVE_INFINITY;
  let then = 0;
  return {
    set(next) {
      pace = next;
    },
    start(step, time) {
      limit = step + 1;
      then = time;
    },
    allowed(step, time) {
      const moved = after(pace, Math.max(limit, step), (time - then) / 1_000);
      limit = Math.min(moved, after(pace, step + 1, SLACK));
      then = time;
      return Math.floor(limit) - step;
    },
    showsEach: (step) => rateAt(pace, step) <= SHOWN && limit < step + 2,
  };
}
