/**
 * Evaluates while training goes on: of one step, for training waits meanwhile. It comes by time, so seldom that
 * it takes a tenth of it, the first one too; where it is short also at steps 1, 2, 4, 8 …, as most of a curve
 * happens there.
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
  /** Training begins. */
  started(r: Runtime): void;
  /** One of its weights at rest took so many milliseconds. */
  took(r: Runtime, milliseconds: number): void;
  /** What was begun is forgotten: another one begins with the first row. */
  drop(): void;
}

export function createEvaluating(clock: EngineClock, telemetry: Telemetry): Evaluating {
  let due = 0;
  let evaluation: Evaluation | undefined;
  /** What the one under way has taken so far, and what the last one of each network took. */
  let spent = 0;
  const times = new WeakMap<Runtime, number>();
  /** The step that was evaluated last. */
  let last = Number.NaN;
  /** When training began. */
  let began = 0;

  const isShort = (r: Runtime): boolean => (times.get(r) ?? Number.POSITIVE_INFINITY) <= SHORT;
  const isAwaited = (r: Runtime) => {
    const { step } = r.executor;
    return step !== last && isDoubled(step) && isShort(r);
  };
  /** Milliseconds until the next, behind one that took so many. */
  const rest = (took: number) => Math.max(BETWEEN, took * (1 / SHARE - 1));

  return {
    isUnderWay: () => evaluation !== undefined,
    isAwaited,
    started(r) {
      began = clock.now();
      const took = times.get(r);
      due = took === undefined || isShort(r) ? 0 : began + rest(took);
    },
    took: (r, milliseconds) => void times.set(r, milliseconds),
    isDue: (r, time) =>
      evaluation !== undefined || isAwaited(r) || (r.executor.step !== last && time >= due),
    async run(r) {
      const { executor } = r;
      const begin = clock.now();
      if (!evaluation) spent = 0;
      evaluation ??= createEvaluation(executor);
      const mine = evaluation;
      const found = await advanceFor(mine, SLICE, clock);
      const end = clock.now();
      spent += end - begin;
      if (mine !== evaluation) return;
      if (!found) {
        if (times.has(r)) return;
        // Of the first what it takes is known by its first rows: it may have to wait, too.
        const took = spent / mine.done;
        times.set(r, took);
        if (isShort(r) || end >= began + rest(took)) return;
        evaluation = undefined;
        due = began + rest(took);
        return;
      }
      evaluation = undefined;
      last = executor.step;
      times.set(r, spent);
      due = end + rest(spent);
      telemetry.evaluated(executor, found);
    },
    drop() {
      evaluation = undefined;
      last = Number.NaN;
    },
  };
}
