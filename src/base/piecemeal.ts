/**
 * Long work in pieces: it says now and then how far it is, and whoever does it may let others be heard
 * meanwhile, or give it up.
 */

/** So many of so many things are done. */
export interface Share<P extends string = string> {
  readonly pass: P;
  readonly done: number;
  readonly of: number;
}
export type Piecemeal<T, S = Share> = Generator<S, T, void>;

/** Whether to say how far one is, behind this one of many alike. */
export const isPause = (i: number): boolean => (i & 63) === 63;

/** All of it in one go. */
export function atOnce<T>(work: Piecemeal<T, unknown>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value as T;
  }
}

/** Thrown into work that nobody wants any more. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
  }
}
