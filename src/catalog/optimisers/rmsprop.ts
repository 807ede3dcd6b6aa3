/**
 * RMSProp (Hinton's lecture 6e, 2012) as torch.optim.RMSprop, eps outside the root; centred as in
 * Graves 2013, where the variance takes the place of the mean square.
 */

import {
  add,
  constant,
  div,
  type Expr,
  equation,
  larger,
  mul,
  sqrt,
  square,
  sub,
} from '../../equations/expression.ts';
import type { V } from '../../ir/builder.ts';
import { defineOptimiser } from '../thing.ts';
import { py } from '../torch.ts';
import {
  betaField,
  decayed,
  decayedBook,
  decayField,
  epsField,
  L2_HINT,
  momentumField,
  rateField,
} from './fields.ts';

export const rmsprop = defineOptimiser({
  name: 'rmsprop',
  title: { en: 'RMSProp', zh: 'RMSProp' },
  lesson: {
    help: {
      en: 'Divides each weight’s step by the root of a running mean of its squared gradients. Unlike Adagrad it forgets old gradients, so its steps do not die out.',
      zh: '把每个权重的步长除以其梯度平方滑动平均的平方根。与 Adagrad 不同，它会遗忘旧梯度，步长不会消失。',
    },
    keywords: ['adaptive', 'root mean square', '自适应', '均方根'],
    paper: {
      label: 'Hinton 2012',
      url: 'https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf',
    },
  },
  fields: {
    lr: rateField(0.01),
    alpha: betaField({ en: 'Smoothing', zh: '平滑系数' }, 0.99),
    eps: epsField(1e-8),
    momentum: momentumField,
    centered: {
      type: 'boolean',
      label: { en: 'Centred', zh: '中心化' },
      hint: {
        en: 'Divides by the deviation of the gradient instead of its root mean square.',
        zh: '除以梯度的标准差，而不是均方根。',
      },
      default: false,
    },
    weightDecay: decayField(0, L2_HINT),
  },
  export: {
    torch: (p) =>
      `torch.optim.RMSprop(parameters, lr=${p.lr}, alpha=${p.alpha}, eps=${p.eps}, momentum=${p.momentum}, centered=${py(p.centered)}, weight_decay=${p.weightDecay})`,
  },
  textbook: (ctx) => {
    const { params, i, w, slot, dial } = ctx;
    const g = decayedBook(ctx, params.weightDecay);
    const alpha = constant('α', params.alpha);
    const averaged = (name: string, letter: string, x: Expr) => {
      const { before, now } = slot(name, letter);
      return { now, line: equation(now(i), add(mul(alpha, before(i)), mul(sub(1, alpha), x))) };
    };
    const spreadOf = averaged('square', 's', square(g(i)));
    const mean = params.centered ? averaged('mean', 'm', g(i)) : undefined;
    // A variance that rounding makes negative is none.
    const spread = mean ? larger(0, sub(spreadOf.now(i), square(mean.now(i)))) : spreadOf.now(i);
    const scaled = div(g(i), add(sqrt(spread), constant('ε', params.eps)));
    const velocity = params.momentum > 0 ? slot('momentum', 'v') : undefined;
    return {
      weight: sub(w(i), mul(dial('lr', 'η'), velocity ? velocity.now(i) : scaled)),
      slots: [
        spreadOf.line,
        ...(mean ? [mean.line] : []),
        ...(velocity
          ? [
              equation(
                velocity.now(i),
                add(mul(constant('μ', params.momentum), velocity.before(i)), scaled),
              ),
            ]
          : []),
      ],
    };
  },
  slots: (p) => [
    'square',
    ...(p.centered ? ['mean'] : []),
    ...(p.momentum > 0 ? ['momentum'] : []),
  ],
  update: ({ params, b, weight, gradient, slot, dial }) => {
    const g = decayed(b, gradient, weight, params.weightDecay);
    const average = (name: string, x: V) =>
      b.add(b.mul(slot(name), params.alpha), b.mul(x, 1 - params.alpha));
    const square = average('square', b.mul(g, g));
    const mean = params.centered ? average('mean', g) : undefined;
    // A variance that rounding makes negative is none.
    const spread = mean ? b.max(b.sub(square, b.mul(mean, mean)), 0) : square;
    const scaled = b.div(g, b.add(b.sqrt(spread), params.eps));
    const momentum =
      params.momentum > 0 ? b.add(b.mul(slot('momentum'), params.momentum), scaled) : undefined;
    return {
      weight: b.sub(weight, b.mul(dial('lr'), momentum ?? scaled)),
      slots: { square, ...(mean && { mean }), ...(momentum && { momentum }) },
    };
  },
});
