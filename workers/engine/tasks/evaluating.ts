/** Evaluates while training goes on: a chunk of rows now and then. */
import type { EngineClock } from '../clock.ts';
import { createEvaluation } from '../evaluation.ts';
import { advanceFor } from '../frames.ts';
import type { Evaluation } from '../metrics.ts';
import { SLICE } from '../pacing.ts';
import type { Task } from '../scheduler.ts';
import type { Telemetry } from '../telemetry.ts';

/** Milliseconds from the end of one to the next. */
const BETWEEN = 250;
/** Of the time. */
const SHARE = 0.1;

export interface Evaluating extends Task {
  /** What was begun is forgotten: another one begins with the first row. */
  drop(): void;
}

export function createEvaluating(clock: EngineClock, telemetry: Telemetry): Evaluating {
  let due = 0;
  let evaluation: Evaluation | undefined;

  return {
    // Training may go on between two chunks.
    isUnderWay: () => false,
    isDue: (_, time) => time >= due,
    async run({ executor }) {
      const begin = clock.now();
      evaluation ??= createEvaluation(executor);
      const mine = evaluation;
      const found = await advanceFor(mine, SLICE * SHARE, clock);
      const end = clock.now();
      due = end + (end - begin) * (1 / SHARE - 1);
      if (!found || mine !== evaluation) return;
      telemetry.evaluated(found);
      evaluation = undefined;
      due = Math.max(due, end + BETWEEN);
    },
    drop() {
      evaluation = undefined;
    },
  };
}
