/**
 * The data loader: which rows make up which batch, and their way into a routine's input buffers. The batch of
 * a training step is a pure function of its number, so that stepping back and replay need no state.
 * Each epoch is a new permutation; its remainder is dropped (PyTorch's `drop_last`). Sources with the
 * same number of rows share the permutation, so that their rows stay paired. A full batch is not
 * shuffled. Training fetches its rows by itself (`residentDataOf`) and is told only their order, epochs
 * ahead; for whoever looks each batch is written. Nothing is allocated after creation.
 */
import { assert } from '../../src/base/assert.ts';
import { permutation } from '../../src/base/random.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import {
  inputName,
  type Plan,
  type Routine,
  type RoutineName,
  type TensorRef,
} from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import type { Floats, Instance, ResidentData } from '../backends/backend.ts';

export type DataPart = 'training' | 'validation';

/** Where counting began: changes when the rows or the batch size do, so that epochs only go up. */
export interface EpochBase {
  readonly step: number;
  readonly epoch: number;
}

export interface DataLoader {
  readonly perEpoch: number;
  /** Rows that an evaluation of this part walks over. */
  rows(part: DataPart): number;
  /** Whole epochs that are over once `step` training steps are done. */
  epoch(step: number): number;
  readonly base: EpochBase;
  rebase(base: EpochBase): void;
  /** Where the batch of a training step stands in the orders, and how many stand there from it on. */
  ready(step: number): { readonly place: number; readonly most: number };
  /** The batch of training step `step` (1 for the first) into a routine's inputs. */
  batch(routine: RoutineName, step: number): void;
  /** Rows [from, from + batch of the routine) of a part, in their own order; past the end they repeat. */
  rowsOf(routine: RoutineName, part: DataPart, from: number): void;
  /** One point of the inputs of a source: every row the same, the other sources at their middle. */
  points(
    routine: RoutineName,
    source: string,
    count: number,
    value: (row: number, column: number) => number,
  ): void;
}

/** One input of a routine: the inputs or the targets of a source. */
interface Lane {
  readonly name: string;
  readonly node: string;
  readonly dataset: Dataset;
  readonly from: Float64Array;
  /** Numbers of a row. */
  readonly width: number;
  readonly ref: TensorRef;
  readonly isInput: boolean;
}

type Datasets = ReadonlyMap<string, Dataset>;

function lanesOf(routine: Routine | undefined, datasets: Datasets): readonly Lane[] {
  const held = new Map(
    [...datasets].flatMap(([node, dataset]) => [
      [inputName(node, 'x'), { node, dataset, isInput: true }],
      [inputName(node, 'y'), { node, dataset, isInput: false }],
    ]),
  );
  return Object.entries(routine?.inputs ?? {}).map(([name, ref]) => {
    const source = held.get(name);
    assert(source, `no data for ${name}`);
    const { dataset, isInput } = source;
    const width = isInput ? dataset.inputs.length : dataset.width;
    const batch = routine?.batch ?? 0;
    assert(
      size(ref.shape) === batch * width,
      `${name} holds ${size(ref.shape)} numbers, not ${batch} rows of ${width}`,
    );
    return { ...source, name, from: isInput ? dataset.features : dataset.targets, width, ref };
  });
}

/** A row of a lane as row number `to` behind `at`. */
function put(l: Lane, row: number, into: Floats, at: number, to: number): void {
  let source = row * l.width;
  let target = at + to * l.width;
  for (let k = 0; k < l.width; k++) into[target++] = l.from[source++]!;
}

/** Rows in an order, where epochs are short: so many that writing them is nothing beside training. */
const AHEAD = 4096;

/** How training counts its rows: batches of an epoch, epochs held ready, rows of each order. */
function counting(plan: Plan, datasets: Datasets) {
  const { train, watch } = plan.routines;
  const batch = train?.batch ?? watch?.batch ?? 1;
  // Without a source every row is the same: constants make one sample.
  const least = datasets.size
    ? Math.min(...[...datasets.values()].map((d) => d.training.length))
    : 1;
  const perEpoch = Math.max(1, Math.floor(least / Math.max(1, batch)));
  const lanes = lanesOf(train, datasets);
  const counts = [...new Set(lanes.map((l) => l.dataset.training.length))];
  const shuffled = counts.some((n) => n > batch);
  const epochs = shuffled ? Math.max(1, Math.floor(AHEAD / (perEpoch * batch))) : 1;
  return { batch, perEpoch, lanes, counts, shuffled, epochs };
}

/** What a plan trains on, to be resident in the backend's memory. */
export function residentDataOf(plan: Plan, datasets: Datasets): ResidentData {
  const { perEpoch, lanes, counts, epochs } = counting(plan, datasets);
  const tables = lanes.map((l) => {
    const rows = l.dataset.training;
    return {
      input: l.name,
      rows: rows.length,
      order: counts.indexOf(rows.length),
      write: (into: Floats) => {
        for (const [i, row] of rows.entries()) put(l, row, into, 0, i);
      },
    };
  });
  return { tables, orders: counts.length, batches: epochs * perEpoch };
}

