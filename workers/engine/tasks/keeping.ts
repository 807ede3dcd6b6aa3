/** Keeps the last state that is finite, for the diagnosis of what is not and for a backend that breaks down. */
import type { EngineClock } from '../clock.ts';
import type { Runtime } from '../runtime.ts';
import type { Task } from '../scheduler.ts';

/** Milliseconds between two. */
const BETWEEN = 250;
/** Times as long as one took. */
const SHARE = 50;

/** @param diverged is told of a state that is not finite. */
export function createKeeping(clock: EngineClock, diverged: (r: Runtime) => Promise<void>): Task {
  let due = 0;
  return {
    isUnderWay: () => false,
    isDue: (_, time) => time >= due,
    async run(r) {
      const begin = clock.now();
      if (!(await r.executor.isFinite())) return diverged(r);
      await r.executor.keepGood();
      due = begin + Math.max(BETWEEN, SHARE * (clock.now() - begin));
    },
  };
}
