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

/**
 * Calls it in a task of its own, the next one that is free. Frames are not waited for: a page that is hidden
 * has none.
 * @returns what takes it back
 */
export function inTask(body: () => void): () => void {
  const { port1: here, port2: later } = new MessageChannel();
  here.onmessage = () => {
    here.close();
    body();
  };
  later.postMessage(undefined);
  return () => here.close();
}

const task = (): Promise<void> => new Promise((resolve) => void inTask(resolve));

/**
 * All of it, in tasks of so many milliseconds, between which the thread hears others.
 * @param rest lets others be heard
 */
export async function inTasks<T>(
  work: Piecemeal<T, unknown>,
  milliseconds = 10,
  rest: () => Promise<void> = task,
): Promise<T> {
  for (;;) {
    const until = performance.now() + milliseconds;
    do {
      const { done, value } = work.next();
      if (done) return value as T;
    } while (performance.now() < until);
    await rest();
  }
}

/** Thrown into work that nobody wants any more. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
  }
}
