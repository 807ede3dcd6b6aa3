/**
 * Looks at the validation cost that training itself goes by: for a schedule that watches it, and for
 * stopping early. They are part of the training step, taken at steps that the document alone decides,
 * at once and over all validation rows, and what they find persists like weights do. So a replay, a
 * step back and a second run meet the same looks, whoever else is looking at what.
 */
import { must } from '../../src/base/assert.ts';
import { createEvaluation } from './evaluation.ts';
import { keep, type Machine, read, trainSteps } from './machine.ts';

/** Steps from that one to the next look of each kind, at least one. */
function ahead({ plan: { validation, stop }, feed: { base, perEpoch } }: Machine, step: number) {
  const next = (every: number | undefined, done: number) =>
    every === undefined ? Number.POSITIVE_INFINITY : every - (done % every);
  return {
    schedule: next(validation?.every, step),
    stop: next(stop && stop.every * perEpoch, step - base.step),
  };
}

/** @param guard somebody is stepping: the buffers of `watch` are put back */
function validationCost(m: Machine, guard: boolean): number {
  const evaluation = createEvaluation(m, ['validation']);
  for (;;) {
    const metrics = evaluation.advance(guard);
    if (metrics) return metrics.validationLoss;
  }
}

/** What belongs to the end of a training step besides its update; the cost, where it looked. */
export function endStep(m: Machine, guard: boolean): number | undefined {
  const before = ahead(m, m.step - 1);
  const due = { schedule: before.schedule === 1, stop: before.stop === 1 };
  if (!(due.schedule || due.stop) || !m.feed.rows('validation')) return undefined;
  const cost = validationCost(m, guard);
  if (due.schedule) {
    const seen = read(m, must(m.plan.validation, 'a schedule that looks').seen);
    seen[0] = cost;
    seen[1] = (seen[1] as number) + 1;
  }
  const { stop } = m.plan;
  if (!due.stop || !stop) return cost;
  const { judged } = m;
  const better = cost < judged.cost - (Number.isFinite(judged.cost) ? stop.delta : 0);
  m.judged = better
    ? {
        cost,
        step: m.step,
        count: m.step - m.slotsSince,
        failures: 0,
        ...(stop.restore && { storage: m.storage.map((s) => s.slice()) }),
      }
    : { ...judged, failures: judged.failures + 1 };
  return cost;
}

/**
 * Training steps as they count, up to so many and at least one: they end where a look is due, and with
 * it; the cost, where it looked.
 */
export function takeSteps(m: Machine, most: number): number | undefined {
  const { schedule, stop } = ahead(m, m.step);
  trainSteps(m, Math.min(most, schedule, stop));
  return endStep(m, false);
}

export const takeStep = (m: Machine): number | undefined => takeSteps(m, 1);

/** Patience is at its end. */
export const isOver = (m: Machine): boolean =>
  m.plan.stop !== undefined && m.judged.failures >= m.plan.stop.patience;

/**
 * Back to the best weights, where that is wished. The count of steps goes on, so that the curves show
 * what happened; whoever trains on from here has patience anew.
 */
export function settleOnBest(m: Machine): void {
  const { storage, count } = m.judged;
  if (storage) {
    for (const [i, s] of m.storage.entries()) s.set(must(storage[i], 'a copy of each buffer'));
    // The optimiser's own count belongs to its slots.
    m.slotsSince = m.step - count;
    m.cost = Number.NaN;
  }
  m.judged = { ...m.judged, failures: 0 };
  m.looked = false;
  keep(m, m.good);
}
