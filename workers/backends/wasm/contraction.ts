/**
 * Contractions, sums of products, recognised by the strides of their two factors. One factor, the
 * *vector*, gives the lanes their neighbours along an axis with which the other, the *scalar*, has stride
 * 0: that is the axis of the lanes. Which one it is, and whether an operand is packed for it, is told by
 * a rough cost model.
 */
import { must } from '../../../src/base/assert.ts';
import { affineRange } from '../../../src/plan/affine.ts';
import { size } from '../../../src/tensor/shape.ts';
import type { Access, Kernel } from './lowered.ts';

export interface Contraction {
  /** Places among the kernel's loads. */
  readonly vector: number;
  readonly scalar: number;
  /** An outer axis. */
  readonly lane: number;
  /** Whether neighbours along it do not lie side by side yet: the vector factor must be packed. */
  readonly gather: boolean;
}

/** The places of both factors among the loads. */
function factorsOf({ reduce, loads }: Kernel): readonly [number, number] | undefined {
  if (reduce?.combine !== 'sum' || reduce.body.op !== 'mul') return;
  const [a, b] = reduce.body.args;
  if (a.op !== 'load' || b.op !== 'load' || a.load === b.load) return;
  const plain = [a, b].every(({ load }) => !loads[load]?.guards?.length);
  return plain ? [a.load, b.load] : undefined;
}

/** The extents of the axes that fulfil a condition, multiplied. */
const over = (axes: readonly number[], which: (axis: number) => boolean): number =>
  size(axes.filter((_, axis) => which(axis)));

/** Reuse of each element of a load: the points of outer axes along which its stride is 0. */
export const reuseOf = ({ axes, reduced, loads }: Kernel, load: number): number =>
  over(axes, (i) => i < axes.length - reduced && loads[load]?.strides[i] === 0);

/** Elements of a packed copy: one for each point of the axes with a stride. */
export const packedSize = ({ axes, loads }: Kernel, load: number): number =>
  over(axes, (i) => loads[load]?.strides[i] !== 0);

/** Whether such a copy would hold the same element many times: overlapping windows do (im2col). */
export function repeats(kernel: Kernel, load: number): boolean {
  const access = kernel.loads[load];
  if (!access) return true;
  const { low, high } = affineRange(access, kernel.axes);
  return packedSize(kernel, load) > 2 * (high - low + 1);
}

/** The loop over time around a kernel, or none. */
export interface LoopContext {
  /** Iterations; 1 outside a loop. */
  readonly tripCount: number;
  /** Whether what an access reads is loop-invariant, and may be packed once, before the loop. */
  isInvariant(access: Access): boolean;
}

/** Reuse of an element, over all iterations, from which packing it pays. */
export const MIN_REUSE = 8;

/** Costs of an element, in products of four lanes. */
const TRANSPOSE = 4;
const SCATTER = 4;
const SINGLE = 3;

/** Products per point where the lanes lie along the reduced axis; the remainder comes one by one. */
function costAlongSum({ axes, reduced, loads }: Kernel, factors: readonly number[]): number {
  const costs = axes.map((extent, axis) => {
    const together = factors.every((f) => loads[f]?.strides[axis] === 1);
    if (axis < axes.length - reduced || !together || extent < 4) return Number.POSITIVE_INFINITY;
    const single = extent % 4;
    return ((extent - single) / 4 + SINGLE * single) / extent;
  });
  // In the end comes a horizontal sum over the lanes.
  const depth = size(axes.slice(axes.length - reduced));
  return Math.min(...costs) + 12 / depth;
}

/** The cheapest axis for the lanes, or nothing where they best lie along the reduced one. */
export function contractionOf(
  kernel: Kernel,
  { tripCount, isInvariant }: LoopContext,
): Contraction | undefined {
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
      if (gather && (!isInvariant(access) || repeats(kernel, vector))) continue;
      if (gather && tripCount * reuseOf(kernel, vector) < MIN_REUSE) continue;
      const rows = Math.max(
        ...axes.map((d, i) => (i < outer && i !== lane && loads[vector]?.strides[i] === 0 ? d : 1)),
      );
      const block = extent < 8 ? 4 : 8;
      const filled = extent / (block * Math.ceil(extent / block));
      const speed = filled * (Math.min(4, rows) / 4) * (block / 8);
      const copied = gather ? (TRANSPOSE * packedSize(kernel, vector)) / (tripCount * points) : 0;
      const scattered = results.some((r) => r.to.strides[lane] !== 1)
        ? (SCATTER * size(axes.slice(0, outer))) / points
        : 0;
      const cost = 1 / (4 * speed) + copied + scattered;
      if (cost < least) [best, least] = [{ vector, scalar, lane, gather }, cost];
    }
  }
  return best;
}
