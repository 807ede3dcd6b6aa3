/** Reads the values of the watched edges between two steps, a few parts of `watch` at a time: those of the step to come. */
import type { EngineClock } from '../clock.ts';
import type { Runtime } from '../runtime.ts';
import type { Task } from '../scheduler.ts';
import type { Telemetry } from '../telemetry.ts';

/** Of the time, so that with their drawing they stay under a tenth. */
const SHARE = 0.06;

interface Monitoring extends Task {
  /** Other edges are watched from now on: at once. */
  watch(): void;
  /** What was begun is forgotten. */
  drop(): void;
}

/** @param each steps come so slowly that each of them is read */
export function createMonitoring(
  clock: EngineClock,
  telemetry: Telemetry,
  each: (r: Runtime) => boolean,
): Monitoring {
  let due = 0;
  /** Of the reading under way: when it began, and what it has taken so far. */
  let begun: { readonly at: number; spent: number } | undefined;

  return {
    isUnderWay: () => begun !== undefined,
    isDue: (r, time) =>
      telemetry.beat !== undefined &&
      // A step is read once.
      (begun !== undefined || (!telemetry.awaits(r.executor) && (time >= due || each(r)))),
    async run({ executor }, until) {
      const time = clock.now();
      begun ??= { at: time, spent: 0 };
      const mine = begun;
      let over: boolean;
      do over = executor.monitorOn();
      while (!over && clock.now() < until);
      if (over) await telemetry.watched(executor, executor.step + 1);
      mine.spent += clock.now() - time;
      if (!over || mine !== begun) return;
      const { at, spent } = mine;
      const { beat = 0 } = telemetry;
      // A reading comes when a slice is over, always a little late: the beat goes on from when it was due. One
      // that came early, for its step is shown, puts off no other.
      const from = at >= due && at - due < beat ? due : at;
      due = Math.max(from + beat, at + spent / SHARE);
      begun = undefined;
    },
    watch() {
      due = 0;
      if (telemetry.beat === undefined) begun = undefined;
    },
    drop() {
      begun = undefined;
    },
  };
}
