/**
 * Convolution over any number of axes, as deep learning means it (cross-correlation):
 *
 *     y[f, o] = Σ_c Σ_k w[f, c, k] · x[c, o · stride + k · dilation − padding] + b[f]
 *
 * with PyTorch's layout of w, [filters, channels / groups, …kernel]. The kinds differ in their axes.
 */

import type { Fields, HyperparametersOf } from '../../base/fields.ts';
import { type Issue, issue } from '../../base/issue.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { type Shape, size } from '../../tensor/shape.ts';
import type { Arriving, LowerContext, ShapeContext } from '../facets.ts';
import { amount } from '../fit.ts';
import { py, type Torch, type TorchContext, torchModule, tuple } from '../torch.ts';
import { biasField, initField, trainableField } from '../trained.ts';
import { sizes, sizesIssues, type Window, windowExtents, windowed } from './windows.ts';

export const convFields = {
  filters: {
    type: 'number',
    label: { en: 'Filters', zh: '滤波器数' },
    hint: { en: 'How many channels it gives.', zh: '输出多少个通道。' },
    default: 8,
    min: 1,
    max: 1024,
    integer: true,
    step: 1,
  },
  kernel: {
    type: 'numbers',
    label: { en: 'Kernel', zh: '卷积核' },
    hint: {
      en: 'The size of the window: one number, or one for each axis.',
      zh: '窗口的大小：写一个数，或每一维各写一个。',
    },
    default: [3],
    min: 1,
    max: 255,
    integer: true,
    maxLength: 2,
  },
  stride: {
    type: 'numbers',
    label: { en: 'Stride', zh: '步幅' },
    hint: { en: 'How far a window is from the next.', zh: '相邻窗口之间的距离。' },
    default: [1],
    min: 1,
    max: 255,
    integer: true,
    maxLength: 2,
  },
} as const satisfies Fields;

const paddingFields = {
  padding: {
    type: 'choice',
    label: { en: 'Padding', zh: '填充' },
    hint: {
      en: 'Zeros around the input. Same: as many as keep its size, with stride 1.',
      zh: '在输入四周补零。“同样大小”：步幅为 1 时补到大小不变。',
    },
    default: 'valid',
    options: [
      { value: 'valid', label: { en: 'None (valid)', zh: '不填充（valid）' } },
      { value: 'same', label: { en: 'Same size', zh: '同样大小（same）' } },
      { value: 'number', label: { en: 'Number', zh: '指定个数' } },
    ],
  },
  pad: {
    type: 'numbers',
    label: { en: 'Zeros on each side', zh: '每侧补零数' },
    default: [1],
    min: 0,
    max: 255,
    integer: true,
    maxLength: 2,
    when: { padding: ['number'] },
  },
} as const satisfies Fields;

export const tailFields = {
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
  groups: {
    type: 'number',
    label: { en: 'Groups', zh: '组数' },
    hint: { en: 'The channels are divided evenly among them.', zh: '通道平均分给各组。' },
    default: 1,
    min: 1,
    max: 1024,
    integer: true,
    step: 1,
  },
  bias: biasField,
  init: initField({ kind: 'kaiming', params: { distribution: 'uniform' } }),
  trainable: trainableField,
} as const satisfies Fields;

export const allFields = { ...convFields, ...paddingFields, ...tailFields };
type ConvParams = HyperparametersOf<typeof allFields>;

/** The windows along each axis, `same` by PyTorch's rule: the odd zero goes behind. */
export function convWindows(p: ConvParams, axes: number): Window[] {
  const [taps, strides, dilations, pads] = [p.kernel, p.stride, p.dilation, p.pad].map((list) =>
    sizes(list, axes),
  ) as [number[], number[], number[], number[]];
  return taps.map((k, i) => {
    const dilation = dilations[i]!;
    const total = dilation * (k - 1);
    const before =
      p.padding === 'same' ? Math.floor(total / 2) : p.padding === 'number' ? pads[i]! : 0;
    const after = p.padding === 'same' ? total - before : before;
    return { taps: k, stride: strides[i]!, dilation, before, after };
  });
}

export function convIssues(
  params: Pick<ConvParams, 'filters' | 'groups' | 'stride'> & Partial<ConvParams>,
  axes: number,
): Issue[] {
  const issues = sizesIssues(params, ['kernel', 'stride', 'pad', 'dilation'], axes);
  if (params.filters % params.groups !== 0)
    issues.push(
      issue(
        'conv.groups',
        {
          en: '{filters} filters cannot be divided evenly into {groups} groups.',
          zh: '{filters} 个滤波器无法平均分成 {groups} 组。',
        },
        {
          args: { filters: params.filters, groups: params.groups },
          where: { param: 'groups' },
        },
      ),
    );
  if (params.padding === 'same' && params.stride.some((s) => s !== 1))
    issues.push(
      issue(
        'conv.same',
        {
          en: 'Padding that keeps the size needs a stride of 1, not {stride}.',
          zh: '保持大小的填充要求步幅为 1，而不是 {stride}。',
        },
        {
          args: { stride: params.stride.join('×') },
          where: { param: 'padding' },
        },
      ),
    );
  return issues;
}

