/**
 * Loss and accuracy on the validation rows and on up to 1,000 training rows, a few chunks at a time so that
 * messages are heard in between. Whoever evaluates keeps the weights as they are until the last of them.
 */
import { NO_RESULTS } from '../../src/plan/results.ts';
import { regionOf } from '../backends/backend.ts';
import type { DataPart } from './data-loader.ts';
import type { Executor } from './executor.ts';
import { type Evaluation, NO_METRICS } from './metrics.ts';

const TRAINING_ROWS = 1_000;

/** What the penalties of weights add to the cost, as the step to come finds it; NaN where nothing is penalised. */
export async function penaltyOf(executor: Executor): Promise<number> {
  const { cost, objective } = executor.plan.routines.watch?.results ?? NO_RESULTS;
  if (!cost || !objective) return Number.NaN;
  executor.watchNext();
  const [whole, part] = await executor.readAll([objective, cost]);
  return whole![0]! - part![0]!;
}

/** Of both parts, or of the one that is wanted; NaN for the other. */
export function createEvaluation(
  executor: Executor,
  wanted: readonly DataPart[] = ['training', 'validation'],
): Evaluation {
  const routine = executor.plan.routines.evaluate;
  const results = routine?.results ?? NO_RESULTS;
  const nodes = Object.keys(results.losses);
  const losses = Object.values(results.losses);
  const correct = Object.values(results.correct);
  const parts: readonly { readonly part: DataPart; readonly rows: number }[] = [
    {
      part: 'training' as const,
      rows: Math.min(TRAINING_ROWS, executor.dataLoader.rows('training')),
    },
    { part: 'validation' as const, rows: executor.dataLoader.rows('validation') },
  ].filter(({ part, rows }) => rows > 0 && wanted.includes(part));
  const sums = {
    training: { loss: 0, correct: 0 },
    validation: { loss: 0, correct: 0 },
  };
  /** Of the training rows, loss by loss. */
  const own = losses.map(() => 0);
  const all = parts.reduce((n, { rows }) => n + rows, 0);
  let seen = 0;
  let current = 0;
  let from = 0;

  const chunk = async (part: DataPart, count: number) => {
    executor.dataLoader.rowsOf('evaluate', part, from);
    executor.submit('evaluate', executor.step);
    const found = await executor.reduce(
      'sum',
      [...losses, ...correct].map((ref) => ({ ...regionOf(ref), length: count })),
    );
    for (const [i, sum] of found.entries()) {
      sums[part][i < losses.length ? 'loss' : 'correct'] += sum;
      if (i < losses.length && part === 'training') own[i]! += sum;
    }
  };

  return {
    get done() {
      return all ? seen / all : 1;
    },
    async advance(guard) {
      const here = parts[current];
      if (!routine || !losses.length || !here) return NO_METRICS;
      const count = Math.min(routine.batch, here.rows - from);
      if (guard) await executor.aside('evaluate', () => chunk(here.part, count));
      else await chunk(here.part, count);
      from += count;
      seen += count;
      if (from < here.rows) return undefined;
      from = 0;
      current++;
      if (current < parts.length) return undefined;
      const mean = (part: DataPart, what: 'loss' | 'correct', share: number) => {
        const rows = parts.find((p) => p.part === part)?.rows ?? 0;
        return rows && share ? sums[part][what] / rows / share : Number.NaN;
      };
      const rows = parts.find((p) => p.part === 'training')?.rows;
      const several =
        rows && nodes.length > 1
          ? Object.fromEntries(nodes.map((node, i) => [node, own[i]! / rows]))
          : undefined;
      // The costs of several losses add up; accuracy is the mean over those that have one.
      return {
        cost: mean('training', 'loss', 1),
        ...(several && { losses: several }),
        accuracy: mean('training', 'correct', correct.length),
        validationCost: mean('validation', 'loss', 1),
        validationAccuracy: mean('validation', 'correct', correct.length),
      };
    },
  };
}
