/**
 * torch.nn.ConvTranspose2d: what the backward pass of a convolution does to gradients, as a forward
 * pass. Each input number lays the kernel, times itself, on the output:
 *
 *     y[f, i · stride + k · dilation − padding] += w[c, f, k] · x[c, i]
 *
 * with w [channels, filters / groups, …kernel]. Written from the output's side: tap k of place o reads
 * the input with stride − 1 zeros between its numbers, at o + padding − k · dilation.
 */

import { issue } from '../../base/issue.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { py, torchModule } from '../torch.ts';
import { biasedWeights } from '../trained.ts';
import {
  contract,
  convFields,
  convIssues,
  convSummary,
  convWeights,
  grouped,
  groupsIssue,
  pySizes,
  tailFields,
} from './convolution.ts';
import { convTransposeBook } from './textbook.ts';
import { sizes, windowExtents } from './windows.ts';

interface Along {
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly pad: number;
  readonly more: number;
}
interface Sizes {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly pad: readonly number[];
  readonly outputPad: readonly number[];
}
const along = (p: Sizes): Along[] =>
  [0, 1].map((i) => {
    const [taps = 1, stride = 1, dilation = 1, pad = 0, more = 0] = [
      p.kernel,
      p.stride,
      p.dilation,
      p.pad,
      p.outputPad,
    ].map((list) => sizes(list, 2)[i]!);
    return { taps, stride, dilation, pad, more };
  });

const extentOf = (extent: number, a: Along): number =>
  (extent - 1) * a.stride - 2 * a.pad + a.dilation * (a.taps - 1) + a.more + 1;

/** For each place of the output along an axis, what each tap reads there; taps on a new last axis. */
function reads(b: Builder, x: V, axis: number, a: Along): V {
  const { shape } = x;
  const rank = shape.length;
  const extent = shape[axis]!;
  const put = (d: number) => shape.map((s, i) => (i === axis ? d : s));
  const at = (there: number, elsewhere: number) =>
    shape.map((_, i) => (i === axis ? there : elsewhere));
  const apart = b.pad(x, at(0, 0), put((extent - 1) * a.stride + 1), at(a.stride, 1));
  const all = [...apart.shape, a.taps];
  const repeated = b.emit('broadcast', [apart], { axes: [rank] }, all);
  const count = extentOf(extent, a);
  const sheared = b.shear(repeated, axis, rank, -a.dilation, count + a.pad);
  return b.slice(sheared, [...at(a.pad, 0), 0], [...put(count), a.taps]);
}

