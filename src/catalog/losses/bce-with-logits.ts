/**
 * Binary cross-entropy on logits, the mean over a sample's numbers, as torch.nn.BCEWithLogitsLoss:
 *
 *     (1 − t)·max(x, 0) + t·max(−x, 0) + log(1 + e^{−|x|})
 *
 * in which nothing overflows or cancels, and a logit of ±∞ on the right side costs nothing.
 */

import { add, ln, mul, neg, sigmoid, sub } from '../../equations/expression.ts';
import { lossShape } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { torchPair } from '../torch.ts';
import { lossPorts, pairBook, placesRight, rows, weighed } from './common.ts';

export const bceWithLogits = defineKind({
  name: 'bceWithLogits',
  family: 'losses',
  title: { en: 'Binary cross-entropy', zh: '二元交叉熵' },
  lesson: {
    help: {
      en: 'For yes-or-no targets, 0 or 1. It takes the number before the sigmoid (the logit) and applies the sigmoid itself, which is exact for large numbers too.',
      zh: '用于 0 或 1 的二分类目标。它接收 sigmoid 之前的数（logit），并自行应用 sigmoid，数值很大时也精确。',
    },
    keywords: ['bce', 'logits', 'log loss', 'binary', 'sigmoid', '对数损失', '二分类'],
  },
  ui: { icon: 'toggle-right', preview: 'gauge' },
  fields: {},
  ports: lossPorts,
  shape: lossShape,
  takes: () => ({ low: 0, high: 1 }),
  applies: 'sigmoid',
  export: {
    torch: (ctx) => {
      const [p, t] = torchPair(ctx);
      return { forward: `F.binary_cross_entropy_with_logits(${p}, ${t})` };
    },
  },
  textbook: pairBook({
    each: (x, t) => neg(add(mul(t, ln(sigmoid(x))), mul(sub(1, t), ln(sub(1, sigmoid(x)))))),
    slope: (x, t) => sub(sigmoid(x), t),
    targetSlope: (x) => neg(x),
    shown: { letter: 'q', of: sigmoid },
  }),
  loss: (ctx) => {
    const { b } = ctx;
    const { prediction: x, target: t, width } = rows(ctx);
    const tail = b.log1p(b.exp(b.neg(b.abs(x))));
    const above = weighed(b, b.sub(1, t), b.max(x, 0));
    const below = weighed(b, t, b.max(b.neg(x), 0));
    return {
      loss: b.mean(b.add(b.add(above, below), tail), [1]),
      correct: placesRight(b, b.equal(b.less(0, x), b.less(0.5, t)), width),
      prediction: b.sigmoid(ctx.input('prediction')),
    };
  },
  divides: 0,
  examples: [
    { at: { prediction: [[1]], target: [[1]] }, data: { target: 'binary' } },
    { at: { prediction: [[3]], target: [[3]] }, data: { target: 'probability' } },
    { at: { prediction: [[]], target: [[1]] }, data: { target: 'binary' } },
  ],
});
