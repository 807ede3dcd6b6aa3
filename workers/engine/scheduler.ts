/**
 * The scheduler: shares time between tasks. It works in slices, between which messages are heard. Training
 * has every second slice at least; those that observe it have the other ones, and share them with training
 * where they leave time. What was begun and would begin anew if something else ran goes on first, and alone.
 */
import type { EngineClock } from './clock.ts';
import { SLICE } from './pacing.ts';
import type { Runtime } from './runtime.ts';

/** Work that is done in parts, none of which should take longer than a slice. */
export interface Task {
  /** It was begun, and would begin anew if another task ran now. */
  isUnderWay(r: Runtime): boolean;
  isDue(r: Runtime, time: number): boolean;
  /** Goes on until that time; by one part at least. */
  run(r: Runtime, until: number): void;
}

export interface Tasks {
  /** In this order, where they are due, as far as the time of their slice goes. */
  readonly observers: readonly Task[];
  readonly training: Task;
  /** Behind a slice of training, however late it is. */
  readonly behind: readonly Task[];
}

export interface Host {
  /** What the tasks are for, as long as they are to go on. */
  readonly runtime: Runtime | undefined;
  sliceOver(r: Runtime): void;
  failed(error: unknown): void;
}

export interface Scheduler {
  /** Goes on from now until the host has nothing more to run. */
  start(): void;
  /** Between two slices it waits three times as long as the last one took, or not. */
  throttle(on: boolean): void;
}

/** A wait by what the slice before it took: a quarter of a core is what the page leaves over. */
const WAIT = 3;
/** Milliseconds. A longer one would be felt by whoever watches the curve. */
const LONGEST_WAIT = 30;

export function createScheduler(clock: EngineClock, tasks: Tasks, host: Host): Scheduler {
  const { observers, training, behind } = tasks;
  let looping = false;
  let throttled = false;
  let next: 'observers' | 'training' = 'observers';

  function slice(r: Runtime): void {
    const until = clock.now() + SLICE;
    const isObserved = () => observers.some((t) => t.isUnderWay(r));
    if (isObserved()) next = 'observers';
    else if (training.isUnderWay(r)) next = 'training';
    const observes = next === 'observers';
    if (observes) observe(r, until);
    const trains = !observes || (!isObserved() && clock.now() < until);
    if (trains) train(r, until);
    next = trains ? 'observers' : 'training';
    host.sliceOver(r);
  }
  function observe(r: Runtime, until: number): void {
    let first = true;
    for (const task of observers) {
      const time = clock.now();
      // One of them has its part, however slow this machine is.
      if (!task.isDue(r, time) || (!first && time >= until)) continue;
      task.run(r, until);
      first = false;
    }
  }
  function train(r: Runtime, until: number): void {
    if (training.isDue(r, clock.now())) training.run(r, until);
    for (const task of behind) if (host.runtime && task.isDue(r, clock.now())) task.run(r, until);
  }

  async function loop(): Promise<void> {
    looping = true;
    try {
      for (let r = host.runtime; r; r = host.runtime) {
        const begin = clock.now();
        slice(r);
        if (!host.runtime) break;
        if (throttled) await clock.wait(Math.min(LONGEST_WAIT, WAIT * (clock.now() - begin)));
        await clock.yieldToOthers();
      }
    } catch (error) {
      host.failed(error);
    } finally {
      looping = false;
    }
  }

  return {
    start() {
      if (!looping) void loop();
    },
    throttle(on) {
      throttled = on;
    },
  };
}
