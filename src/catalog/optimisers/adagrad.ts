/** Adagrad (Duchi et al. 2011) as torch.optim.Adagrad: the sum of squares only grows. */

import {
  add,
  constant,
  div,
  equation,
  mul,
  sqrt,
  square,
  sub,
} from '../../equations/expression.ts';
import { defineOptimiser } from '../thing.ts';
import { decayed, decayedBook, decayField, epsField, L2_HINT, rateField } from './fields.ts';

export const adagrad = defineOptimiser({
  name: 'adagrad',
  title: { en: 'Adagrad', zh: 'Adagrad' },
  lesson: {
    help: {
      en: 'Divides each weight’s step by the root of the sum of all its squared gradients so far. Rarely touched weights take large steps, and all steps shrink for ever.',
      zh: '把每个权重的步长除以其历史梯度平方和的平方根。很少更新的权重步子大，而所有步长会不断变小。',
    },
    keywords: ['adaptive', 'sparse', '自适应', '稀疏'],
    paper: { label: 'Duchi et al. 2011', url: 'https://jmlr.org/papers/v12/duchi11a.html' },
  },
  fields: {
    lr: rateField(0.05),
    lrDecay: {
      type: 'number',
      label: { en: 'Rate decay', zh: '学习率衰减' },
      hint: {
        en: 'Divides the learning rate by 1 + this for each step done.',
        zh: '每走一步，学习率的除数增加该值（从 1 开始）。',
      },
      default: 0,
      min: 0,
      max: 1,
      step: 0.001,
    },
    eps: epsField(1e-10),
    weightDecay: decayField(0, L2_HINT),
  },
  export: {
    torch: (p) =>
      `torch.optim.Adagrad(parameters, lr=${p.lr}, lr_decay=${p.lrDecay}, eps=${p.eps}, weight_decay=${p.weightDecay})`,
  },
  textbook: (ctx) => {
    const { params, i, w, slot, dial, t } = ctx;
    const g = decayedBook(ctx, params.weightDecay);
    const { before, now } = slot('sum', 's');
    const rate =
      params.lrDecay > 0
        ? div(dial('lr', 'η'), add(1, mul(sub(t, 1), constant('d', params.lrDecay))))
        : dial('lr', 'η');
    const eps = constant('ε', params.eps);
    return {
      weight: sub(w(i), mul(rate, div(g(i), add(sqrt(now(i)), eps)))),
      slots: [equation(now(i), add(before(i), square(g(i))))],
    };
  },
  slots: () => ['sum'],
  update: ({ params, b, weight, gradient, slot, dial, step }) => {
    const g = decayed(b, gradient, weight, params.weightDecay);
    const sum = b.add(slot('sum'), b.mul(g, g));
    const rate =
      params.lrDecay > 0
        ? b.div(dial('lr'), b.add(b.mul(b.sub(step, 1), params.lrDecay), 1))
        : dial('lr');
    return {
      weight: b.sub(weight, b.mul(rate, b.div(g, b.add(b.sqrt(sum), params.eps)))),
      slots: { sum },
    };
  },
});
