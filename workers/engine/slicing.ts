/** How much training does between two looks at the clock, so that others are heard in time. */

/**
 * Milliseconds. A slice is so many calls of about that length: what was said meanwhile is heard then. Steps
 * and looks that are longer take several slices, a few parts in each.
 */
export const SLICE = 10;
const CALL = 1;
/** Steps in one call at most: numbers may become slow to compute with, and steps so with them. */
const LONGEST = 65_536;

/** So many steps next time that a call takes about as long as it may; more of them only step by step. */
function strideAfter(stride: number, done: number, took: number): number {
  if (took > 1.5 * CALL) return Math.max(1, Math.floor((done * CALL) / took));
  return done === stride && took < 0.75 * CALL ? Math.min(LONGEST, 2 * stride) : stride;
}

/** How much is done in one call, by what the last ones took. */
interface Slicing {
  /** So many steps. */
  readonly stride: number;
  /** Or of one step this share, where all of it takes longer than a slice. */
  readonly share: number | undefined;
  /** What a call took. @param done steps that it ended. @param goesOn it went on with a step. */
  took(milliseconds: number, done: number, goesOn: boolean): void;
  reset(): void;
}
export function createSlicing(): Slicing {
  // The first step may take seconds: as little of it as can be.
  const fresh = { stride: 1, share: 0 as number | undefined };
  /** By all calls since the step began. */
  let spent = 0;
  const self = {
    ...fresh,
    took(milliseconds: number, done: number, goesOn: boolean) {
      spent = (goesOn ? spent : 0) + milliseconds;
      if (!done) return;
      self.stride = strideAfter(self.stride, done, spent);
      self.share = spent > SLICE * done ? (CALL * done) / spent : undefined;
    },
    reset: () => void Object.assign(self, fresh),
  };
  return self;
}
