/** torch.nn.LayerNorm: each sample (each row of it) by its own mean and variance. Ba, Kiros, Hinton 2016. */

import { issue } from '../../base/issue.ts';
import { index } from '../../equations/expression.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Averaged } from '../facets.ts';
import { amount, oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { axesOf } from '../textbook.ts';
import { py, torchModule } from '../torch.ts';
import { channelLetters, normBook, normFields, scaleAndShift, standardise } from './norm.ts';

/** The last axes; two axes of a sample are the places of a sequence and their numbers. */
const averaged = (taken: number, shape: Shape): Averaged => ({
  axes: shape.map((_, i) => i + 1).slice(-taken),
  letters: shape.length === 2 ? ['N', 'T', 'C'] : channelLetters(shape),
});

export const layerNorm = defineKind({
  name: 'layerNorm',
  family: 'layers',
  title: { en: 'Layer norm', zh: '层归一化' },
  lesson: {
    help: {
      en: 'Brings the numbers of each sample to mean 0 and variance 1, over the last axes, then scales and shifts each place by learned numbers. Samples do not see each other, and training and inference are the same.',
      zh: '对每个样本的最后几维取均值与方差，使其均值为 0、方差为 1，再逐位置乘以并加上可学习的数。样本之间互不影响，训练与推理一致。',
    },
    keywords: ['normalisation', 'normalization', 'ln', '标准化'],
    paper: { label: 'Ba, Kiros, Hinton 2016', url: 'https://arxiv.org/abs/1607.06450' },
  },
  ui: { icon: 'square-activity' },
  fields: {
    axes: {
      type: 'number',
      label: { en: 'Axes', zh: '维数' },
      hint: {
        en: 'How many of the last axes are taken together.',
        zh: '把最后几维合在一起归一化。',
      },
      default: 1,
      min: 1,
      max: 8,
      integer: true,
      step: 1,
    },
    ...normFields,
  },
  ports: oneToOne,
  keepsShape: true,
  weights: { trainable: 'trainable' },
  shape: oneShape((x, { params, node }) =>
    x.shape.length >= params.axes
      ? x.shape
      : issue(
          'shape.norm-axes',
          {
            en: '{title} takes {axes} axes together; {from} gives {gives}, which has {rank}.',
            zh: '{title} 把 {axes} 个轴合在一起；而 {from} 给出 {gives}，有 {rank} 个轴。',
          },
          {
            args: {
              title: { node },
              axes: params.axes,
              from: x.from,
              gives: amount(x.shape),
              rank: x.shape.length,
            },
            where: { node, param: 'axes' },
          },
        ),
  ),
  export: {
    torch: (ctx) => {
      const { params: p } = ctx;
      const taken = ctx.input('in').shape.slice(-p.axes);
      return torchModule(
        ctx,
        `nn.LayerNorm(${py(taken)}, eps=${p.eps}, elementwise_affine=${py(p.affine)})`,
      );
    },
  },
  textbook: (ctx) => {
    const [batch = 1, ...shape] = ctx.wire('in').shape;
    const at = [index('n', batch, true), ...axesOf(shape)];
    const taken = at.slice(-ctx.params.axes);
    const own = { shape: taken.map((i) => i.extent), at: taken, of: taken };
    return normBook(ctx, { at, averaged: taken, own });
  },
  lower: (ctx) => {
    const { params, b } = ctx;
    const x = ctx.input('in');
    const from = x.shape.length - params.axes;
    const y = standardise(b, x, averaged(params.axes, x.shape.slice(1)), params.eps);
    return { out: scaleAndShift(ctx, y, x.shape.slice(from), from) };
  },
  averaged: (p, shape) => averaged(p.axes, shape),
  examples: [
    { at: { in: [[4]] } },
    { params: { axes: 2, eps: 0.1 }, at: { in: [[3, 2, 2]] } },
    { params: { affine: false }, at: { in: [[2, 3]] } },
  ],
});
