/**
 * Binary cross-entropy on probabilities, the mean over a sample's numbers, as torch.nn.BCELoss:
 * logarithms are held at −100, and the slope in the prediction is (x − t)/max(x(1 − x), 1e−12), so that
 * neither breaks where a probability is exactly 0 or 1. On logits prefer bceWithLogits.
 */

import { add, div, ln, mul, neg, sub } from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { lossShape } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { torchPair } from '../torch.ts';
import { agreement, lossPorts, pairBook, rows } from './common.ts';

const LOWEST = -100;
const SMALLEST = Math.exp(LOWEST);
/** PyTorch keeps this constant in single precision. */
const FLATTEST = Math.fround(1e-12);

/** max(log x, −100) without asking for the logarithm of 0. */
function heldLog(b: Builder, x: V): V {
  const inside = b.less(SMALLEST, x);
  return b.select(inside, b.log(b.select(inside, x, 1)), LOWEST);
}

/** max(log(1 − x), −100): of a small x, 1 − x keeps nothing in float32. */
function heldLogOfRest(b: Builder, x: V): V {
  const inside = b.less(x, 1);
  return b.select(inside, b.log1p(b.neg(b.select(inside, x, 0))), LOWEST);
}

export const bce = defineKind({
  name: 'bce',
  family: 'losses',
  title: { en: 'Binary cross-entropy (probabilities)', zh: '二元交叉熵（概率）' },
  lesson: {
    help: {
      en: 'For yes-or-no targets, 0 or 1, and predictions that are probabilities already, as a sigmoid gives them. The form on logits is exact for large numbers too and is preferred for training.',
      zh: '用于 0 或 1 的二分类目标，预测已是概率（如 sigmoid 的输出）。训练时更推荐接收 logit 的形式，数值很大时也精确。',
    },
    keywords: ['bceloss', 'log loss', 'binary', 'probability', '对数损失', '二分类'],
  },
  ui: { icon: 'toggle-right', preview: 'gauge' },
  fields: {},
  ports: lossPorts,
  shape: lossShape,
  takes: () => ({ low: 0, high: 1 }),
  reads: { low: 0, high: 1, from: 'sigmoid', instead: 'bceWithLogits' },
  export: {
    torch: (ctx) => {
      const [p, t] = torchPair(ctx);
      return { forward: `F.binary_cross_entropy(${p}, ${t})` };
    },
  },
  textbook: pairBook({
    letters: ['q', 't'],
    each: (q, t) => neg(add(mul(t, ln(q)), mul(sub(1, t), ln(sub(1, q))))),
    slope: (q, t) => div(sub(q, t), mul(q, sub(1, q))),
    targetSlope: (q) => sub(ln(sub(1, q)), ln(q)),
  }),
  loss: (ctx) => {
    const { b } = ctx;
    const sides = rows(ctx);
    const { prediction: x, target: t } = sides;
    const p = b.stop(x);
    const value = b.neg(b.add(b.mul(t, heldLog(b, p)), b.mul(b.sub(1, t), heldLogOfRest(b, p))));
    const slope = b.div(b.sub(p, b.stop(t)), b.max(b.mul(p, b.sub(1, p)), FLATTEST));
    // x − p is 0: it adds nothing but the slope.
    return {
      loss: b.mean(b.add(value, b.mul(b.sub(x, p), slope)), [1]),
      correct: agreement(b, sides, 0.5),
      prediction: ctx.input('prediction'),
    };
  },
  examples: [
    {
      at: { prediction: [[1]], target: [[1]] },
      data: { prediction: 'probability', target: 'binary' },
    },
    {
      at: { prediction: [[3]], target: [[3]] },
      data: { prediction: 'probability', target: 'probability' },
    },
  ],
});
