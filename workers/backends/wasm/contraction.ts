/**
 * Sums of products, recognised by how their two factors move. One factor, the *vector*, gives
 * neighbours along an axis that the other, the *scalar*, does not move with: the axis of the lanes.
 */
import { must } from '../../../src/base/assert.ts';
import { affineRange } from '../../../src/plan/affine.ts';
import type { Access, Kernel } from '../../../src/plan/plan.ts';
import { size } from '../../../src/tensor/shape.ts';

export interface Contraction {
  /** Places among the kernel's loads. */
  readonly vector: number;
  readonly scalar: number;
  /** An outer axis. */
  readonly lane: number;
  /** Whether neighbours along it do not lie side by side yet. */
  readonly gather: boolean;
}

/** The places of both factors among the loads. */
export function factorsOf({ reduce, loads }: Kernel): readonly [number, number] | undefined {
  if (reduce?.combine !== 'sum' || reduce.body.op !== 'mul') return;
  const [a, b] = reduce.body.args;
  if (a.op !== 'load' || b.op !== 'load' || a.load === b.load) return;
  const plain = [a, b].every(({ load }) => !loads[load]?.guards?.length);
  return plain ? [a.load, b.load] : undefined;
}

/** The extents of the axes that fulfil a condition, multiplied. */
const over = (axes: readonly number[], which: (axis: number) => boolean): number =>
  size(axes.filter((_, axis) => which(axis)));

/** How many points of the nest share each element of a load: outer axes that it does not move with. */
export const reuseOf = ({ axes, reduced, loads }: Kernel, load: number): number =>
  over(axes, (i) => i < axes.length - reduced && loads[load]?.strides[i] === 0);

/** Elements of a copy in which each point of the axes that move has its own. */
export const packedSize = ({ axes, loads }: Kernel, load: number): number =>
  over(axes, (i) => loads[load]?.strides[i] !== 0);

/** Whether such a copy would repeat what the load reads again and again: windows do. */
export function repeats(kernel: Kernel, load: number): boolean {
  const access = kernel.loads[load];
  if (!access) return true;
  const { low, high } = affineRange(access, kernel.axes);
  return packedSize(kernel, load) > 2 * (high - low + 1);
}

/** How often a kernel runs one time after the other: once, or in each round of a loop outside. */
export interface Rounds {
  readonly count: number;
  /** Whether what an access reads is the same in all of them, and may be copied before the first. */
  still(access: Access): boolean;
}

/** Points, of all rounds, that share an element before a copy of it pays. */
export const WORTH = 8;

/** What an element costs, in products of four lanes. */
const TRANSPOSE = 4;
const SCATTER = 4;
const SINGLE = 3;

/** Products per point where the lanes lie along the sum; points that fill no vector come one by one. */
function costAlongSum({ axes, reduced, loads }: Kernel, factors: readonly number[]): number {
  const costs = axes.map((extent, axis) => {
    const together = factors.every((f) => loads[f]?.strides[axis] === 1);
    if (axis < axes.length - reduced || !together || extent < 4) return Number.POSITIVE_INFINITY;
    const single = extent % 4;
    return ((extent - single) / 4 + SINGLE * single) / extent;
  });
  // In the end the lanes of each sum are added up.
  const depth = size(axes.slice(axes.length - reduced));
  return Math.min(...costs) + 12 / depth;
}

/** The cheapest way to give the lanes neighbours, or nothing where they best lie along the sum. */
export function contractionOf(kernel: Kernel, { count, still }: Rounds): Contraction | undefined {
  const factors = factorsOf(kernel);
  if (!factors) return;
  const { axes, reduced, loads, results } = kernel;
  const outer = axes.length - reduced;
  const points = size(axes);
  let best: Contraction | undefined;
  let least = costAlongSum(kernel, factors);
  for (const [vector, scalar] of [factors, [factors[1], factors[0]] as const]) {
    for (let lane = 0; lane < outer; lane++) {
      const extent = axes[lane]!;
      const access = must(loads[vector], 'a load');
      const stride = access.strides[lane];
      if (extent < 4 || !stride || loads[scalar]?.strides[lane] !== 0) continue;
      const gather = stride !== 1;
      if (gather && (!still(access) || repeats(kernel, vector))) continue;
      if (gather && count * reuseOf(kernel, vector) < WORTH) continue;
      const rows = Math.max(
        ...axes.map((d, i) => (i < outer && i !== lane && loads[vector]?.strides[i] === 0 ? d : 1)),
      );
      const block = extent < 8 ? 4 : 8;
      const filled = extent / (block * Math.ceil(extent / block));
      const speed = filled * (Math.min(4, rows) / 4) * (block / 8);
      const copied = gather ? (TRANSPOSE * packedSize(kernel, vector)) / (count * points) : 0;
      const scattered = results.some((r) => r.to.strides[lane] !== 1)
        ? (SCATTER * size(axes.slice(0, outer))) / points
        : 0;
      const cost = 1 / (4 * speed) + copied + scattered;
      if (cost < least) [best, least] = [{ vector, scalar, lane, gather }, cost];
    }
  }
  return best;
}
