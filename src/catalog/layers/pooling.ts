/** What the pools share: windows of each channel by itself, reduced to their maximum or mean. */

import type { BooleanField, Fields, HyperparametersOf } from '../../base/fields.ts';
import { type Issue, issue } from '../../base/issue.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { type Shape, size } from '../../tensor/shape.ts';
import type { Arriving, ShapeContext } from '../facets.ts';
import { amount } from '../fit.ts';
import { py, type TorchContext, tuple } from '../torch.ts';
import {
  sizes,
  sizesIssues,
  span,
  type Window,
  windowExtents,
  windowed,
  windowsIn,
} from './windows.ts';

export const poolFields = {
  kernel: {
    type: 'numbers',
    label: { en: 'Window', zh: '窗口' },
    hint: {
      en: 'The size of the window: one number, or one for each axis.',
      zh: '窗口的大小：写一个数，或每一维各写一个。',
    },
    default: [2],
    min: 1,
    max: 255,
    integer: true,
    maxLength: 2,
  },
  stride: {
    type: 'numbers',
    label: { en: 'Stride', zh: '步幅' },
    hint: { en: 'How far a window is from the next.', zh: '相邻窗口之间的距离。' },
    default: [2],
    min: 1,
    max: 255,
    integer: true,
    maxLength: 2,
  },
  pad: {
    type: 'numbers',
    label: { en: 'Padding', zh: '填充' },
    hint: { en: 'On each side; at most half of the window.', zh: '每侧的个数；不超过窗口的一半。' },
    default: [0],
    min: 0,
    max: 127,
    integer: true,
    maxLength: 2,
  },
} as const satisfies Fields;
export const dilationField = {
  dilation: {
    type: 'numbers',
    label: { en: 'Dilation', zh: '空洞' },
    hint: { en: 'The distance between taps of a window.', zh: '窗口内相邻抽头之间的距离。' },
    default: [1],
    min: 1,
    max: 255,
    integer: true,
    maxLength: 2,
  },
} as const satisfies Fields;

export const countPad = {
  type: 'boolean',
  label: { en: 'Count the padding', zh: '计入填充' },
  hint: {
    en: 'Off: the mean is over numbers of the input alone.',
    zh: '关闭后只对输入中的数取平均。',
  },
  default: true,
} as const satisfies BooleanField;

type PoolParams = HyperparametersOf<typeof poolFields> & {
  readonly dilation?: readonly number[];
};

export const poolWindows = (p: PoolParams, axes: number): Window[] => {
  const list = (given: readonly number[]) => sizes(given, axes);
  return list(p.kernel).map((taps, i) => ({
    taps,
    stride: list(p.stride)[i]!,
    dilation: list(p.dilation ?? [1])[i]!,
    before: list(p.pad)[i]!,
    after: list(p.pad)[i]!,
  }));
};

export const poolIssues = (p: PoolParams, axes: number): Issue[] => {
  const issues = sizesIssues({ ...p }, ['kernel', 'stride', 'pad', 'dilation'], axes);
  if (!issues.length && poolWindows(p, axes).some((w) => 2 * w.before > w.taps))
    issues.push(
      issue(
        'pool.padding',
        {
          en: 'Padding is {pad}; expected at most half of the window, {kernel}.',
          zh: '填充为 {pad}；应不超过窗口 {kernel} 的一半。',
        },
        {
          args: { pad: p.pad.join('×'), kernel: p.kernel.join('×') },
          where: { param: 'pad' },
        },
      ),
    );
  return issues;
};

export const poolShape =
  (axes: number) =>
  (x: Arriving, ctx: ShapeContext<PoolParams>): Shape | Issue => {
    const extents = windowExtents(x, ctx, poolWindows(ctx.params, axes));
    return 'code' in extents ? extents : [x.shape[0]!, ...extents];
  };

