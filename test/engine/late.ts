/**
 * A device whose answers come late: numbers are those of the moment at which they are asked, and arrive in
 * order, some macrotasks later. Over any backend; so the engine's queue can be seen to be needed.
 */
import type { Instance } from '../../workers/backends/backend.ts';

const macrotask = () => new Promise<void>((resolve) => void setImmediate(resolve));

export interface Lateness {
  over(instance: Instance): Instance;
  /** Answers that are not there yet: whoever waits for quiet waits for these too. */
  readonly open: number;
}

/** @param next numbers of [0, 1): each answer takes 1 to 4 macrotasks behind the one before */
export function createLateness(next: () => number): Lateness {
  let open = 0;
  let last: Promise<unknown> = Promise.resolve();
  const late = <T>(ask: () => Promise<T>): Promise<T> => {
    // Asked now; an error of the device comes with the answer as well.
    const answer = ask();
    answer.catch(() => {});
    const tasks = 1 + Math.floor(next() * 4);
    open++;
    const before = last;
    const arrives = (async () => {
      await before;
      for (let i = 0; i < tasks; i++) await macrotask();
      open--;
    })();
    last = arrives;
    return arrives.then(() => answer);
  };
  return {
    get open() {
      return open;
    },
    over: (instance) => ({
      plan: instance.plan,
      footprint: instance.footprint,
      threads: instance.threads,
      submit: (...call) => instance.submit(...call),
      fetch: (place) => instance.fetch(place),
      writeOrder: (...call) => instance.writeOrder(...call),
      write: (...call) => instance.write(...call),
      listing: (...call) => instance.listing(...call),
      dispose: () => instance.dispose(),
      read: (...call) => late(() => instance.read(...call)),
      reduce: (...call) => late(() => instance.reduce(...call)),
      train: (steps) => late(() => instance.train(steps)),
      snapshot: (regions) => {
        const snapshot = instance.snapshot(regions);
        return {
          bytes: snapshot.bytes,
          take: () => snapshot.take(),
          restore: () => snapshot.restore(),
          read: (of) => late(() => snapshot.read(of)),
        };
      },
    }),
  };
}
