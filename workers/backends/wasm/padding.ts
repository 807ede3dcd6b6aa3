/**
 * Guards taken out of inner loops by explicit padding: what a guarded access reads is first copied into a
 * zero-padded buffer. Then a convolution is a contraction like any other. Done where each element is read
 * many times.
 */
import { affineRange } from '../../../src/plan/affine.ts';
import { strides as rowMajor, size } from '../../../src/tensor/shape.ts';
import type { LoopContext } from './contraction.ts';
import type { Access, Guard, Kernel } from './lowered.ts';
import { copyOf, withLoad } from './transform.ts';
import type { Workspace } from './workspace.ts';

/** An axis of the padded copy. */
interface PaddedAxis {
  readonly extent: number;
  /** In the source. */
  readonly stride: number;
  /** The interior, which is copied: from this index on, so many. */
  readonly from: number;
  readonly count: number;
  /** Of the source's element at `from`, relative to the access's offset. */
  readonly offset: number;
  /** The index at which the nest begins. */
  readonly origin: number;
  /** The stride of each axis of the nest along it. */
  readonly steps: readonly number[];
}

/** Reads of each element from which a copy pays. */
const MIN_REUSE = 8;

export function pad(
  kernel: Kernel,
  workspace: Workspace,
  { isInvariant }: LoopContext,
): { readonly copies: readonly Kernel[]; readonly kernel: Kernel } {
  const copies: Kernel[] = [];
  let padded = kernel;
  kernel.loads.forEach((load, i) => {
    if (load.indirect || !isInvariant(load)) return;
    const sides = load.guards?.length ? paddedAxesOf(load, load.guards, kernel.axes) : undefined;
    if (!sides) return;
    const extents = sides.map((s) => s.extent);
    if (size(kernel.axes) < MIN_REUSE * size(extents)) return;
    const layout = rowMajor(extents);
    // Only the interior is ever written. A batch of any size has its zeros at the same indices.
    const [first] = sides;
    const bordered = first?.count === first?.extent ? sides.slice(1) : sides;
    const name = bordered.map(({ extent, from, count }) => [extent, from, count]).join(' ');
    const buffer = workspace.zeroed(name, size(extents));
    const sum = (f: (s: PaddedAxis) => number) =>
      sides.reduce((n, s, axis) => n + f(s) * layout[axis]!, 0);
    copies.push(
      copyOf(
        sides.map((s) => s.count),
        {
          buffer: load.buffer,
          offset: sides.reduce((n, s) => n + s.offset, load.offset),
          strides: sides.map((s) => s.stride),
        },
        { buffer, offset: sum((s) => s.from), strides: layout },
      ),
    );
    padded = withLoad(padded, i, {
      buffer,
      offset: sum((s) => s.origin),
      strides: kernel.axes.map((_, axis) => sum((s) => s.steps[axis]!)),
    });
  });
  return { copies, kernel: padded };
}

/** The axes of the copy, outermost first; nothing where the access is no box with guarded axes. */
function paddedAxesOf(
  load: Access,
  guards: readonly Guard[],
  axes: readonly number[],
): readonly PaddedAxis[] | undefined {
  if (guards.some((g) => g.row)) return;
  const sides: PaddedAxis[] = [];
  const taken = new Set<number>();
  for (const guard of guards) {
    const moving = axes.map((_, i) => i).filter((i) => guard.strides[i] !== 0);
    const [first] = moving;
    if (first === undefined || moving.some((i) => taken.has(i))) return;
    const stride = load.strides[first]! / guard.strides[first]!;
    const along = moving.every((i) => load.strides[i] === stride * guard.strides[i]!);
    if (stride === 0 || !Number.isInteger(stride) || !along) return;
    for (const i of moving) taken.add(i);
    const { low, high } = affineRange(guard, axes);
    const from = Math.max(0, low);
    const count = Math.min(guard.extent - 1, high) - from + 1;
    if (count < 1) return;
    sides.push({
      extent: high - low + 1,
      stride,
      from: from - low,
      count,
      offset: stride * (from - guard.offset),
      origin: guard.offset - low,
      steps: guard.strides,
    });
  }
  axes.forEach((extent, axis) => {
    const stride = load.strides[axis]!;
    if (stride === 0 || taken.has(axis)) return;
    const steps = axes.map((_, i) => (i === axis ? 1 : 0));
    sides.push({ extent, stride, from: 0, count: extent, offset: 0, origin: 0, steps });
  });
  return sides.sort((a, b) => Math.abs(b.stride) - Math.abs(a.stride));
}
