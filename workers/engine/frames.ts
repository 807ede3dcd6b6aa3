/**
 * Frames: what leaves the engine while it trains. Points of the curves, norms of the watched edges,
 * the pace. The loss of a point is the cost of that very training step on its batch (before its
 * update), so that it depends on the step alone and not on when somebody looked. A point has accuracy and
 * validation where they were measured at its step; the bar has the latest known.
 */

import type { Stopwatch } from '../../src/base/clock.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import { regionOf } from '../backends/backend.ts';
import type { Executor } from './executor.ts';
import type { Evaluation, Metrics } from './metrics.ts';
import type { CurvePoint } from './protocol.ts';

export function pointOf(executor: Executor, metrics: Metrics): CurvePoint {
  const { step, cost, objective, dataLoader } = executor;
  // Before the first step, and behind weights that were put in place of others, there is no batch to
  // speak of: the loss over the training rows.
  const unknown = Number.isNaN(cost);
  // While a step is walked, some losses may be known before the cost is.
  const losses = { ...(unknown && metrics.losses), ...executor.state.losses };
  return {
    step,
    epoch: dataLoader.epoch(step),
    ...(unknown
      ? { cost: metrics.cost, objective: metrics.cost + (metrics.penalty ?? Number.NaN) }
      : { cost, objective }),
    ...(Object.keys(losses).length > 0 && { losses }),
    accuracy: metrics.accuracy,
    validationCost: metrics.validationCost,
    validationAccuracy: metrics.validationAccuracy,
  };
}

/** RMS of the activation and L2 norm of the gradient of each edge, as `watch` left them; −1 where none flows. */
export async function tapsOf(executor: Executor, edges: readonly string[]): Promise<Float32Array> {
  const out = new Float32Array(2 * edges.length).map((_, i) => (i % 2 ? -1 : 0));
  const { values, gradients } = executor.plan.routines.watch?.results ?? NO_RESULTS;
  const refs = edges.flatMap((edge) => [values[edge], gradients[edge]]);
  const places = [...refs.keys()].filter((i) => refs[i]);
  const found = await executor.reduce(
    'sumOfSquares',
    places.map((i) => regionOf(refs[i]!)),
  );
  for (const [k, i] of places.entries()) {
    const count = size(refs[i]!.shape);
    // Values come first, then their gradients.
    out[i] = i % 2 ? Math.sqrt(found[k]!) : count ? Math.sqrt(found[k]!) / Math.sqrt(count) : 0;
  }
  return out;
}

/** Steps a second over about the last one. */
interface Meter {
  mark(step: number, time: number): void;
  clear(): void;
  readonly rate: number;
}
export function createMeter(): Meter {
  let marks: { readonly step: number; readonly time: number }[] = [];
  return {
    mark(step, time) {
      marks.push({ step, time });
      while (marks.length > 2 && time - (marks[0]?.time ?? time) > 1_000) marks.shift();
    },
    clear() {
      marks = [];
    },
    get rate() {
      const first = marks[0];
      const last = marks.at(-1);
      if (!first || !last || last.time <= first.time) return 0;
      return ((last.step - first.step) / (last.time - first.time)) * 1_000;
    },
  };
}

/** Advances an evaluation for some milliseconds, by at least one chunk. */
export async function advanceFor(
  evaluation: Evaluation,
  milliseconds: number,
  clock: Stopwatch,
  guard = false,
): Promise<Metrics | undefined> {
  const until = clock.now() + milliseconds;
  for (;;) {
    const metrics = await evaluation.advance(guard);
    if (metrics || clock.now() >= until) return metrics;
  }
}
