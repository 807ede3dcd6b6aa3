/**
 * Stochastic gradient descent as torch.optim.SGD: buf = µ·buf + g, w ← w − lr·buf; Nesterov's form
 * looks ahead, w ← w − lr·(g + µ·buf). A buffer of zeros makes the first step plain, as PyTorch's
 * buf = g does.
 */

import { add, constant, equation, mul, sub } from '../../equations/expression.ts';
import type { V } from '../../ir/builder.ts';
import { defineOptimiser } from '../thing.ts';
import { py } from '../torch.ts';
import { decayed, decayedBook, decayField, L2_HINT, momentumField, rateField } from './fields.ts';

export const sgd = defineOptimiser({
  name: 'sgd',
  title: { en: 'SGD', zh: 'SGD' },
  lesson: {
    help: {
      en: 'Moves each weight a little against its gradient. Momentum lets it gather speed where gradients keep pointing the same way.',
      zh: '让每个权重沿梯度的反方向移动一小步。动量使其在梯度方向一致时加速。',
    },
    keywords: [
      'gradient descent',
      'stochastic gradient descent',
      'momentum',
      'nesterov',
      '梯度下降',
      '随机梯度下降',
      '动量',
    ],
    paper: { label: 'Polyak 1964', url: 'https://doi.org/10.1016/0041-5553(64)90137-5' },
  },
  fields: {
    lr: rateField(0.1, 0.01),
    momentum: momentumField,
    nesterov: {
      type: 'boolean',
      label: { en: 'Nesterov', zh: 'Nesterov 动量' },
      hint: {
        en: 'With momentum: takes the step that the momentum is about to make into account.',
        zh: '配合动量使用：把动量即将走出的一步也考虑进去。',
      },
      default: false,
    },
    weightDecay: decayField(0, L2_HINT),
  },
  export: {
    torch: (p) =>
      `torch.optim.SGD(parameters, lr=${p.lr}, momentum=${p.momentum}, nesterov=${py(p.nesterov && p.momentum > 0)}, weight_decay=${p.weightDecay})`,
  },
  textbook: (ctx) => {
    const { params, i, w, slot, dial } = ctx;
    const g = decayedBook(ctx, params.weightDecay);
    const rate = dial('lr', 'η');
    if (params.momentum === 0) return { weight: sub(w(i), mul(rate, g(i))), slots: [] };
    const { before, now } = slot('momentum', 'v');
    const mu = constant('μ', params.momentum);
    const ahead = params.nesterov ? add(g(i), mul(mu, now(i))) : now(i);
    return {
      weight: sub(w(i), mul(rate, ahead)),
      slots: [equation(now(i), add(mul(mu, before(i)), g(i)))],
    };
  },
  slots: (p) => (p.momentum > 0 ? ['momentum'] : []),
  update: ({ params, b, weight, gradient, slot, dial }) => {
    const g = decayed(b, gradient, weight, params.weightDecay);
    const velocity =
      params.momentum > 0 ? b.add(b.mul(slot('momentum'), params.momentum), g) : undefined;
    const ahead =
      velocity && params.nesterov ? b.add(g, b.mul(velocity, params.momentum)) : velocity;
    const slots: Readonly<Record<string, V>> = velocity ? { momentum: velocity } : {};
    return { weight: b.sub(weight, b.mul(dial('lr'), ahead ?? g)), slots };
  },
});
