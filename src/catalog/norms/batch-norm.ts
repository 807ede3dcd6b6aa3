/**
 * torch.nn.BatchNorm over [C], [C×L] or [C×H×W]: each channel by the mean and variance of the whole
 * batch. Training steps keep running averages of both (the variance divided by n − 1, as in PyTorch),
 * running ← (1 − momentum) · running + momentum · batch, which predictions use. Ioffe and Szegedy 2015.
 */

import { issue } from '../../base/issue.ts';
import {
  add,
  after,
  constant,
  div,
  type Expr,
  equation,
  mul,
  sub,
  tensor,
} from '../../equations/expression.ts';
import { type Shape, size } from '../../tensor/shape.ts';
import type { Averaged } from '../facets.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { py, torchModule } from '../torch.ts';
import {
  behindChannels,
  channelLetters,
  channelsAt,
  normalise,
  normBook,
  normFields,
  scaleAndShift,
  statistics,
} from './norm.ts';

/** Of each channel the whole batch. */
const averaged = (shape: Shape): Averaged => ({
  axes: [0, ...behindChannels(shape)],
  letters: channelLetters(shape),
});

export const batchNorm = defineKind({
  name: 'batchNorm',
  family: 'layers',
  title: { en: 'Batch norm', zh: '批归一化' },
  lesson: {
    help: {
      en: 'While training, brings each channel to mean 0 and variance 1 over the whole batch; for predictions it uses running averages of those numbers, so that a sample is judged by itself. It needs batches of more than a few samples.',
      zh: '训练时按整个批次把每个通道归一化为均值 0、方差 1；预测时改用这些统计量的滑动平均，单个样本即可判断。批次不宜太小。',
    },
    keywords: ['normalisation', 'normalization', 'bn', 'running', '标准化', '批标准化'],
    paper: { label: 'Ioffe, Szegedy 2015', url: 'https://arxiv.org/abs/1502.03167' },
  },
  ui: { icon: 'square-activity' },
  fields: {
    momentum: {
      type: 'number',
      label: { en: 'Momentum', zh: '动量' },
      hint: {
        en: 'The share of a batch in the running averages.',
        zh: '每个批次在滑动平均中所占的比例。',
      },
      default: 0.1,
      min: 0,
      max: 1,
    },
    ...normFields,
  },
  ports: oneToOne,
  keepsShape: true,
  weights: { trainable: 'trainable' },
  centres: true,
  shape: oneShape((x, { node }) =>
    x.shape.length > 0
      ? x.shape
      : issue(
          'shape.softmax',
          {
            en: '{title} needs a list of numbers, {from} gives a single one.',
            zh: '{title} 需要一列数，而 {from} 只给出一个。',
          },
          {
            args: { title: { node }, from: x.from },
            where: { node, port: 'in' },
          },
        ),
  ),
  advise: ({ at, batch, node }) => {
    const [x] = at('in');
    if (!x || batch * size(x.shape.slice(1)) > 1) return [];
    return [
      issue(
        'norm.single',
        {
          en: '{title} takes the mean over a batch of one number, so that all become 0. Use larger batches.',
          zh: '{title} 在只有一个数的批次上取平均，结果全为 0。请增大批次。',
        },
        { severity: 'warning', args: { title: { node } } },
      ),
    ];
  },
  export: {
    torch: (ctx) => {
      const { params: p } = ctx;
      const { shape } = ctx.input('in');
      const axes = Math.max(1, shape.length - 1);
      return torchModule(
        ctx,
        `nn.BatchNorm${axes}d(${shape[0]}, eps=${p.eps}, momentum=${p.momentum}, affine=${py(p.affine)})`,
      );
    },
  },
  textbook: (ctx) => {
    const { params, wire } = ctx;
    const { at, c } = channelsAt(wire('in').shape);
    const together = at.filter((i) => i !== c);
    const count = size(together.map((i) => i.extent));
    const own = { shape: [c.extent], at: [c], of: [c] };
    const { mean, variance, ...sides } = normBook(ctx, { at, averaged: together, own });
    const momentum = constant('α', params.momentum);
    const kept = (name: string, letter: string, now: Expr | undefined) => {
      const running = { base: letter, below: 'run' };
      const old = tensor(running, 'plain', { of: 'state', name }, [c.extent]);
      const next = now ? add(mul(sub(1, momentum), old(c)), mul(momentum, now)) : old(c);
      return equation(after(old, running)(c), next);
    };
    // Of a single number there is no such variance.
    const unbiased =
      count > 1
        ? mul(div(constant('m', count), sub(constant('m', count), 1)), variance(c))
        : undefined;
    return {
      ...sides,
      forward: [
        ...sides.forward,
        kept('running_mean', 'μ', mean(c)),
        kept('running_var', 'v', unbiased),
      ],
    };
  },
  lower: (ctx) => {
    const { params, b, mode } = ctx;
    const x = ctx.input('in');
    const shape = [x.shape[1]!];
    const spread = x.shape.map((d, i) => (i === 1 ? d : 1));
    const mean = ctx.state('running_mean', { shape, start: 0 });
    const variance = ctx.state('running_var', { shape, start: 1 });
    const running = () => {
      const held = b.reshape(mean, spread);
      return { mean: held, variance: b.reshape(variance, spread), centred: b.sub(x, held) };
    };
    const { axes } = averaged(x.shape.slice(1));
    const stats = mode === 'train' ? statistics(b, x, axes) : running();
    if (mode === 'train') {
      const n = size(x.shape) / shape[0]!;
      const mix = (old: typeof x, now: typeof x) =>
        b.add(b.mul(old, 1 - params.momentum), b.mul(b.reshape(now, shape), params.momentum));
      ctx.assign('running_mean', mix(mean, stats.mean));
      // Of a single number there is no such variance: nothing of it enters then.
      if (n > 1) ctx.assign('running_var', mix(variance, b.mul(stats.variance, n / (n - 1))));
    }
    return { out: scaleAndShift(ctx, normalise(b, stats, params.eps), shape, 1) };
  },
  averaged: (_, shape) => averaged(shape),
  examples: [
    { at: { in: [[3]] } },
    { params: { eps: 0.1 }, at: { in: [[2, 3]] } },
    { params: { affine: false, momentum: 0.5 }, at: { in: [[2, 2, 2]] } },
  ],
});