/** Channels that cannot be divided among the groups. */
export const groupsIssue = <P extends { readonly groups: number }>(
  x: Arriving,
  { node, params }: ShapeContext<P>,
): Issue | undefined =>
  x.shape[0]! % params.groups === 0
    ? undefined
    : issue(
        'shape.groups',
        {
          en: '{title} divides channels into {groups} groups; {from} gives {gives}, {channels} channels.',
          zh: '{title} 把通道分为 {groups} 组；而 {from} 给出 {gives}，有 {channels} 个通道。',
        },
        {
          args: {
            title: { node },
            groups: params.groups,
            from: x.from,
            gives: amount(x.shape),
            channels: x.shape[0] ?? 0,
          },
          where: { node, param: 'groups' },
        },
      );

export const convShape =
  (axes: number) =>
  (x: Arriving, ctx: ShapeContext<ConvParams>): Shape | Issue => {
    const extents = windowExtents(x, ctx, convWindows(ctx.params, axes));
    if ('code' in extents) return extents;
    return groupsIssue(x, ctx) ?? [ctx.params.filters, ...extents];
  };

/** Channels in groups: [batch, channels, …] → [batch, groups, channels / groups, …]. */
export const grouped = (b: Builder, x: V, groups: number): V => {
  const [batch = 1, channels = 1, ...rest] = x.shape;
  return groups === 1 ? x : b.reshape(x, [batch, groups, channels / groups, ...rest]);
};

/**
 * Σ over channels and taps of windows [batch, (groups,) channels, …out, …taps] times weights
 * [(groups,) filters, channels, …taps], plus the bias: [batch, filters, …out].
 */
export function contract(b: Builder, windows: V, w: V, axes: number, bias: V | undefined): V {
  const lead = windows.shape.length - 2 * axes - 1;
  const all = [...windows.shape.slice(0, lead), w.shape[lead - 1]!, ...windows.shape.slice(lead)];
  const outs = Array.from({ length: axes }, (_, i) => lead + 2 + i);
  const taps = outs.map((a) => a + axes);
  const x = b.emit('broadcast', [windows], { axes: [lead] }, all);
  const weights = b.emit('broadcast', [w], { axes: [0, ...outs] }, all);
  const y = b.sum(b.mul(x, weights), [lead + 1, ...taps]);
  const shift = bias && b.reshape(bias, [...w.shape.slice(0, lead), ...outs.map(() => 1)]);
  const z = shift ? b.add(y, shift) : y;
  const [batch = 1] = z.shape;
  const filters = size(w.shape.slice(0, lead));
  return b.reshape(z, [batch, filters, ...z.shape.slice(z.shape.length - axes)]);
}

/** The weights of a convolution, declared in PyTorch's layout. */
export function convWeights(
  { params, weight }: LowerContext<Pick<ConvParams, 'init' | 'bias' | 'filters' | 'trainable'>>,
  shape: Shape,
): { readonly w: V; readonly bias: V | undefined } {
  const { init, trainable, filters } = params;
  const field = size(shape.slice(2));
  // As torch.nn.init counts them, transposed or not.
  const fan = { in: shape[1]! * field, out: shape[0]! * field };
  const zeros = { kind: 'zeros', params: {} };
  return {
    w: weight('weight', { shape, init, fan, trainable }),
    bias: params.bias
      ? weight('bias', { shape: [filters], init: zeros, fan, trainable })
      : undefined,
  };
}

export const convLower = (axes: number) => (ctx: LowerContext<ConvParams>) => {
  const { params, b } = ctx;
  const { groups, filters } = params;
  const x = ctx.input('in');
  const channels = x.shape[1]! / groups;
  const windows = convWindows(params, axes);
  const taps = windows.map((w) => w.taps);
  const { w, bias } = convWeights(ctx, [filters, channels, ...taps]);
  const parts = grouped(b, x, groups);
  const first = parts.shape.length - axes;
  const seen = windows.reduce((v, window, i) => windowed(b, v, first + i, window), parts);
  const weights = groups === 1 ? w : b.reshape(w, [groups, filters / groups, channels, ...taps]);
  return { out: contract(b, seen, weights, axes, bias) };
};

export const convSummary = (p: Pick<ConvParams, 'filters' | 'kernel'>, axes: number): string =>
  `${p.filters} · ${sizes(p.kernel, axes).join('×')}`;

/** Sizes as Python takes them, one for each axis. */
export const pySizes = (list: readonly number[], axes: number): string =>
  axes === 1 ? String(list[0]) : tuple(sizes(list, axes));

export const convTorch =
  (axes: number) =>
  (ctx: TorchContext<ConvParams>): Torch => {
    const { params: p } = ctx;
    const list = (values: readonly number[]) => pySizes(values, axes);
    const padding = { valid: '0', same: '"same"', number: list(p.pad) }[p.padding];
    const channels = ctx.input('in').shape[0] ?? 1;
    return torchModule(
      ctx,
      `nn.Conv${axes}d(${channels}, ${p.filters}, ${list(p.kernel)}, stride=${list(p.stride)}, padding=${padding}, dilation=${list(p.dilation)}, groups=${p.groups}, bias=${py(p.bias)})`,
    );
  };
