/**
 * AdamW (Loshchilov and Hutter 2017) as torch.optim.AdamW: weights shrink by the factor 1 − η·λ beside
 * Adam's step, so that decay is not divided by the gradient's size as it is under Adam's L2.
 */

import { constant, mul, sub } from '../../equations/expression.ts';
import { defineOptimiser } from '../thing.ts';
import { betaField, decayField, epsField, rateField } from './fields.ts';
import { moments, momentsBook } from './moments.ts';

export const adamW = defineOptimiser({
  name: 'adamW',
  title: { en: 'AdamW', zh: 'AdamW' },
  lesson: {
    help: {
      en: 'Adam whose weight decay stands apart from the gradient: every weight shrinks by the same share in each step. Under Adam with L2, weights with large gradients hardly shrink at all.',
      zh: '权重衰减与梯度分离的 Adam：每一步所有权重按同一比例缩小。而在带 L2 的 Adam 中，梯度大的权重几乎不会缩小。',
    },
    keywords: ['adaptive', 'decoupled', 'weight decay', '解耦', '权重衰减'],
    paper: { label: 'Loshchilov, Hutter 2017', url: 'https://arxiv.org/abs/1711.05101' },
  },
  fields: {
    lr: rateField(0.01),
    beta1: betaField({ en: 'Beta 1', zh: 'Beta 1' }, 0.9),
    beta2: betaField({ en: 'Beta 2', zh: 'Beta 2' }, 0.999),
    eps: epsField(1e-8),
    weightDecay: decayField(0.01, {
      en: 'Every weight shrinks by this share of the learning rate.',
      zh: '每个权重按学习率的这一比例缩小。',
    }),
  },
  export: {
    torch: (p) =>
      `torch.optim.AdamW(parameters, lr=${p.lr}, betas=(${p.beta1}, ${p.beta2}), eps=${p.eps}, weight_decay=${p.weightDecay})`,
  },
  textbook: (ctx) => {
    const { i, w, params, dial } = ctx;
    const { step, slots } = momentsBook(ctx, ctx.g);
    const decay = constant('λ', params.weightDecay);
    const shrunk = params.weightDecay > 0 ? mul(sub(1, mul(dial('lr', 'η'), decay)), w(i)) : w(i);
    return { weight: sub(shrunk, step), slots };
  },
  slots: () => ['m', 'v'],
  update: (ctx) => {
    const { b, params, weight } = ctx;
    const { step, slots } = moments(ctx, ctx.gradient);
    const shrink = b.sub(1, b.mul(ctx.dial('lr'), params.weightDecay));
    return { weight: b.sub(b.mul(weight, shrink), step), slots };
  },
});
