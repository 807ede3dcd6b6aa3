/**
 * The same nest written otherwise, data to data. Kernels are simplified ones: every list of strides has
 * an entry for each axis, reduced ones included.
 */
import type { Access, Kernel } from './lowered.ts';
import { mapAffine } from './simplify.ts';

/** The points [from, from + count) of an axis alone. */
export const part = (kernel: Kernel, axis: number, from: number, count: number): Kernel => ({
  ...mapAffine(kernel, (a) => ({ ...a, offset: a.offset + from * a.strides[axis]! })),
  axes: kernel.axes.map((extent, i) => (i === axis ? count : extent)),
});

/** An outer axis as two: the second has `size` points, neighbours in the old one. */
export const split = (kernel: Kernel, axis: number, size: number): Kernel => ({
  ...mapAffine(kernel, (a) => {
    const stride = a.strides[axis]!;
    return { ...a, strides: a.strides.toSpliced(axis, 1, stride * size, stride) };
  }),
  axes: kernel.axes.toSpliced(axis, 1, kernel.axes[axis]! / size, size),
});

/** Axis i of the result is axis `from[i]`. */
export const reorder = (kernel: Kernel, from: readonly number[]): Kernel => ({
  ...mapAffine(kernel, (a) => ({ ...a, strides: from.map((axis) => a.strides[axis]!) })),
  axes: from.map((axis) => kernel.axes[axis]!),
});

export const withLoad = (kernel: Kernel, place: number, load: Access): Kernel => ({
  ...kernel,
  loads: kernel.loads.map((l, i) => (i === place ? load : l)),
});

/** Copies what the access reads over the axes to where the other one says. */
export const copyOf = (axes: readonly number[], from: Access, to: Access): Kernel => ({
  axes,
  reduced: 0,
  loads: [from],
  results: [{ value: { op: 'load', load: 0 }, to }],
});
