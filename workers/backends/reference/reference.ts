/**
 * The definition of what a plan means: float64, one point of the nest after the other, each scalar
 * expression a closure. Nothing here is clever; other backends are compared with it.
 */
import { must } from '../../../src/base/assert.ts';
import { rowsOf } from '../../../src/plan/loops.ts';
import type { Access, Buffer, Kernel, Plan, Routine } from '../../../src/plan/plan.ts';
import { NO_RESULTS } from '../../../src/plan/results.ts';
import {
  type HostBackend,
  type HostInstance,
  NO_RESIDENT_DATA,
  type ResidentData,
} from '../backend.ts';
import { costsIn, hostMemory } from '../host.ts';
import { admit, footprint, lengthOf, orderLength, widthOf } from '../memory.ts';
import { type Point, scalar } from './scalar.ts';

/** Of typed arrays in a browser's tab, as of WebAssembly memory. */
const MEMORY_LIMIT_MIB = 1536;

export const reference: HostBackend = {
  name: 'reference',
  precision: 'float64',
  instantiate: async (plan, data = NO_RESIDENT_DATA) => instantiate(plan, data),
};

function instantiate(plan: Plan, data: ResidentData): HostInstance {
  const needs = footprint(plan, data, 8, 0);
  admit(needs, MEMORY_LIMIT_MIB);
  const memory = new Float64Array(plan.arena);
  const views = plan.buffers.map((b) => memory.subarray(b.offset, b.offset + b.size));
  plan.buffers.forEach((b, i) => {
    if (b.data) views[i]?.set(b.data);
  });
  const runArguments: Point['runArguments'] = { seed: 0, step: 0 };
  const routines = new Map(
    Object.entries(plan.routines).map(([name, routine]: [string, Routine]) => [
      name,
      routine.steps.map((step) => ({
        loop: step.loop,
        run: runner(step.kernel, { memory, buffers: plan.buffers, runArguments }),
      })),
    ]),
  );
  const { batch = 0 } = plan.routines.train ?? {};
  const orders = Array.from(
    { length: data.orders },
    () => new Uint32Array(orderLength(plan, data)),
  );
  const tables = data.tables.map((table) => {
    const train = must(plan.routines.train, 'rows to train on, and no training');
    const { buffer, offset } = must(train.inputs[table.input], `no input ${table.input}`);
    const width = widthOf(train, table);
    const rows = new Float64Array(lengthOf(train, table));
    table.write(rows);
    const into = must(views[buffer], 'a buffer').subarray(offset, offset + batch * width);
    return { rows, width, into, order: must(orders[table.order], 'an order') };
  });
  /** A batch of the orders into the inputs of `train`. */
  const fetch = (batchIndex: number) => {
    const first = (batchIndex % data.batches) * batch;
    for (const { rows, width, into, order } of tables) {
      for (let i = 0; i < batch; i++) {
        const row = order[first + i]!;
        for (let k = 0; k < width; k++) into[i * width + k] = rows[row * width + k]!;
      }
    }
  };
  const dial = (name: string): Float64Array | undefined => views[plan.dials[name]?.buffer ?? -1];

  const self: HostInstance = {
    plan,
    footprint: needs,
    ...hostMemory(views, orders),
    async train({ seed, step, optimiserStep, batchIndex, count }) {
      const { cost } = plan.routines.train?.results ?? NO_RESULTS;
      let done = 0;
      while (done < count) {
        dial('step')?.fill(optimiserStep + done);
        dial('time')?.fill(step + done);
        fetch(batchIndex + done);
        self.submit('train', seed, step + done);
        done++;
        if (cost && !Number.isFinite(views[cost.buffer]?.[cost.offset])) break;
      }
      return { done, ...costsIn(plan, views) };
    },
    fetch,
    threads: 1,
    submit(routine, seed, step, from = 0, to) {
      const steps = must(routines.get(routine), `the plan has no routine ${routine}`);
      runArguments.seed = seed;
      runArguments.step = step;
      const end = to ?? steps.length;
      if (end > steps.length) throw new Error(`internal: ${routine} has no step ${end - 1}`);
      for (let i = from; i < end; ) {
        const { loop, run } = must(steps[i], `${routine} has no step ${i}`);
        if (!loop) {
          run();
          i++;
          continue;
        }
        let last = i;
        while (last < end && steps[last]?.loop?.id === loop.id) last++;
        for (const row of rowsOf(loop))
          for (let k = i; k < last; k++) must(steps[k], 'a step').run(row);
        i = last;
      }
    },
    listing: () => [],
    dispose() {},
  };
  return self;
}

