/** Trains: steps for about a slice, as many as were asked for and its pace allows, and the validation checks behind them. */

import type { Issue } from '../../../src/base/issue.ts';
import type { Pace } from '../../../src/document/paces.ts';
import type { EngineClock } from '../clock.ts';
import { createEvaluation } from '../evaluation.ts';
import { isMet, reached } from '../goal.ts';
import type { Evaluation } from '../metrics.ts';
import { isMilestone, untilMilestone } from '../milestones.ts';
import { createPacer } from '../pacer.ts';
import type { Goal } from '../protocol.ts';
import type { Runtime } from '../runtime.ts';
import type { Task } from '../scheduler.ts';
import { createSlicing } from '../slicing.ts';
import { FIRST_POINTS, type Telemetry } from '../telemetry.ts';
import { goOn, isOver } from '../validation-checks.ts';

export interface Training extends Task {
  /** So many steps at most from now on, behind that one; fewer where the goal is reached. */
  start(steps: number, step: number, goal?: Goal): void;
  stop(): void;
  /** All that was asked for is done. */
  isDone(r: Runtime): boolean;
  /** How many steps were asked for last. */
  readonly asked: number;
  /** How many of them are still to be taken. */
  readonly remaining: number;
  readonly goal: Goal | undefined;
  pace(pace: Pace): void;
  /** Each step is shown before the next one is taken. */
  showsEach(r: Runtime): boolean;
  /** What a step takes belongs to the past. */
  forget(): void;
}

/**
 * @param diverged the cost is not finite. @param ended a goal is reached; without it patience is at its end.
 * @param isAwaited a step is to be observed before the next one is taken
 */
export function createTraining(
  clock: EngineClock,
  telemetry: Telemetry,
  diverged: (r: Runtime) => Promise<void>,
  ended: (r: Runtime, reached?: Issue) => Promise<void>,
  isAwaited: (r: Runtime) => boolean,
): Training {
  const slicing = createSlicing();
  const pacer = createPacer();
  let asked = 0;
  let remaining = 0;
  /** Stopped in the midst of a slice it goes no further than what is under way. */
  let stopped = false;
  let goal: Goal | undefined;
  /** Of the step at which it stands, where the goal is checked. */
  let goalCheck: Evaluation | undefined;

  const isDone = ({ executor }: Runtime) => remaining <= 0 && !executor.checkPending && !goalCheck;
  /** What is begun goes on; so many steps more may be. */
  const allowed = ({ executor }: Runtime, time: number): number =>
    executor.checkPending || executor.isStepBegun || goalCheck
      ? 1
      : pacer.allowed(executor.step, time);

  /** The next chunk of the check; whether the goal is reached, where that was the last. */
  async function isReached(r: Runtime, aim: Goal, under: Evaluation): Promise<boolean> {
    const { executor } = r;
    const found = await under.advance(false);
    if (goalCheck !== under || !found) return false;
    goalCheck = undefined;
    telemetry.evaluated(executor, found);
    if (!isMet(aim, found)) return false;
    await ended(r, reached(aim, found, executor.step));
    return true;
  }

  return {
    isUnderWay: ({ executor }) => executor.isStepBegun || goalCheck !== undefined,
    isDue: (r, time) => !isDone(r) && allowed(r, time) > 0,
    async run(r, until) {
      const { executor } = r;
      const begin = executor.step;
      let time = clock.now();
      let may = allowed(r, time);
      /** Observers have their slice before the next step begins. */
      let over = false;
      do {
        if (goal && goalCheck) {
          if (await isReached(r, goal, goalCheck)) return;
          time = clock.now();
          may = allowed(r, time);
          continue;
        }
        const first = executor.step;
        const { share } = slicing;
        const shown = first < FIRST_POINTS || telemetry.awaits(executor);
        const most = shown ? 1 : Math.min(slicing.stride, remaining, may, untilMilestone(first));
        const owed = executor.checkPending;
        const goesOn = executor.isStepBegun;
        const checked = await goOn(executor, most, share);
        const done = executor.step - first;
        remaining -= done;
        if (done && !Number.isFinite(executor.cost)) return diverged(r);
        telemetry.trained(executor, done, checked);
        // Patience may have ended while somebody walked: then behind a whole step, never in the midst of one.
        if (isOver(executor) && !executor.isStepBegun) return ended(r);
        if (goal && done && isMilestone(executor.step)) goalCheck = createEvaluation(executor);
        const before = time;
        time = clock.now();
        if (!owed) slicing.took(time - before, done, goesOn);
        const seen = telemetry.isTaken(executor) || pacer.showsEach(executor.step);
        over = done > 0 && (share !== undefined || seen || isAwaited(r));
        may = allowed(r, time);
      } while (time < until && may > 0 && !over && !stopped && !isDone(r));
      telemetry.trainedFor(executor, executor.step - begin);
    },
    start(steps, step, until) {
      goal = until;
      goalCheck = undefined;
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
    get goal() {
      return goal;
    },
    get remaining() {
      return remaining;
    },
    pace: pacer.set,
    showsEach: ({ executor }) => pacer.showsEach(executor.step),
    forget() {
      slicing.reset();
      goalCheck = undefined;
    },
  };
}
