/**
 * Evaluates while training goes on. At steps 1, 2, 4, 8 … training waits for it, as long as that is short, so
 * that a curve has points where most of it happens; beyond that it comes by time, a chunk of rows now and then.
 */
import type { EngineClock } from '../clock.ts';
import { createEvaluation } from '../evaluation.ts';
import { advanceFor } from '../frames.ts';
import type { Evaluation } from '../metrics.ts';
import type { Task } from '../scheduler.ts';
import { SLICE } from '../slicing.ts';
import type { Telemetry } from '../telemetry.ts';

/** Milliseconds from the end of one to the next. */
const BETWEEN = 250;
/** Of the time. */
const SHARE = 0.1;
/** Milliseconds for which training waits. */
const WAITS = 2 * SLICE;

/** Steps until the next that is a power of two. */
export const untilDoubled = (step: number): number => 2 ** Math.floor(Math.log2(step) + 1) - step;
const isDoubled = (step: number): boolean => step > 0 && Number.isInteger(Math.log2(step));

export interface Evaluating extends Task {
  /** What was begun is forgotten: another one begins with the first row. */
  drop(): void;
}

export function createEvaluating(clock: EngineClock, telemetry: Telemetry): Evaluating {
  let due = 0;
  let under: { readonly evaluation: Evaluation; readonly began: number } | undefined;
  /** Of that step it is known. */
  let last = Number.NaN;

  return {
    isUnderWay: ({ executor: { step } }) =>
      under !== undefined && isDoubled(step) && clock.now() < under.began + WAITS,
    isDue: ({ executor: { step } }, time) => step !== last && (time >= due || isDoubled(step)),
    async run({ executor }) {
      const begin = clock.now();
      under ??= { evaluation: createEvaluation(executor), began: begin };
      const mine = under;
      const waits = isDoubled(executor.step) && begin < mine.began + WAITS;
      const found = await advanceFor(mine.evaluation, waits ? SLICE : SLICE * SHARE, clock);
      const end = clock.now();
      due = end + (end - begin) * (1 / SHARE - 1);
      if (!found || mine !== under) return;
      last = executor.step;
      telemetry.evaluated(executor, found);
      under = undefined;
      due = Math.max(due, end + BETWEEN);
    },
    drop() {
      under = undefined;
      last = Number.NaN;
    },
  };
}
