/**
 * The state of a run, taken and restored: weights, slots, states, counters, what stopping early has
 * seen. What fits whole goes on as if it had never stopped, to the bit; else what fits by name and shape
 * is taken, as after an edit. For undo, for files, for a reload of the page.
 */
import { type Issue, issue } from '../../src/base/issue.ts';
import { type Checkpoint, type Slots, tensorsOf } from '../../src/document/checkpoint.ts';
import type { StorageView } from '../../src/plan/plan.ts';
import { sameShape, size } from '../../src/tensor/shape.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import type { Floats } from '../backends/backend.ts';
import { takeWeights } from './adopt.ts';
import {
  type EarlyStopping,
  invalidate,
  keep,
  type Machine,
  NO_CHECK_YET,
  type Snapshot,
} from './machine.ts';

/** What a checkpoint is taken of: the machine as it is, or a copy of what persists at another moment. */
export type Moment = Readonly<Omit<Snapshot, 'storage'>> & { readonly storage: readonly Floats[] };

/** The tensors of a storage by name and slot; copies. */
function tensors(
  { plan }: Machine,
  storage: readonly Floats[],
): { weights: Tensors; slots: Slots } {
  const ids = plan.buffers.filter((b) => b.role === 'persistent').map((b) => b.id);
  const weights: Record<string, Tensors[string]> = {};
  const slots: Record<string, Record<string, Tensors[string]>> = {};
  for (const { name, slot, ref } of plan.storage) {
    const data = storage[ids.indexOf(ref.buffer)];
    if (!data) continue;
    const { offset, shape } = ref;
    const tensor = { shape: [...shape], data: data.slice(offset, offset + size(shape)) };
    if (!slot) weights[name] = tensor;
    else slots[name] = { ...slots[name], [slot]: tensor };
  }
  return { weights, slots };
}

const number = (name: string, value: number) => (Number.isFinite(value) ? { [name]: value } : {});

/** @param key of the compilation that the machine runs */
export function takeCheckpoint(m: Machine, key: string, at: Moment = m): Checkpoint {
  const { weights, slots } = tensors(m, at.storage);
  const { earlyStopping, step, slotsSince } = at;
  const { base, perEpoch } = m.feed;
  const checked = earlyStopping.failures > 0 || Number.isFinite(earlyStopping.cost);
  return {
    weights,
    training: {
      network: key,
      step,
      since: slotsSince,
      epochs: { ...base, length: perEpoch },
      ...(at.checkPending && { owes: true }),
      ...number('cost', at.cost),
      ...number('objective', at.objective),
      slots,
      ...(checked && {
        best: {
          ...number('cost', earlyStopping.cost),
          step: earlyStopping.step,
          count: earlyStopping.count,
          failures: earlyStopping.failures,
          ...(earlyStopping.storage && tensors(m, earlyStopping.storage)),
        },
      }),
    },
  };
}

/** Writes what is found and fits into a storage; gives what does not. */
function fill(
  { plan }: Machine,
  storage: readonly Floats[],
  views: readonly StorageView[],
  { weights, slots }: { readonly weights: Tensors; readonly slots: Slots },
): StorageView[] {
  const ids = plan.buffers.filter((b) => b.role === 'persistent').map((b) => b.id);
  return views.filter(({ name, slot, ref }) => {
    const own = <T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
      table && Object.hasOwn(table, key) ? table[key] : undefined;
    const tensor = slot ? own(own(slots, name), slot) : own(weights, name);
    const target = storage[ids.indexOf(ref.buffer)];
    if (!tensor || !target || !sameShape(tensor.shape, ref.shape)) return true;
    if (tensor.data.length !== size(ref.shape)) return true;
    target.set(tensor.data, ref.offset);
    return false;
  });
}

/**
 * Puts a machine that was initialised at that state. Issues for weights that do not fit, and where the
 * rest does not: what is left then starts anew.
 */
export function restoreCheckpoint(
  m: Machine,
  key: string,
  { weights, training }: Checkpoint,
): readonly Issue[] {
  const { issues, taken } = takeWeights(m, weights);
  if (!training) return issues;
  const { step, since, epochs, slots, best } = training;
  // Of a weight that did not fit no slots are taken either.
  const mine = m.plan.storage.filter(
    (v) => v.slot && (v.name.startsWith('@') || taken.has(v.name)),
  );
  const missing = [
    ...m.plan.storage.filter((v) => !v.slot && !taken.has(v.name)),
    ...fill(m, m.storage, mine, { weights: {}, slots }),
  ];
  const lacking = new Set(missing);
  const carried = mine.some((v) => !v.name.startsWith('@') && !lacking.has(v));
  m.step = step;
  m.slotsSince = !missing.length || carried ? since : step;
  m.feed.base =
    m.feed.perEpoch === epochs.length
      ? { step: epochs.step, epoch: epochs.epoch }
      : { step, epoch: epochs.epoch + Math.floor((step - epochs.step) / epochs.length) };
  m.cost = training.cost ?? Number.NaN;
  m.objective = training.objective ?? Number.NaN;
  const same = !missing.length && training.network === key;
  m.checkPending = same && training.owes === true;
  m.earlyStopping = (same && best && earlyStoppingFrom(m, best)) || NO_CHECK_YET;
  m.check = undefined;
  invalidate(m);
  keep(m, m.good);
  const first = missing.find((v) => v.slot);
  const partly = first
    ? issue(
        'training.partly',
        'The state of training does not fit this network whole: {count} parts of it, such as {slot} of {name}, start anew.',
        {
          args: { count: missing.length, name: first.name, slot: first.slot },
          severity: 'warning',
        },
      )
    : undefined;
  return partly ? [...issues, partly] : issues;
}

function earlyStoppingFrom(
  m: Machine,
  best: NonNullable<NonNullable<Checkpoint['training']>['best']>,
): EarlyStopping {
  const { cost = Number.POSITIVE_INFINITY, step, count, failures, weights, slots = {} } = best;
  if (!weights) return { cost, step, count, failures };
  const storage = m.storage.map((s) => s.slice());
  // Weights of which a part is missing are none to go back to.
  return fill(m, storage, m.plan.storage, { weights, slots }).length
    ? NO_CHECK_YET
    : { cost, step, count, failures, storage };
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
