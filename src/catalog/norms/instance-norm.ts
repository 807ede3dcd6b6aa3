/** torch.nn.InstanceNorm: each channel of each sample by itself. Ulyanov, Vedaldi, Lempitsky 2016. */

import type { Shape } from '../../tensor/shape.ts';
import type { Averaged } from '../facets.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { py, torchModule } from '../torch.ts';
import {
  behindChannels,
  channelLetters,
  channelsAt,
  channelsIssue,
  normBook,
  normFields,
  scaleAndShift,
  standardise,
} from './norm.ts';

/** Of each sample each channel by itself. */
const averaged = (shape: Shape): Averaged => ({
  axes: behindChannels(shape),
  letters: channelLetters(shape),
});

export const instanceNorm = defineKind({
  name: 'instanceNorm',
  family: 'layers',
  title: { en: 'Instance norm', zh: '实例归一化' },
  lesson: {
    help: {
      en: 'Brings each channel of each sample to mean 0 and variance 1 by its own numbers, so that contrast goes and pattern stays. By default nothing is learned, as in PyTorch.',
      zh: '对每个样本的每个通道单独归一化，使其均值为 0、方差为 1：去掉对比度，保留图案。默认不含可学习的数，与 PyTorch 相同。',
    },
    keywords: ['normalisation', 'normalization', 'style', '标准化', '风格'],
    paper: { label: 'Ulyanov et al. 2016', url: 'https://arxiv.org/abs/1607.08022' },
  },
  ui: { icon: 'square-activity' },
  fields: { ...normFields, affine: { ...normFields.affine, default: false } },
  ports: oneToOne,
  keepsShape: true,
  weights: { trainable: 'trainable' },
  centres: true,
  // With one number in a channel nothing but 0 could come out: torch refuses that, too.
  shape: oneShape((x, ctx) =>
    x.shape.length >= 2 && x.shape.slice(1).some((d) => d > 1) ? x.shape : channelsIssue(x, ctx),
  ),
  export: {
    torch: (ctx) => {
      const { params: p } = ctx;
      const { shape } = ctx.input('in');
      return torchModule(
        ctx,
        `nn.InstanceNorm${shape.length - 1}d(${shape[0]}, eps=${p.eps}, affine=${py(p.affine)})`,
      );
    },
  },
  textbook: (ctx) => {
    const { at, c } = channelsAt(ctx.wire('in').shape);
    const own = { shape: [c.extent], at: [c], of: [c] };
    return normBook(ctx, { at, averaged: at.slice(2), own });
  },
  lower: (ctx) => {
    const { params, b } = ctx;
    const x = ctx.input('in');
    const y = standardise(b, x, averaged(x.shape.slice(1)), params.eps);
    return { out: scaleAndShift(ctx, y, [x.shape[1]!], 1) };
  },
  averaged: (_, shape) => averaged(shape),
  examples: [
    { at: { in: [[2, 5]] } },
    { params: { affine: true, eps: 0.1 }, at: { in: [[3, 2, 2]] } },
  ],
});
