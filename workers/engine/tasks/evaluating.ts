/**
 * Evaluates while training goes on: of one step, for training waits meanwhile. It comes by time, so seldom that
 * it takes a tenth of it; where it is short also at steps 1, 2, 4, 8 …, as most of a curve happens there.
 */
import type { EngineClock } from '../clock.ts';
import { createEvaluation } from '../evaluation.ts';
import { advanceFor } from '../frames.ts';
import type { Evaluation } from '../metrics.ts';
import type { Runtime } from '../runtime.ts';
import type { Task } from '../scheduler.ts';
import { SLICE } from '../slicing.ts';
import type { Telemetry } from '../telemetry.ts';

/** Milliseconds from the end of one to the next. */
const BETWEEN = 250;
/** Of the time. */
const SHARE = 0.1;
/** Milliseconds: one that takes no longer is short. */
const SHORT = 2 * SLICE;

const isDoubled = (step: number): boolean => step > 0 && Number.isInteger(Math.log2(step));

export interface Evaluating extends Task {
  /** Training waits for one of the step at which it stands. */
  isAwaited(r: Runtime): boolean;
  /** What was begun is forgotten: another one begins with the first row. */
  drop(): void;
}

export function createEvaluating(clock: EngineClock, telemetry: Telemetry): Evaluating {
  let due = 0;
  let evaluation: Evaluation | undefined;
  /** What the one under way has taken so far, and what the last one took. */
  let spent = 0;
  let took = Number.POSITIVE_INFINITY;
  /** The step that was evaluated last. */
  let last = Number.NaN;

  const isAwaited = ({ executor: { step } }: Runtime) =>
    step !== last && isDoubled(step) && took <= SHORT;

  return {
    isUnderWay: () => evaluation !== undefined,
    isAwaited,
    isDue: (r, time) =>
      evaluation !== undefined || isAwaited(r) || (r.executor.step !== last && time >= due),
    async run({ executor }) {
      const begin = clock.now();
      if (!evaluation) spent = 0;
      evaluation ??= createEvaluation(executor);
      const mine = evaluation;
      const found = await advanceFor(mine, SLICE, clock);
      const end = clock.now();
      spent += end - begin;
      if (!found || mine !== evaluation) return;
      evaluation = undefined;
      last = executor.step;
      took = spent;
      due = end + Math.max(BETWEEN, took * (1 / SHARE - 1));
      telemetry.evaluated(executor, found);
    },
    drop() {
      evaluation = undefined;
      last = Number.NaN;
      took = Number.POSITIVE_INFINITY;
    },
  };
}
