/**
 * Validation checks: the cost over all validation rows, for a schedule that watches it and for early
 * stopping. A check is part of a training step, at steps that the document alone decides, before the next
 * step, and what it finds persists like weights do. So a replay, a step back and a second run meet the same
 * checks, whatever is inspected meanwhile. Between two chunks of rows the engine may listen; meanwhile
 * the check is pending.
 */
import { must } from '../../src/base/assert.ts';
import { createEvaluation } from './evaluation.ts';
import type { Executor } from './executor.ts';
import type { EarlyStopping } from './train-state.ts';

/** Steps from that one to the next check of each kind, at least one. */
function ahead(
  { plan: { validation, stop }, dataLoader: { base, perEpoch } }: Executor,
  step: number,
) {
  const next = (every: number | undefined, done: number) =>
    every === undefined ? Number.POSITIVE_INFINITY : every - (done % every);
  return {
    schedule: next(validation?.every, step),
    stop: next(stop && stop.every * perEpoch, step - base.step),
  };
}

const isDue = (executor: Executor): { readonly schedule: boolean; readonly stop: boolean } => {
  const { schedule, stop } = ahead(executor, executor.step - 1);
  return { schedule: schedule === 1, stop: stop === 1 };
};

/**
 * A chunk of the pending check; the cost, where it was the last one.
 * @param guard somebody is stepping: the buffers of `watch` are put back
 */
async function checkOn(executor: Executor, guard: boolean): Promise<number | undefined> {
  const check = executor.checking(() => createEvaluation(executor, ['validation']));
  const cost = (await check.advance(guard))?.validationCost;
  if (cost === undefined) return undefined;
  const due = isDue(executor);
  if (due.schedule) {
    const { seen } = must(executor.plan.validation, 'a schedule that checks');
    const [, count] = await executor.read(seen);
    executor.write(seen, [cost, count! + 1]);
  }
  executor.checked(await stopping(executor, cost, due.stop));
  return cost;
}

/** What early stopping has seen, with that check. */
async function stopping(executor: Executor, cost: number, isDue: boolean): Promise<EarlyStopping> {
  const { stop } = executor.plan;
  const { earlyStopping, step, state } = executor;
  if (!isDue || !stop) return earlyStopping;
  const better = cost < earlyStopping.cost - (Number.isFinite(earlyStopping.cost) ? stop.delta : 0);
  if (!better) return { ...earlyStopping, failures: earlyStopping.failures + 1 };
  return {
    cost,
    step,
    count: step - state.slotsSince,
    failures: 0,
    ...(stop.restore && { storage: (await executor.save()).storage }),
  };
}

const isCheckDue = (executor: Executor): boolean => {
  const { schedule, stop } = isDue(executor);
  return (schedule || stop) && executor.dataLoader.rows('validation') > 0;
};

/** Runs the pending check to its end. */
export async function finishCheck(executor: Executor, guard: boolean): Promise<number | undefined> {
  let cost: number | undefined;
  while (executor.checkPending) cost = await checkOn(executor, guard);
  return cost;
}

/** What belongs to the end of a training step besides its update; the cost, where there was a check. */
export function endStep(executor: Executor, guard: boolean): Promise<number | undefined> {
  executor.owe(isCheckDue(executor));
  return finishCheck(executor, guard);
}

/** A training step as it counts: the step, and the check behind it where one is due. */
export async function takeStep(executor: Executor): Promise<number | undefined> {
  await finishCheck(executor, false);
  await executor.trainSteps(1);
  return endStep(executor, false);
}

/**
 * Onward by a short time: training steps, up to so many and no further than to where a check is due, or
 * a chunk of that check; its cost, where it is over.
 * @param share of one step, where a whole one takes too long
 */
export async function goOn(
  executor: Executor,
  most: number,
  share?: number,
): Promise<number | undefined> {
  if (executor.checkPending) return checkOn(executor, false);
  if (share !== undefined) {
    if (!(await executor.trainOn(share))) return undefined;
  } else {
    const { schedule, stop } = ahead(executor, executor.step);
    await executor.trainSteps(Math.min(most, schedule, stop));
  }
  executor.owe(isCheckDue(executor));
  return undefined;
}

/** Patience is at its end. */
export const isOver = (executor: Executor): boolean =>
  executor.plan.stop !== undefined &&
  executor.earlyStopping.failures >= executor.plan.stop.patience;

/** The best check, where there is one to go back to and the present weights are worse than it. */
export const betterThan = (
  { earlyStopping }: Executor,
  validation: number,
): EarlyStopping | undefined =>
  earlyStopping.storage && !(validation <= earlyStopping.cost) ? earlyStopping : undefined;

/**
 * Back to the best weights, where that is wished. The count of steps goes on, so that the curves show
 * what happened; whoever trains on from here has patience anew.
 */
export async function settleOnBest(executor: Executor): Promise<void> {
  const { state } = executor;
  const { storage, count } = state.earlyStopping;
  const earlyStopping = { ...state.earlyStopping, failures: 0 };
  if (storage) executor.writeStorage(storage);
  await executor.resume({
    ...state,
    earlyStopping,
    // The optimiser's own count belongs to its slots.
    ...(storage && {
      slotsSince: state.step - count,
      cost: Number.NaN,
      losses: {},
      objective: Number.NaN,
    }),
  });
}
