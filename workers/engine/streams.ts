/**
 * Streams: which rows make up which batch, and their way into a routine's input buffers. The batch of
 * a training step is a pure function of its number, so that stepping back and replay need no state.
 * Each epoch is a new permutation; its remainder is dropped (PyTorch's `drop_last`). Sources with the
 * same number of rows share the permutation, so that their rows stay paired. A full batch is not
 * shuffled. Nothing is allocated after creation.
 */
import { assert } from '../../src/base/assert.ts';
import { permutation } from '../../src/base/random.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Plan, Routine, RoutineName } from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import type { Floats, Instance } from '../backends/backend.ts';

export type Part = 'training' | 'validation';

/** Where counting began: changes when the rows or the batch size do, so that epochs only go up. */
export interface EpochBase {
  readonly step: number;
  readonly epoch: number;
}

export interface Feed {
  readonly perEpoch: number;
  /** Rows that an evaluation of this part walks over. */
  rows(part: Part): number;
  /** Whole epochs that are over once `step` training steps are done. */
  epoch(step: number): number;
  base: EpochBase;
  /** The batch of training step `step` (1 for the first) into a routine's inputs. */
  batch(routine: RoutineName, step: number): void;
  /** Rows [from, from + batch of the routine) of a part, in their own order; past the end they repeat. */
  rowsOf(routine: RoutineName, part: Part, from: number): void;
  /** One point of the inputs of a source: every row the same, the other sources at their middle. */
  points(
    routine: RoutineName,
    source: string,
    count: number,
    value: (row: number, column: number) => number,
  ): void;
}

/** One input buffer of a routine: which columns of which table it takes. */
interface Lane {
  readonly node: string;
  readonly dataset: Dataset;
  readonly from: Float64Array;
  readonly stride: number;
  readonly column: number;
  readonly width: number;
  readonly into: Floats;
  readonly offset: number;
  readonly isInput: boolean;
}

function lane(name: string, routine: Routine, dataset: Dataset, instance: Instance): Lane {
  const dot = name.lastIndexOf('.');
  const port = name.slice(dot + 1);
  const ref = routine.inputs[name];
  assert(ref, `no input ${name}`);
  const inputs = dataset.inputs.length;
  const isInput = port !== 'y';
  const split = /^x(\d+)$/.exec(port);
  const stride = isInput ? inputs : dataset.width;
  const width = split ? 1 : stride;
  const column = split ? Number(split[1]) - 1 : 0;
  assert(column < stride, `${name} asks for a column that the data do not have`);
  assert(
    size(ref.shape) === routine.batch * width,
    `${name} holds ${size(ref.shape)} numbers, not ${routine.batch} rows of ${width}`,
  );
  return {
    node: name.slice(0, dot),
    dataset,
    from: isInput ? dataset.features : dataset.targets,
    stride,
    column,
    width,
    into: instance.view(ref.buffer),
    offset: ref.offset,
    isInput,
  };
}

function put(l: Lane, to: number, row: number): void {
  let source = row * l.stride + l.column;
  let target = l.offset + to * l.width;
  for (let k = 0; k < l.width; k++) l.into[target++] = l.from[source++] as number;
}

export function createFeed(
  plan: Plan,
  instance: Instance,
  datasets: ReadonlyMap<string, Dataset>,
  seed: number,
): Feed {
  const lanes = new Map<RoutineName, { readonly batch: number; readonly list: readonly Lane[] }>();
  for (const [name, routine] of Object.entries(plan.routines)) {
    if (!routine) continue;
    const list = Object.keys(routine.inputs).map((input) => {
      const dataset = datasets.get(input.slice(0, input.lastIndexOf('.')));
      assert(dataset, `no data for ${input}`);
      return lane(input, routine, dataset, instance);
    });
    lanes.set(name as RoutineName, { batch: routine.batch, list });
  }
  const sets = [...datasets.values()];
  const batch = plan.routines.train?.batch ?? plan.routines.watch?.batch ?? 1;
  // Without a source every row is the same: constants make one sample.
  const least = (part: Part) =>
    sets.length ? Math.min(...sets.map((d) => d[part].length)) : part === 'training' ? 1 : 0;
  const perEpoch = Math.max(1, Math.floor(least('training') / Math.max(1, batch)));

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
    const found = lanes.get(routine);
    assert(found, `the plan has no routine ${routine}`);
    return found;
  };

  const feed: Feed = {
    perEpoch,
    base: { step: 0, epoch: 0 },
    rows: least,
    epoch: (step) => feed.base.epoch + Math.floor((step - feed.base.step) / perEpoch),
    batch(routine, step) {
      const { batch: count, list } = of(routine);
      const done = step - 1 - feed.base.step;
      const epoch = feed.base.epoch + Math.floor(done / perEpoch);
      const first = (done % perEpoch) * count;
      for (const l of list) {
        const rows = l.dataset.training;
        const n = rows.length;
        if (!n) continue;
        const shuffled = count < n ? order(n, epoch) : undefined;
        for (let i = 0; i < count; i++) {
          const place = (first + i) % n;
          put(l, i, rows[shuffled ? (shuffled[place] as number) : place] as number);
        }
      }
    },
    rowsOf(routine, part, from) {
      const { batch: count, list } = of(routine);
      for (const l of list) {
        const rows = l.dataset[part];
        const last = rows.length - 1;
        if (last < 0) continue;
        for (let i = 0; i < count; i++) put(l, i, rows[Math.min(from + i, last)] as number);
      }
    },
    points(routine, source, count, value) {
      for (const l of of(routine).list) {
        for (let i = 0; i < count; i++) {
          for (let k = 0; k < l.width; k++) {
            const column = l.column + k;
            const [low, high] = l.dataset.ranges[column] ?? [0, 0];
            l.into[l.offset + i * l.width + k] = !l.isInput
              ? 0
              : l.node === source
                ? value(i, column)
                : (low + high) / 2;
          }
        }
      }
    },
  };
  return feed;
}