export const convTranspose2d = defineKind({
  name: 'convTranspose2d',
  family: 'layers',
  title: { en: 'Transposed conv 2-D', zh: '二维转置卷积' },
  lesson: {
    help: {
      en: 'Lays a filter, times each input number, on a larger picture and adds up where they overlap. It is the convolution run backwards in its shapes, not its inverse, and is used to enlarge pictures.',
      zh: '把滤波器乘以每个输入数后铺到更大的图上，重叠处相加。它在形状上是卷积的反向，但不是其逆运算，常用于放大图像。',
    },
    keywords: ['deconvolution', 'upsample', 'decoder', 'autoencoder', '反卷积', '上采样'],
    paper: { label: 'Zeiler et al. 2010', url: 'https://doi.org/10.1109/CVPR.2010.5539957' },
  },
  ui: { icon: 'expand', summary: (p) => convSummary(p, 2), preview: 'maps' },
  fields: {
    ...convFields,
    pad: {
      type: 'numbers',
      label: { en: 'Cut on each side', zh: '每侧裁去' },
      hint: {
        en: 'PyTorch’s padding: so many rows and columns of the output are left out.',
        zh: '即 PyTorch 的 padding：输出每侧略去这么多行和列。',
      },
      default: [0],
      min: 0,
      max: 255,
      integer: true,
      maxLength: 2,
    },
    outputPad: {
      type: 'numbers',
      label: { en: 'More at the end', zh: '末端增加' },
      hint: {
        en: 'Rows and columns added at one side; less than the stride or the dilation.',
        zh: '在一侧增加的行列数；须小于步幅或空洞。',
      },
      default: [0],
      min: 0,
      max: 255,
      integer: true,
      maxLength: 2,
    },
    ...tailFields,
  },
  ports: oneToOne,
  check: (params) => {
    const issues = convIssues(params, 2);
    if (along(params).some((a) => a.more > 0 && a.more >= Math.max(a.stride, a.dilation)))
      issues.push(
        issue(
          'conv.output-pad',
          {
            en: '{got} more at the end; expected less than stride or dilation.',
            zh: '末端增加 {got}；应小于步幅或空洞。',
          },
          {
            args: { got: params.outputPad.join('×') },
            where: { param: 'outputPad' },
          },
        ),
      );
    return issues;
  },
  shape: oneShape((x, ctx) => {
    const whole = { taps: 1, stride: 1, dilation: 1, before: 0, after: 0 };
    const extents = windowExtents(x, ctx, [whole, whole]);
    if ('code' in extents) return extents;
    const wrong = groupsIssue(x, ctx);
    if (wrong) return wrong;
    const out = along(ctx.params).map((a, i) => extentOf(extents[i]!, a));
    return out.every((d) => d >= 1)
      ? [ctx.params.filters, ...out]
      : issue(
          'shape.cut',
          {
            en: '{title} cuts off {pad} on each side, so that nothing of {from} is left.',
            zh: '{title} 每侧裁去 {pad}，{from} 一点不剩。',
          },
          {
            args: { title: { node: ctx.node }, pad: ctx.params.pad.join('×'), from: x.from },
            where: { node: ctx.node, param: 'pad' },
          },
        );
  }),
  export: {
    torch: (ctx) => {
      const { params: p } = ctx;
      const list = (values: readonly number[]) => pySizes(values, 2);
      const channels = ctx.input('in').shape[0] ?? 1;
      return torchModule(
        ctx,
        `nn.ConvTranspose2d(${channels}, ${p.filters}, ${list(p.kernel)}, stride=${list(p.stride)}, padding=${list(p.pad)}, output_padding=${list(p.outputPad)}, dilation=${list(p.dilation)}, groups=${p.groups}, bias=${py(p.bias)})`,
      );
    },
  },
  textbook: (ctx) =>
    convTransposeBook(
      ctx,
      along(ctx.params).map(({ pad, ...a }) => ({ ...a, before: pad, after: pad })),
    ),
  lower: (ctx) => {
    const { params, b } = ctx;
    const { groups, filters } = params;
    const x = ctx.input('in');
    const channels = x.shape[1]!;
    const taps = sizes(params.kernel, 2);
    const { w, bias } = convWeights(ctx, [channels, filters / groups, ...taps]);
    const parts = grouped(b, x, groups);
    const first = parts.shape.length - 2;
    const seen = along(params).reduce((v, a, i) => reads(b, v, first + i, a), parts);
    const weights =
      groups === 1
        ? b.permute(w, [1, 0, 2, 3])
        : b.permute(
            b.reshape(w, [groups, channels / groups, filters / groups, ...taps]),
            [0, 2, 1, 3, 4],
          );
    return { out: contract(b, seen, weights, 2, bias) };
  },
  weights: biasedWeights,
  examples: [
    { params: { filters: 2, kernel: [2], stride: [2] }, at: { in: [[2, 2, 3]] } },
    { params: { filters: 2, kernel: [3, 2], pad: [1, 0] }, at: { in: [[1, 3, 2]] } },
    {
      params: { filters: 2, kernel: [2], stride: [2, 3], outputPad: [1], dilation: [2], groups: 2 },
      at: { in: [[2, 2, 2]] },
    },
  ],
});
