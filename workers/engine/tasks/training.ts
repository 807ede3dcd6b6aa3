/** Trains: steps for about a slice, as many as were asked for and its pace allows, and the validation checks behind them. */
import type { Pace } from '../../../src/document/paces.ts';
import type { EngineClock } from '../clock.ts';
import { createPacer } from '../pacer.ts';
import type { Runtime } from '../runtime.ts';
import type { Task } from '../scheduler.ts';
import { createSlicing } from '../slicing.ts';
import { FIRST_POINTS, type Telemetry } from '../telemetry.ts';
import { goOn, isOver } from '../validation-checks.ts';
import { untilDoubled } from './evaluating.ts';

export interface Training extends Task {
  /** So many steps from now on, behind that one. */
  start(steps: number, step: number): void;
  stop(): void;
  /** All that was asked for is done. */
  isDone(r: Runtime): boolean;
  /** How many steps were asked for last. */
  readonly asked: number;
  /** How many of them are still to be taken. */
  readonly remaining: number;
  pace(pace: Pace): void;
  /** Each step is shown before the next one is taken. */
  showsEach(r: Runtime): boolean;
  /** What a step takes belongs to the past. */
  forget(): void;
}

/** @param diverged the cost is not finite. @param stoppedEarly patience is at its end. */
export function createTraining(
  clock: EngineClock,
  telemetry: Telemetry,
  diverged: (r: Runtime) => Promise<void>,
  stoppedEarly: (r: Runtime) => Promise<void>,
): Training {
  const slicing = createSlicing();
  const pacer = createPacer();
  let asked = 0;
  let remaining = 0;
  /** Stopped in the midst of a slice it goes no further than what is under way. */
  let stopped = false;

  const isDone = ({ executor }: Runtime) => remaining <= 0 && !executor.checkPending;
  /** What is begun goes on; so many steps more may be. */
  const allowed = ({ executor }: Runtime, time: number): number =>
    executor.checkPending || executor.isStepBegun ? 1 : pacer.allowed(executor.step, time);

  return {
    isUnderWay: ({ executor }) => executor.isStepBegun,
    isDue: (r, time) => !isDone(r) && allowed(r, time) > 0,
    async run(r, until) {
      const { executor } = r;
      const begin = executor.step;
      let time = clock.now();
      let may = allowed(r, time);
      /** Observers have their slice before the next step begins. */
      let over = false;
      do {
        const first = executor.step;
        const { share } = slicing;
        const shown = first < FIRST_POINTS || telemetry.awaits(executor);
        const most = shown ? 1 : Math.min(slicing.stride, remaining, may, untilDoubled(first));
        const owed = executor.checkPending;
        const goesOn = executor.isStepBegun;
        const checked = await goOn(executor, most, share);
        const done = executor.step - first;
        remaining -= done;
        if (done && !Number.isFinite(executor.cost)) return diverged(r);
        telemetry.trained(executor, done, checked);
        // Patience may have ended while somebody walked: then behind a whole step, never in the midst of one.
        if (isOver(executor) && !executor.isStepBegun) return stoppedEarly(r);
        const before = time;
        time = clock.now();
        if (!owed) slicing.took(time - before, done, goesOn);
        const seen = telemetry.isTaken(executor) || pacer.showsEach(executor.step);
        over = done > 0 && (share !== undefined || seen);
        may = allowed(r, time);
      } while (time < until && may > 0 && !over && !stopped && !isDone(r));
      telemetry.trainedFor(executor, executor.step - begin);
    },
    start(steps, step) {
      pacer.start(step, clock.now());
      asked = steps;
      remaining = steps;
      stopped = false;
    },
    stop() {
      remaining = 0;
      stopped = true;
    },
    isDone,
    get asked() {
      return asked;
    },
    get remaining() {
      return remaining;
    },
    pace: pacer.set,
    showsEach: ({ executor }) => pacer.showsEach(executor.step),
    forget: () => slicing.reset(),
  };
}
