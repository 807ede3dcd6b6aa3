/** Adam (Kingma and Ba 2014) as torch.optim.Adam; its weight decay is L2, mixed into the gradient. */

import { sub } from '../../equations/expression.ts';
import { defineOptimiser } from '../thing.ts';
import {
  betaField,
  decayed,
  decayedBook,
  decayField,
  epsField,
  L2_HINT,
  rateField,
} from './fields.ts';
import { moments, momentsBook } from './moments.ts';

export const adam = defineOptimiser({
  name: 'adam',
  title: { en: 'Adam', zh: 'Adam' },
  lesson: {
    help: {
      en: 'Gives each weight a step of its own size from running means of its gradient and of the gradient’s square. A good first choice.',
      zh: '用梯度及其平方的滑动平均，为每个权重确定各自的步长。通常是很好的首选。',
    },
    keywords: ['adaptive', 'moments', '自适应'],
    paper: { label: 'Kingma, Ba 2014', url: 'https://arxiv.org/abs/1412.6980' },
  },
  fields: {
    lr: rateField(0.01),
    beta1: betaField({ en: 'Beta 1', zh: 'Beta 1' }, 0.9),
    beta2: betaField({ en: 'Beta 2', zh: 'Beta 2' }, 0.999),
    eps: epsField(1e-8),
    weightDecay: decayField(0, L2_HINT),
  },
  export: {
    torch: (p) =>
      `torch.optim.Adam(parameters, lr=${p.lr}, betas=(${p.beta1}, ${p.beta2}), eps=${p.eps}, weight_decay=${p.weightDecay})`,
  },
  textbook: (ctx) => {
    const { step, slots } = momentsBook(ctx, decayedBook(ctx, ctx.params.weightDecay));
    return { weight: sub(ctx.w(ctx.i), step), slots };
  },
  slots: () => ['m', 'v'],
  update: (ctx) => {
    const { b, params, weight } = ctx;
    const { step, slots } = moments(ctx, decayed(b, ctx.gradient, weight, params.weightDecay));
    return { weight: b.sub(weight, step), slots };
  },
});
