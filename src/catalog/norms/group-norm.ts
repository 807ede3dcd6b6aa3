/** torch.nn.GroupNorm: the channels of a group together, sample by sample. Wu and He 2018. */

import { issue } from '../../base/issue.ts';
import { index } from '../../equations/expression.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Averaged } from '../facets.ts';
import { amount, oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { axesOf, within } from '../textbook.ts';
import { py, torchModule } from '../torch.ts';
import {
  behindChannels,
  channelLetters,
  normBook,
  normFields,
  scaleAndShift,
  standardise,
} from './norm.ts';

/** Of each sample the channels of a group, whole. */
const averaged = (groups: number, shape: Shape): Averaged => ({
  axes: [1, ...behindChannels(shape)],
  groups,
  letters: channelLetters(shape),
});

export const groupNorm = defineKind({
  name: 'groupNorm',
  family: 'layers',
  title: { en: 'Group norm', zh: '组归一化' },
  lesson: {
    help: {
      en: 'Brings each group of channels of each sample to mean 0 and variance 1. One group is a norm over the whole sample, as many groups as channels is instance norm.',
      zh: '把每个样本的通道分组，每组归一化为均值 0、方差 1。只有一组时对整个样本归一化；组数等于通道数时即实例归一化。',
    },
    keywords: ['normalisation', 'normalization', 'channels', '标准化', '通道'],
    paper: { label: 'Wu, He 2018', url: 'https://arxiv.org/abs/1803.08494' },
  },
  ui: {
    icon: 'square-activity',
    summary: (p, language = 'en') =>
      `${p.groups} ${language === 'zh' ? '组' : p.groups === 1 ? 'group' : 'groups'}`,
  },
  fields: {
    groups: {
      type: 'number',
      label: { en: 'Groups', zh: '组数' },
      hint: { en: 'The channels are divided evenly among them.', zh: '通道平均分给各组。' },
      default: 1,
      min: 1,
      max: 4096,
      integer: true,
      step: 1,
    },
    ...normFields,
  },
  ports: oneToOne,
  keepsShape: true,
  weights: { trainable: 'trainable' },
  shape: oneShape((x, { params, node }) =>
    (x.shape[0] ?? 0.5) % params.groups === 0
      ? x.shape
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
        ),
  ),
  export: {
    torch: (ctx) => {
      const { params: p } = ctx;
      const channels = ctx.input('in').shape[0] ?? 1;
      return torchModule(
        ctx,
        `nn.GroupNorm(${p.groups}, ${channels}, eps=${p.eps}, affine=${py(p.affine)})`,
      );
    },
  },
  textbook: (ctx) => {
    const { groups } = ctx.params;
    const [batch = 1, channels = 1, ...rest] = ctx.wire('in').shape;
    const [g, c] = [index('g', groups), index('c', channels / groups)];
    const axes = axesOf(rest);
    return normBook(ctx, {
      at: [index('n', batch, true), g, c, ...axes],
      averaged: [c, ...axes],
      own: { shape: [channels], at: [within(g, c.extent, c)], of: [g, c] },
    });
  },
  lower: (ctx) => {
    const { params, b } = ctx;
    const x = ctx.input('in');
    const y = standardise(b, x, averaged(params.groups, x.shape.slice(1)), params.eps);
    return { out: scaleAndShift(ctx, y, [x.shape[1]!], 1) };
  },
  averaged: (p, shape) => averaged(p.groups, shape),
  examples: [
    { params: { groups: 2 }, at: { in: [[4, 3]] } },
    { params: { groups: 2, eps: 0.1 }, at: { in: [[4, 2, 2]] } },
    { params: { groups: 1, affine: false }, at: { in: [[4]] } },
  ],
});
