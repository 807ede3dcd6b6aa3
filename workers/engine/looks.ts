/**
 * Looks at the validation cost that training itself goes by: for a schedule that watches it, and for
 * stopping early. They are part of the training step, taken at steps that the document alone decides,
 * at once and over all validation rows, and what they find persists like weights do. So a replay, a
 * step back and a second run meet the same looks, whoever else is looking at what.
 */
import { must } from '../../src/base/assert.ts';
import { createEvaluation } from './evaluation.ts';
import { keep, type Machine, read, trainStep } from './machine.ts';

const isDue = (m: Machine): { readonly schedule: boolean; readonly stop: boolean } => {
  const { validation, stop } = m.plan;
  const { base, perEpoch } = m.feed;
  return {
    schedule: validation !== undefined && m.step % validation.every === 0,
    stop: stop !== undefined && (m.step - base.step) % (stop.every * perEpoch) === 0,
  };
};

/** @param guard somebody is stepping: the buffers of `watch` are put back */
function validationCost(m: Machine, guard: boolean): number {
  const evaluation = createEvaluation(m, ['validation']);
  for (;;) {
    const metrics = evaluation.advance(guard);
    if (metrics) return metrics.validationLoss;
  }
}

/** What belongs to the end of a training step besides its update. */
export function endStep(m: Machine, guard: boolean): void {
  const due = isDue(m);
  if (!(due.schedule || due.stop) || !m.feed.rows('validation')) return;
  const cost = validationCost(m, guard);
  if (due.schedule) {
    const seen = read(m, must(m.plan.validation, 'a schedule that looks').seen);
    seen[0] = cost;
    seen[1] = (seen[1] as number) + 1;
  }
  const { stop } = m.plan;
  if (!due.stop || !stop) return;
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
}

/** A training step as it counts: the step, and the look behind it where one is due. */
export function takeStep(m: Machine): void {
  trainStep(m);
  endStep(m, false);
}

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
