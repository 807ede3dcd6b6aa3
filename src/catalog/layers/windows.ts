/**
 * Sliding windows, the one thing that convolution and pooling share: tap k of window o along an axis is
 * x[o · stride + k · dilation − padding], 0 outside. In a program that is a repeat over a new axis k, a
 * shear and a slice with steps: index arithmetic, nothing is copied. Sizes are told as in PyTorch.
 */
import type { Fields } from '../../base/fields.ts';
import { type Issue, issue } from '../../base/issue.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { formatShape } from '../../tensor/shape.ts';
import type { Arriving, ShapeContext } from '../facets.ts';
import { amount } from '../fit.ts';

/** Along one axis. */
export interface Window {
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros put before and behind. */
  readonly before: number;
  readonly after: number;
}

/** How far a window reaches from its first tap to its last. */
export const span = ({ taps, dilation }: Window): number => dilation * (taps - 1) + 1;

/** How many windows there are; below 1 where none fits. */
export const windowsIn = (extent: number, w: Window): number =>
  Math.floor((extent + w.before + w.after - span(w)) / w.stride) + 1;

/** Replaces one extent of a shape. */
const put = (shape: readonly number[], axis: number, extent: number) =>
  shape.map((d, i) => (i === axis ? extent : d));

/** The windows along one axis; their taps stand on a new last axis. */
export function windowed(b: Builder, x: V, axis: number, w: Window): V {
  const extent = x.shape[axis]!;
  const count = windowsIn(extent, w);
  const rank = x.shape.length;
  const at = (there: number, elsewhere: number) =>
    put(
      x.shape.map(() => elsewhere),
      axis,
      there,
    );
  const padded = b.pad(x, at(w.before, 0), put(x.shape, axis, extent + w.before + w.after));
  if (w.stride === w.taps && w.dilation === 1) {
    // Windows side by side: a reshape is enough, and on the way back nothing has to be added up.
    const whole = b.slice(padded, at(0, 0), put(x.shape, axis, count * w.taps));
    const cut = [...x.shape.slice(0, axis), count, w.taps, ...x.shape.slice(axis + 1)];
    const order = cut.flatMap((_, i) => (i === axis + 1 ? [] : [i]));
    return b.permute(b.reshape(whole, cut), [...order, axis + 1]);
  }
  const all = [...padded.shape, w.taps];
  const repeated = b.emit('broadcast', [padded], { axes: [rank] }, all);
  const sheared = b.shear(
    repeated,
    axis,
    rank,
    w.dilation,
    extent + w.before + w.after - span(w) + 1,
  );
  return b.slice(sheared, [...at(0, 0), 0], put(all, axis, count), [...at(w.stride, 1), 1]);
}

/** One size for each axis from what a field holds: a number, one for all, or one for each. */
export const sizes = (given: number | readonly number[], axes: number): number[] => {
  const list = typeof given === 'number' ? [given] : given;
  return Array.from({ length: axes }, (_, i) => list[i] ?? list[0] ?? 1);
};

/** The same fields for a kind of one axis. */
export const single = <F extends Fields>(fields: F): F =>
  Object.fromEntries(
    Object.entries(fields).map(([k, f]) => [k, f.type === 'numbers' ? { ...f, maxLength: 1 } : f]),
  ) as F;

/** What is wrong with lists of sizes: each has one number, or one for each axis. */
export const sizesIssues = (
  params: Readonly<Record<string, unknown>>,
  names: readonly string[],
  axes: number,
): Issue[] =>
  names.flatMap((param) => {
    const list = params[param];
    return !Array.isArray(list) || list.length === 1 || list.length === axes
      ? []
      : issue(
          'sizes.count',
          {
            en: '{param} has {got} numbers; expected one, or {axes}.',
            zh: '{param} 有 {got} 个数；应为一个，或 {axes} 个。',
          },
          {
            args: { param, got: list.length, axes },
            where: { param },
          },
        );
  });

const SHAPES: Readonly<Record<number, string>> = {
  1: 'channels×length',
  2: 'channels×height×width',
};

/** The extents of all windows, or what does not fit. */
export function windowExtents<P>(
  x: Arriving,
  { node }: ShapeContext<P>,
  windows: readonly Window[],
): readonly number[] | Issue {
  const gives = amount(x.shape);
  if (x.shape.length !== windows.length + 1)
    return issue(
      'shape.axes',
      {
        en: '{title} needs {wants}; {from} gives {gives}.',
        zh: '{title} 需要 {wants}（通道×各维）；而 {from} 给出 {gives}。',
      },
      {
        args: { title: { node }, wants: SHAPES[windows.length] ?? '', from: x.from, gives },
        where: { node, port: 'in' },
      },
    );
  const extents = windows.map((w, i) => windowsIn(x.shape[i + 1]!, w));
  return extents.every((d) => d >= 1)
    ? extents
    : issue(
        'shape.window',
        {
          en: 'The window of {title} spans {span}; {from} gives {gives}, with padding {extent}.',
          zh: '{title} 的窗口跨度为 {span}；而 {from} 给出 {gives}，连同填充为 {extent}。',
        },
        {
          args: {
            title: { node },
            span: formatShape(windows.map(span)),
            from: x.from,
            gives,
            extent: formatShape(windows.map((w, i) => x.shape[i + 1]! + w.before + w.after)),
          },
          where: { node, port: 'in' },
        },
      );
}
