/** What is the same of all backends whose memory the host sees: reading, writing, copying, reducing. */
import { must } from '../../src/base/assert.ts';
import type { Plan, TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import type { Floats, HostInstance, Reduction, Region, Snapshot, Trained } from './backend.ts';

type HostMemory = Pick<
  HostInstance,
  'orders' | 'view' | 'writeOrder' | 'read' | 'write' | 'reduce' | 'snapshot'
>;

/** @param views of the plan's buffers */
export function hostMemory(views: readonly Floats[], orders: readonly Uint32Array[]): HostMemory {
  const view = (buffer: number): Floats => must(views[buffer], `the plan has no buffer ${buffer}`);
  const part = ({ buffer, offset, length }: Region): Floats =>
    view(buffer).subarray(offset, offset + length);
  return {
    orders,
    view,
    writeOrder: (order, rows) => must(orders[order], `there is no order ${order}`).set(rows),
    async read(regions, into) {
      if (!into)
        return regions.map(({ buffer, offset, length }) =>
          view(buffer).slice(offset, offset + length),
        );
      for (const [i, region] of regions.entries())
        must(into[i], 'an array for each region').set(part(region));
      return into;
    },
    write: ({ buffer, offset }, numbers) => view(buffer).set(numbers, offset),
    async reduce(by, regions) {
      const reduction = REDUCTIONS[by];
      const out = new Float64Array(regions.length);
      for (const [i, { buffer, offset, length }] of regions.entries())
        out[i] = reduction(view(buffer), offset, offset + length);
      return out;
    },
    snapshot: (regions) => snapshotOf(regions, part),
  };
}

function snapshotOf(regions: readonly Region[], part: (region: Region) => Floats): Snapshot {
  const copies = regions.map((region) => part(region).slice());
  return {
    bytes: copies.reduce((n, c) => n + c.byteLength, 0),
    take() {
      for (const [i, copy] of copies.entries()) copy.set(part(regions[i]!));
    },
    restore() {
      for (const [i, copy] of copies.entries()) part(regions[i]!).set(copy);
    },
    read: async (wanted) =>
      wanted.map(({ buffer, offset, length }) => {
        const i = regions.findIndex(
          (r) =>
            r.buffer === buffer && r.offset <= offset && offset + length <= r.offset + r.length,
        );
        const from = offset - (regions[i]?.offset ?? 0);
        return copies[i]?.slice(from, from + length);
      }),
  };
}

type Reducing = (numbers: Floats, from: number, end: number) => number;

const REDUCTIONS: Readonly<Record<Reduction, Reducing>> = {
  sum(numbers, from, end) {
    let sum = 0;
    for (let i = from; i < end; i++) sum += numbers[i]!;
    return sum;
  },
  /** Four sums side by side: one alone would wait for itself at each number. */
  sumOfSquares(numbers, from, end) {
    let [a, b, c, d] = [0, 0, 0, 0];
    let i = from;
    for (; i + 4 <= end; i += 4) {
      a += numbers[i]! ** 2;
      b += numbers[i + 1]! ** 2;
      c += numbers[i + 2]! ** 2;
      d += numbers[i + 3]! ** 2;
    }
    for (; i < end; i++) a += numbers[i]! ** 2;
    return a + b + (c + d);
  },
  /** x − x is 0 for every finite x and NaN for all others: one pass without a branch. */
  isFinite(numbers, from, end) {
    let sum = 0;
    for (let i = from; i < end; i++) sum += numbers[i]! - numbers[i]!;
    return sum === 0 ? 1 : 0;
  },
};

/** What the last training step found. */
export function costsIn(plan: Plan, views: readonly Floats[]): Omit<Trained, 'done'> {
  const { cost, objective } = plan.routines.train?.results ?? NO_RESULTS;
  const read = (ref: TensorRef | undefined): number =>
    ref ? views[ref.buffer]![ref.offset]! : Number.NaN;
  return { cost: read(cost), objective: read(objective) };
}