interface Environment {
  readonly memory: Float64Array;
  readonly buffers: readonly Buffer[];
  readonly runArguments: Point['runArguments'];
}

/**
 * The kernel as a function that walks all outer points and, at each, all reduced ones; in a loop those
 * of one row of its outermost axis.
 */
function runner(
  kernel: Kernel,
  { memory, buffers, runArguments }: Environment,
): (row?: number) => void {
  const { axes, reduce, results } = kernel;
  const outer = axes.length - kernel.reduced;
  const index = axes.map(() => 0);
  const point: Point = { index, acc: 0, runArguments };
  const start = (a: Access) => must(buffers[a.buffer], `no buffer ${a.buffer}`).offset + a.offset;
  const reads = kernel.loads.map((a) => read(a, start(a), index, memory));
  const values = results.map((r) => scalar(r.value, reads, point));
  const places = results.map((r) => affine(start(r.to), r.to.strides, index));
  const computed = results.map(() => 0);

  const store = () => {
    for (let r = 0; r < values.length; r++) computed[r] = values[r]!();
    for (let r = 0; r < values.length; r++) {
      memory[places[r]!()] = computed[r]!;
    }
  };
  /** Runs `visit` over the outer axes, of which the first may be fixed. */
  const over = (to: number, visit: () => void) => (row?: number) => {
    if (row !== undefined) index[0] = row;
    walk(axes, index, row === undefined ? 0 : 1, to, visit);
  };
  if (!reduce) return over(axes.length, store);

  const body = scalar(reduce.body, reads, point);
  const none = reduce.combine === 'sum' ? 0 : Number.NEGATIVE_INFINITY;
  const combine = reduce.combine === 'sum' ? (a: number, b: number) => a + b : Math.max;
  const visit = () => {
    point.acc = combine(point.acc, body());
  };
  const reduceAndStore = () => {
    point.acc = none;
    walk(axes, index, outer, axes.length, visit);
    // Results are evaluated at the outer index: the reduced axes stand at 0.
    index.fill(0, outer);
    store();
  };
  return over(outer, reduceAndStore);
}

/** Row-major over the axes [from, to). */
function walk(
  axes: readonly number[],
  index: number[],
  from: number,
  to: number,
  visit: () => void,
): void {
  if (from === to) {
    visit();
    return;
  }
  const extent = axes[from]!;
  for (let i = 0; i < extent; i++) {
    index[from] = i;
    walk(axes, index, from + 1, to, visit);
  }
}

function affine(offset: number, strides: readonly number[], index: readonly number[]) {
  return () => {
    let place = offset;
    for (let i = 0; i < strides.length; i++) {
      place += strides[i]! * index[i]!;
    }
    return place;
  };
}

function read(a: Access, start: number, index: readonly number[], memory: Float64Array) {
  const place = affine(start, a.strides, index);
  const guards = (a.guards ?? []).map((g) => ({
    at: affine(g.offset, g.strides, index),
    extent: g.extent,
  }));
  return () => {
    for (const { at, extent } of guards) {
      const i = at();
      if (i < 0 || i >= extent) return 0;
    }
    return memory[place()]!;
  };
}