/** Numbers at the end that no window reaches: PyTorch leaves them out as well, without a word. */
export const poolAdvice =
  (axes: number) =>
  ({ params, node, at }: ShapeContext<PoolParams>): Issue[] => {
    const extents = at('in')[0]?.shape.slice(-axes) ?? [];
    return poolWindows(params, axes).flatMap((w, i) => {
      const extent = extents[i]!;
      const count = extent + w.before - ((windowsIn(extent, w) - 1) * w.stride + span(w));
      if (!(count > 0)) return [];
      return [
        issue(
          'pool.dropped',
          {
            en: '{title} leaves out the last {count} of {extent} numbers along axis {axis}: no window reaches them. Another size, stride or padding would.',
            zh: '{title} 在第 {axis} 维舍去了 {extent} 个数中的最后 {count} 个：没有窗口覆盖它们。可换用别的窗口、步幅或填充。',
          },
          {
            severity: 'info',
            args: { title: { node }, count, extent, axis: i + 1 },
            where: { param: 'stride' },
          },
        ),
      ];
    });
  };

const seen = (b: Builder, x: V, windows: readonly Window[]): V =>
  windows.reduce((v, w, i) => windowed(b, v, x.shape.length - windows.length + i, w), x);

const tapsOf = (windows: readonly Window[]) => windows.map((_, i) => i - windows.length);

/** Where no number of the input is read the lowest float32 stands, so that padding never wins. */
const LOWEST = -3.4028234663852886e38;

/** The largest of each window; the gradient goes to the first of equals, as in PyTorch. */
export function maxPool(b: Builder, x: V, windows: readonly Window[]): V {
  const taken = seen(b, x, windows);
  if (windows.every((w) => w.before === 0)) return b.firstMax(taken, tapsOf(windows));
  const ones = b.fill(1, x.shape.slice(x.shape.length - windows.length));
  const inside = seen(b, ones, windows);
  return b.firstMax(b.select(inside, taken, LOWEST), tapsOf(windows));
}

/** The mean of each window; zeros of the padding count, as PyTorch does by default. */
export function avgPool(b: Builder, x: V, windows: readonly Window[], countPad: boolean): V {
  const total = b.sum(seen(b, x, windows), tapsOf(windows));
  if (countPad || windows.every((w) => w.before === 0))
    return b.mul(total, 1 / size(windows.map((w) => w.taps)));
  const ones = b.fill(1, x.shape.slice(x.shape.length - windows.length));
  return b.div(total, b.sum(seen(b, ones, windows), tapsOf(windows)));
}

export const poolSummary = (p: PoolParams, axes: number): string => sizes(p.kernel, axes).join('×');

/** Channels with something to take together. */
export const globalShape = (x: Arriving, { node }: ShapeContext<unknown>): Shape | Issue =>
  x.shape.length >= 2
    ? [x.shape[0]!]
    : issue(
        'shape.channels',
        {
          en: '{title} needs channels with several numbers each, such as 3×8×8; {from} gives {gives}.',
          zh: '{title} 需要每个通道含多个数，例如 3×8×8；而 {from} 给出 {gives}。',
        },
        {
          args: { title: { node }, from: x.from, gives: amount(x.shape) },
          where: { node, port: 'in' },
        },
      );

/** All axes behind the channels. */
export const spatial = (x: V): number[] => x.shape.flatMap((_, i) => (i >= 2 ? [i] : []));

export function poolTorch(
  which: 'max' | 'avg',
  axes: number,
  ctx: TorchContext<PoolParams & { readonly countPad?: boolean }>,
): string {
  const { kernel, stride, pad, dilation, countPad } = ctx.params;
  const list = (values: readonly number[]) =>
    axes === 1 ? String(values[0]) : tuple(sizes(values, axes));
  const own =
    which === 'max'
      ? `dilation=${list(dilation ?? [1])}`
      : `count_include_pad=${py(countPad ?? true)}`;
  return `F.${which}_pool${axes}d(${ctx.input('in').value}, ${list(kernel)}, stride=${list(stride)}, padding=${list(pad)}, ${own})`;
}
