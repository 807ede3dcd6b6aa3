/**
 * The scheduler: shares time between tasks. It works in slices, between which messages are heard. Training
 * has every second slice at least; those that observe it have the other ones, and share them with training
 * where they leave time. What was begun and has to be of one step goes on first, and alone.
 */
import type { EngineClock } from './clock.ts';
import type { Queue } from './queue.ts';
import type { Runtime } from './runtime.ts';
import { SLICE } from './slicing.ts';

/** Work that is done in parts, none of which should take longer than a slice. */
export interface Task {
  /** It was begun, and would begin anew, or be of several steps, if another task ran now. */
  isUnderWay(r: Runtime): boolean;
  isDue(r: Runtime, time: number): boolean;
  /** Goes on until that time; by one part at least. */
  run(r: Runtime, until: number): Promise<void>;
}

export interface Tasks {
  /** In this order, where they are due, as far as the time of their slice goes. */
  readonly observers: readonly Task[];
  readonly training: Task;
  /** Behind a slice of training, however late it is. */
  readonly behind: readonly Task[];
}

interface Host {
  /** What the tasks are for, as long as they are to go on. */
  readonly runtime: Runtime | undefined;
  sliceOver(r: Runtime): Promise<void>;
  failed(error: unknown): void;
}

interface Scheduler {
  /** Goes on from now until the host has nothing more to run. */
  start(): void;
  /** Between two slices it waits three times as long as the last one took, or not. */
  throttle(on: boolean): void;
}

/** A wait by what the slice before it took: a quarter of a core is what the page leaves over. */
const WAIT = 3;
/** Milliseconds. A longer one would be felt by whoever watches the curve. */
const LONGEST_WAIT = 30;
/** Milliseconds until somebody looks again, where training may not go on yet. */
const IDLE = 4;

/** @param queue a slice has the device to itself */
export function createScheduler(
  clock: EngineClock,
  queue: Queue,
  tasks: Tasks,
  host: Host,
): Scheduler {
  const { observers, training, behind } = tasks;
  let looping = false;
  let throttled = false;
  let next: 'observers' | 'training' = 'observers';

  /** False where nothing was due. */
  async function slice(r: Runtime): Promise<boolean> {
    const until = clock.now() + SLICE;
    const isObserved = () => observers.some((t) => t.isUnderWay(r));
    if (isObserved()) next = 'observers';
    else if (training.isUnderWay(r)) next = 'training';
    const observes = next === 'observers';
    const observed = observes && (await observe(r, until));
    const trains = !observes || (!isObserved() && clock.now() < until);
    const trained = trains && (await train(r, until));
    next = trains ? 'observers' : 'training';
    await host.sliceOver(r);
    return observed || trained;
  }
  async function observe(r: Runtime, until: number): Promise<boolean> {
    let first = true;
    for (const task of observers) {
      const time = clock.now();
      // One of them has its part, however slow this machine is.
      if (!host.runtime || !task.isDue(r, time) || (!first && time >= until)) continue;
      await task.run(r, until);
      first = false;
    }
    return !first;
  }
  /** What is behind training is so only where there was some. */
  async function train(r: Runtime, until: number): Promise<boolean> {
    if (!training.isDue(r, clock.now())) return false;
    for (const task of [training, ...behind])
      if (host.runtime && task.isDue(r, clock.now())) await task.run(r, until);
    return true;
  }

  async function loop(): Promise<void> {
    looping = true;
    try {
      while (host.runtime) {
        const begin = clock.now();
        const worked = await queue.hold(async () => {
          const r = host.runtime;
          return r !== undefined && (await slice(r));
        });
        if (!host.runtime) break;
        if (!worked) await clock.wait(IDLE);
        else if (throttled) await clock.wait(Math.min(LONGEST_WAIT, WAIT * (clock.now() - begin)));
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
