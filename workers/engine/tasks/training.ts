/** Trains: steps for about a slice, as many as were asked for, and the validation checks behind them. */
import type { EngineClock } from '../clock.ts';
import { createPacing } from '../pacing.ts';
import type { Runtime } from '../runtime.ts';
import type { Task } from '../scheduler.ts';
import { FIRST_POINTS, type Telemetry } from '../telemetry.ts';
import { goOn, isOver } from '../validation-checks.ts';

export interface Training extends Task {
  /** So many steps from now on. */
  start(steps: number): void;
  stop(): void;
  /** All that was asked for is done. */
  isDone(r: Runtime): boolean;
  /** How many steps were asked for last. */
  readonly asked: number;
  /** How many of them are still to be taken. */
  readonly remaining: number;
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
  const pacing = createPacing();
  let asked = 0;
  let remaining = 0;
  /** Stopped in the midst of a slice it goes no further than what is under way. */
  let stopped = false;

  const isDone = ({ executor }: Runtime) => remaining <= 0 && !executor.checkPending;

  return {
    isUnderWay: ({ executor }) => executor.isStepBegun,
    isDue: (r) => !isDone(r),
    async run(r, until) {
      const { executor } = r;
      const begin = executor.step;
      let time = clock.now();
      /** A step in parts is over: observers have their slice before the next one begins. */
      let over = false;
      do {
        const first = executor.step;
        const { share } = pacing;
        const most = first < FIRST_POINTS ? 1 : Math.min(pacing.stride, remaining);
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
        if (!owed) pacing.took(time - before, done, goesOn);
        over = share !== undefined && done > 0;
      } while (time < until && !over && !stopped && !isDone(r));
      telemetry.trainedFor(executor, executor.step - begin);
    },
    start(steps) {
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
    forget: () => pacing.reset(),
  };
}
