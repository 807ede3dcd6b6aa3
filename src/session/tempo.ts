/**
 * How often the page is brought up to date while training: as often as its frames allow. What an update
 * holds back is paid once for each, so there are as many a second as are paid for; while somebody moves
 * something, as few as can still be followed.
 */

/** Updates a second. */
export const MOST = 10;
export const LEAST = 3;
/** While somebody moves something: what they look at is the move. */
export const MOVING = 2;
/** Milliseconds in which updates may hold frames back in each second: three frames of sixty. */
const HELD_BACK = 50;
/** What is longer says no more: the page slept, or somebody else had the machine. */
const LONGEST = 100;
/** How much the last update counts beside those before it. */
const WEIGHT = 0.25;

interface Tempo {
  /** An update held the frames behind it back for so many milliseconds; 0 where they were on time. */
  update(held: number): void;
  /** Whether somebody moves something. */
  moving(on: boolean): void;
}

/** @param tell hears how many updates a second there are to be, whenever that changes. */
export function createTempo(tell: (hertz: number) => unknown): Tempo {
  let held = 0;
  let moves = false;
  let told = MOST;
  const settle = () => {
    const paid = Math.floor(HELD_BACK / held);
    const hertz = moves ? MOVING : Math.max(LEAST, Math.min(MOST, paid));
    if (hertz === told) return;
    told = hertz;
    tell(hertz);
  };
  return {
    update(milliseconds) {
      held += WEIGHT * (Math.min(LONGEST, milliseconds) - held);
      settle();
    },
    moving(on) {
      moves = on;
      settle();
    },
  };
}
