/**
 * Looks at the validation cost that training itself goes by: for a schedule that watches it, and for
 * stopping early. They are part of the training step, taken at steps that the document alone decides,
 * over all validation rows before the next step, and what they find persists like weights do. So a
 * replay, a step back and a second run meet the same looks, whoever else is looking at what. Between two
 * chunks of rows the engine may listen; meanwhile the machine owes the look.
 */
import { must } from '../../src/base/assert.ts';
import { createEvaluation } from './evaluation.ts';
import { disturb, type Judged, keep, type Machine, read, trainOn, trainSteps } from './machine.ts';

/** Steps from that one to the next look of each kind, at least one. */
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
 * A chunk of the look that is owed; the cost, where it was the last one.
 * @param guard somebody is stepping: the buffers of `watch` are put back
 */
function lookOn(m: Machine, guard: boolean): number | undefined {
  m.looking ??= createEvaluation(m, ['validation']);
  const cost = m.looking.advance(guard)?.validationLoss;
  if (cost === undefined) return undefined;
  m.looking = undefined;
  m.owes = false;
  const due = isDue(m);
  if (due.schedule) {
    const seen = read(m, must(m.plan.validation, 'a schedule that looks').seen);
    seen[0] = cost;
    seen[1] = seen[1]! + 1;
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

const owes = (m: Machine): boolean => {
  const { schedule, stop } = isDue(m);
  return (schedule || stop) && m.feed.rows('validation') > 0;
};

/** Takes the look that is owed, all of it. */
export function settleStep(m: Machine, guard: boolean): number | undefined {
  let cost: number | undefined;
  while (m.owes) cost = lookOn(m, guard);
  return cost;
}

/** What belongs to the end of a training step besides its update; the cost, where it looked. */
export function endStep(m: Machine, guard: boolean): number | undefined {
  m.owes = owes(m);
  return settleStep(m, guard);
}

/** A training step as it counts: the step, and the look behind it where one is due. */
export function takeStep(m: Machine): number | undefined {
  settleStep(m, false);
  trainSteps(m, 1);
  return endStep(m, false);
}

/**
 * Onward by a short time: training steps, up to so many and no further than to where a look is due, or a
 * chunk of that look; its cost, where it is over.
 * @param share of one step, where a whole one takes too long
 */
export function goOn(m: Machine, most: number, share?: number): number | undefined {
  if (m.owes) return lookOn(m, false);
  if (share !== undefined) {
    if (!trainOn(m, share)) return undefined;
  } else {
    const { schedule, stop } = ahead(m, m.step);
    trainSteps(m, Math.min(most, schedule, stop));
  }
  m.owes = owes(m);
  return undefined;
}

/** Patience is at its end. */
export const isOver = (m: Machine): boolean =>
  m.plan.stop !== undefined && m.judged.failures >= m.plan.stop.patience;

/** The best look, where there is one to go back to and the present weights are worse than it. */
export const betterThan = ({ judged }: Machine, validation: number): Judged | undefined =>
  judged.storage && !(validation <= judged.cost) ? judged : undefined;

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
    m.objective = Number.NaN;
  }
  m.judged = { ...m.judged, failures: 0 };
  disturb(m);
  keep(m, m.good);
}
