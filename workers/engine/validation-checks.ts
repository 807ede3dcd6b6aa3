/**
 * Validation checks: the cost over all validation rows, for a schedule that watches it and for early
 * stopping. A check is part of a training step, at steps that the document alone decides, before the next
 * step, and what it finds persists like weights do. So a replay, a step back and a second run meet the same
 * checks, whatever is inspected meanwhile. Between two chunks of rows the engine may listen; meanwhile
 * the check is pending.
 */
import { must } from '../../src/base/assert.ts';
import { createEvaluation } from './evaluation.ts';
import {
  type EarlyStopping,
  invalidate,
  keep,
  type Machine,
  read,
  trainOn,
  trainSteps,
} from './machine.ts';

/** Steps from that one to the next check of each kind, at least one. */
function ahead({ plan: { validation, stop }, feed: { base, perEpoch } }: Machine, step: number) {
  const next = (every: number | undefined, done: number) =>
    every === undefined ? Number.POSITIVE_INFINITY : every - (done % every);
  return {
    schedule: next(validation?.every, step),
    stop: next(stop && stop.every * perEpoch, step - base.step),
  };
}

const isDue = (m: Machine): { readonly schedule: boolean; readonly stop: boolean } => {
  const { schedule, stop } = ahead(m, m.step - 1);
  return { schedule: schedule === 1, stop: stop === 1 };
};

/**
 * A chunk of the pending check; the cost, where it was the last one.
 * @param guard somebody is stepping: the buffers of `watch` are put back
 */
function checkOn(m: Machine, guard: boolean): number | undefined {
  m.check ??= createEvaluation(m, ['validation']);
  const cost = m.check.advance(guard)?.validationCost;
  if (cost === undefined) return undefined;
  m.check = undefined;
  m.checkPending = false;
  const due = isDue(m);
  if (due.schedule) {
    const seen = read(m, must(m.plan.validation, 'a schedule that checks').seen);
    seen[0] = cost;
    seen[1] = seen[1]! + 1;
  }
  const { stop } = m.plan;
  if (!due.stop || !stop) return cost;
  const { earlyStopping } = m;
  const better = cost < earlyStopping.cost - (Number.isFinite(earlyStopping.cost) ? stop.delta : 0);
  m.earlyStopping = better
    ? {
        cost,
        step: m.step,
        count: m.step - m.slotsSince,
        failures: 0,
        ...(stop.restore && { storage: m.storage.map((s) => s.slice()) }),
      }
    : { ...earlyStopping, failures: earlyStopping.failures + 1 };
  return cost;
}

const isCheckDue = (m: Machine): boolean => {
  const { schedule, stop } = isDue(m);
  return (schedule || stop) && m.feed.rows('validation') > 0;
};

/** Runs the pending check to its end. */
export function finishCheck(m: Machine, guard: boolean): number | undefined {
  let cost: number | undefined;
  while (m.checkPending) cost = checkOn(m, guard);
  return cost;
}

/** What belongs to the end of a training step besides its update; the cost, where there was a check. */
export function endStep(m: Machine, guard: boolean): number | undefined {
  m.checkPending = isCheckDue(m);
  return finishCheck(m, guard);
}

/** A training step as it counts: the step, and the check behind it where one is due. */
export function takeStep(m: Machine): number | undefined {
  finishCheck(m, false);
  trainSteps(m, 1);
  return endStep(m, false);
}

/**
 * Onward by a short time: training steps, up to so many and no further than to where a check is due, or
 * a chunk of that check; its cost, where it is over.
 * @param share of one step, where a whole one takes too long
 */
export function goOn(m: Machine, most: number, share?: number): number | undefined {
  if (m.checkPending) return checkOn(m, false);
  if (share !== undefined) {
    if (!trainOn(m, share)) return undefined;
  } else {
    const { schedule, stop } = ahead(m, m.step);
    trainSteps(m, Math.min(most, schedule, stop));
  }
  m.checkPending = isCheckDue(m);
  return undefined;
}

/** Patience is at its end. */
export const isOver = (m: Machine): boolean =>
  m.plan.stop !== undefined && m.earlyStopping.failures >= m.plan.stop.patience;

/** The best check, where there is one to go back to and the present weights are worse than it. */
export const betterThan = (
  { earlyStopping }: Machine,
  validation: number,
): EarlyStopping | undefined =>
  earlyStopping.storage && !(validation <= earlyStopping.cost) ? earlyStopping : undefined;

/**
 * Back to the best weights, where that is wished. The count of steps goes on, so that the curves show
 * what happened; whoever trains on from here has patience anew.
 */
export function settleOnBest(m: Machine): void {
  const { storage, count } = m.earlyStopping;
  if (storage) {
    for (const [i, s] of m.storage.entries()) s.set(must(storage[i], 'a copy of each buffer'));
    // The optimiser's own count belongs to its slots.
    m.slotsSince = m.step - count;
    m.cost = Number.NaN;
    m.objective = Number.NaN;
  }
  m.earlyStopping = { ...m.earlyStopping, failures: 0 };
  invalidate(m);
  keep(m, m.good);
}
