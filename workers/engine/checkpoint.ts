/**
 * The state of a run, taken and restored: weights, slots, states, counters, what stopping early has
 * seen. What fits whole goes on as if it had never stopped, to the bit; else what fits by name and shape
 * is taken, as after an edit. For undo, for files, for a reload of the page.
 */
import { type Issue, issue } from '../../src/base/issue.ts';
import { type Checkpoint, type Slots, tensorsOf } from '../../src/document/checkpoint.ts';
import type { Plan, StorageView } from '../../src/plan/plan.ts';
import { sameShape, size } from '../../src/tensor/shape.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import type { Floats } from '../backends/backend.ts';
import { takeWeights } from './adopt.ts';
import type { Executor } from './executor.ts';
import {
  type EarlyStopping,
  NO_CHECK_YET,
  type ReadTensor,
  readFrom,
  type SavedState,
} from './train-state.ts';

/** The tensors by name and slot; copies. */
function tensors({ storage }: Plan, read: ReadTensor): { weights: Tensors; slots: Slots } {
  const weights: Record<string, Tensors[string]> = {};
  const slots: Record<string, Record<string, Tensors[string]>> = {};
  for (const { name, slot, ref } of storage) {
    const data = read(ref);
    if (!data) continue;
    const tensor = { shape: [...ref.shape], data };
    if (!slot) weights[name] = tensor;
    else slots[name] = { ...slots[name], [slot]: tensor };
  }
  return { weights, slots };
}

const number = (name: string, value: number) => (Number.isFinite(value) ? { [name]: value } : {});

/** @param key of the compilation that the executor runs. @param at not as it is, but as it was */
export async function takeCheckpoint(
  executor: Executor,
  key: string,
  at?: SavedState,
): Promise<Checkpoint> {
  const { state } = at ?? executor;
  const { plan } = executor;
  const saved = (storage: readonly Floats[]) => tensors(plan, readFrom(plan, storage));
  const { weights, slots } = at
    ? saved(at.storage)
    : tensors(plan, await executor.readTensors(plan.storage.map((v) => v.ref)));
  const { earlyStopping, step, slotsSince } = state;
  const { base, perEpoch } = executor.dataLoader;
  const checked = earlyStopping.failures > 0 || Number.isFinite(earlyStopping.cost);
  return {
    weights,
    training: {
      network: key,
      step,
      since: slotsSince,
      epochs: { ...base, length: perEpoch },
      ...(state.checkPending && { owes: true }),
      ...number('cost', state.cost),
      ...(Number.isFinite(state.cost) &&
        Object.keys(state.losses).length > 0 && { losses: state.losses }),
      ...number('objective', state.objective),
      slots,
      ...(checked && {
        best: {
          ...number('cost', earlyStopping.cost),
          step: earlyStopping.step,
          count: earlyStopping.count,
          failures: earlyStopping.failures,
          ...(earlyStopping.storage && saved(earlyStopping.storage)),
        },
      }),
    },
  };
}

/** Those of the views for which something is found that fits, with its numbers. */
function fitting(
  views: readonly StorageView[],
  { weights, slots }: { readonly weights: Tensors; readonly slots: Slots },
): ReadonlyMap<StorageView, Floats> {
  const own = <T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
    table && Object.hasOwn(table, key) ? table[key] : undefined;
  return new Map(
    views.flatMap((view) => {
      const { name, slot, ref } = view;
      const tensor = slot ? own(own(slots, name), slot) : own(weights, name);
      if (!tensor || !sameShape(tensor.shape, ref.shape)) return [];
      return tensor.data.length === size(ref.shape) ? [[view, tensor.data] as const] : [];
    }),
  );
}

/**
 * Puts an executor that was initialised at that state. Issues for weights that do not fit, and where the
 * rest does not: what is left then starts anew.
 */
export async function restoreCheckpoint(
  executor: Executor,
  key: string,
  { weights, training }: Checkpoint,
): Promise<readonly Issue[]> {
  const { issues, taken } = await takeWeights(executor, weights);
  if (!training) return issues;
  const { step, since, epochs, slots, best } = training;
  const { storage } = executor.plan;
  // Of a weight that did not fit no slots are taken either.
  const mine = storage.filter((v) => v.slot && (v.node === undefined || taken.has(v.name)));
  const found = fitting(mine, { weights: {}, slots });
  for (const [{ ref }, data] of found) executor.write(ref, data);
  const missing = [
    ...storage.filter((v) => !v.slot && !taken.has(v.name)),
    ...mine.filter((v) => !found.has(v)),
  ];
  const carried = [...found.keys()].some((v) => v.node !== undefined);
  const same = !missing.length && training.network === key;
  await executor.resume(
    {
      step,
      slotsSince: !missing.length || carried ? since : step,
      cost: training.cost ?? Number.NaN,
      losses: (same && training.losses) || {},
      objective: training.objective ?? Number.NaN,
      checkPending: same && training.owes === true,
      earlyStopping: (same && best && earlyStoppingFrom(executor, best)) || NO_CHECK_YET,
    },
    executor.dataLoader.perEpoch === epochs.length
      ? { step: epochs.step, epoch: epochs.epoch }
      : { step, epoch: epochs.epoch + Math.floor((step - epochs.step) / epochs.length) },
  );
  const first = missing.find((v) => v.slot);
  const partly = first
    ? issue(
        'training.partly',
        {
          en: 'The state of training does not fit this network whole: {count} parts of it, such as {slot} of {name}, start anew.',
          zh: '训练状态与该网络不完全相符：其中 {count} 部分（如 {name} 的 {slot}）从头开始。',
        },
        {
          args: { count: missing.length, name: first.name, slot: first.slot },
          severity: 'warning',
        },
      )
    : undefined;
  return partly ? [...issues, partly] : issues;
}

function earlyStoppingFrom(
  { plan, persistent, good }: Executor,
  best: NonNullable<NonNullable<Checkpoint['training']>['best']>,
): EarlyStopping {
  const { cost = Number.POSITIVE_INFINITY, step, count, failures, weights, slots = {} } = best;
  if (!weights) return { cost, step, count, failures };
  const found = fitting(plan.storage, { weights, slots });
  // Weights of which a part is missing are none to go back to.
  if (found.size < plan.storage.length) return NO_CHECK_YET;
  const storage = good.storage.map((s) => s.slice());
  for (const [{ ref }, data] of found)
    storage[persistent.findIndex((r) => r.buffer === ref.buffer)]?.set(data, ref.offset);
  return { cost, step, count, failures, storage };
}

/** Whether two states are of the same step and hold the same bits. */
export function isEqual(a: Checkpoint, b: Checkpoint): boolean {
  if (a.training?.step !== b.training?.step) return false;
  const [mine, theirs] = [tensorsOf(a), tensorsOf(b)];
  return (
    mine.length === theirs.length &&
    mine.every(({ data }, i) => {
      const other = theirs[i]?.data;
      for (let k = 0; k < data.length; k++) if (!Object.is(data[k], other?.[k])) return false;
      return true;
    })
  );
}
