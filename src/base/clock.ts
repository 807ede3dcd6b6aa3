/** Time, handed in to whatever keeps to it, so that a test turns the hands itself. */

/** For whoever only measures. */
export interface Stopwatch {
  /** Milliseconds. */
  now(): number;
}

/** The page's; its milliseconds are those since 1970. */
export interface Clock extends Stopwatch {
  /**
   * Calls `body` once, so many milliseconds later, in a task of its own.
   * @returns what takes it back
   */
  after(milliseconds: number, body: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, body) => {
    const timer = setTimeout(body, milliseconds);
    // In Node (tests, the CLI's kin) what is only waited for must not keep the process alive.
    (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer);
  },
};

/** What the work gives, or `late()`, a value or what it throws, where it has not settled by then. */
export async function within<T>(
  clock: Clock,
  milliseconds: number,
  work: Promise<T>,
  late: () => T,
): Promise<T> {
  let cancel = () => {};
  const limit = new Promise<T>((resolve, reject) => {
    cancel = clock.after(milliseconds, () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    });
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    cancel();
  }
}