/** @param instance holds what `residentDataOf` gave. */
export function createDataLoader(
  plan: Plan,
  instance: Instance,
  datasets: Datasets,
  seed: number,
): DataLoader {
  const routines = new Map(
    Object.entries(plan.routines).map(([name, routine]) => {
      const list = lanesOf(routine, datasets).map((l) => ({
        ...l,
        // A batch as it is written.
        into: new Float64Array(size(l.ref.shape)),
      }));
      return [name as RoutineName, { batch: routine.batch, list }] as const;
    }),
  );
  const { batch, perEpoch, counts, shuffled, epochs } = counting(plan, datasets);
  const sets = [...datasets.values()];
  const rows = (part: DataPart) =>
    sets.length ? Math.min(...sets.map((d) => d[part].length)) : part === 'training' ? 1 : 0;

  const orders = new Map<number, { epoch: number; readonly rows: Uint32Array<ArrayBuffer> }>();
  const order = (n: number, epoch: number): Uint32Array<ArrayBuffer> => {
    let held = orders.get(n);
    if (!held) {
      held = { epoch: -1, rows: new Uint32Array(n) };
      orders.set(n, held);
    }
    if (held.epoch !== epoch) {
      permutation(n, seed, epoch, held.rows);
      held.epoch = epoch;
    }
    return held.rows;
  };
  const of = (routine: RoutineName) => {
    const found = routines.get(routine);
    assert(found, `the plan has no routine ${routine}`);
    return found;
  };

  /** The row, counted within its part, that stands at a place of an epoch. */
  const rowAt = (n: number, count: number, epoch: number, place: number): number =>
    count < n ? order(n, epoch)[place % n]! : place % Math.max(1, n);
  /** Rows in an epoch. */
  const taken = perEpoch * batch;
  /** The first epoch that the instance's orders hold. */
  let first = Number.NaN;
  const into = new Uint32Array(epochs * taken);
  const write = (epoch: number) => {
    for (const [which, n] of counts.entries()) {
      for (let lap = 0; lap < epochs; lap++) {
        const rows = n > batch ? order(n, epoch + lap) : undefined;
        // Fewer rows than a batch has come around again.
        for (let i = 0; i < taken; i++)
          into[lap * taken + i] = rows ? rows[i]! : i % Math.max(1, n);
      }
      instance.writeOrder(which, into);
    }
    first = epoch;
  };

  let base: EpochBase = { step: 0, epoch: 0 };

  const dataLoader: DataLoader = {
    perEpoch,
    get base() {
      return base;
    },
    rebase(next) {
      base = next;
    },
    rows,
    epoch: (step) => base.epoch + Math.floor((step - base.step) / perEpoch),
    ready(step) {
      const epoch = dataLoader.epoch(step - 1);
      const held = epoch >= first && epoch < first + epochs;
      // Rows that are not shuffled are in order in every epoch.
      if (!(shuffled ? held : first >= 0)) write(epoch);
      const place = (shuffled ? epoch - first : 0) * perEpoch + ((step - 1 - base.step) % perEpoch);
      return { place, most: shuffled ? epochs * perEpoch - place : Number.POSITIVE_INFINITY };
    },
    batch(routine, step) {
      const { batch: count, list } = of(routine);
      const epoch = dataLoader.epoch(step - 1);
      const begin = ((step - 1 - base.step) % perEpoch) * count;
      for (const l of list) {
        const rows = l.dataset.training;
        for (let i = 0; rows.length && i < count; i++)
          put(l, rows[rowAt(rows.length, count, epoch, begin + i)]!, l.into, 0, i);
        if (rows.length) instance.write(l.ref, l.into);
      }
    },
    rowsOf(routine, part, from) {
      const { batch: count, list } = of(routine);
      for (const l of list) {
        const rows = l.dataset[part];
        const last = rows.length - 1;
        if (last < 0) continue;
        for (let i = 0; i < count; i++) put(l, rows[Math.min(from + i, last)]!, l.into, 0, i);
        instance.write(l.ref, l.into);
      }
    },
    points(routine, source, count, value) {
      for (const l of of(routine).list) {
        for (let i = 0; i < count; i++) {
          for (let k = 0; k < l.width; k++) {
            const [low, high] = l.dataset.ranges[k] ?? [0, 0];
            l.into[i * l.width + k] = !l.isInput
              ? 0
              : l.node === source
                ? value(i, k)
                : (low + high) / 2;
          }
        }
        instance.write(l.ref, l.into);
      }
    },
  };
  return dataLoader;
}
