/** max(0, 1 − t·x) for targets ±1, the mean over a sample's numbers; the slope at the bend is 0. */

import { compare, larger, mul, neg, sub } from '../../equations/expression.ts';
import { relu } from '../activations/relu.ts';
import { lossShape } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { torchPair } from '../torch.ts';
import { agreement, lossPorts, pairBook, rows } from './common.ts';

export const hinge = defineKind({
  name: 'hinge',
  family: 'losses',
  title: { en: 'Hinge', zh: '合页损失' },
  lesson: {
    help: {
      en: 'For targets −1 and +1: a prediction on the right side and at least 1 away from 0 costs nothing, any other costs the more the further it is off. It is the loss of support vector machines.',
      zh: '用于 −1 与 +1 的目标：预测在正确一侧且离 0 至少为 1 时损失为 0，否则偏得越远损失越大。它是支持向量机的损失。',
    },
    keywords: ['svm', 'margin', 'support vector', '支持向量机', '间隔'],
    paper: { label: 'Cortes, Vapnik 1995', url: 'https://doi.org/10.1007/BF00994018' },
  },
  ui: { icon: 'split', preview: 'gauge' },
  fields: {},
  ports: lossPorts,
  shape: lossShape,
  takes: () => ({ among: [-1, 1] }),
  export: {
    torch: (ctx) => {
      const [p, t] = torchPair(ctx);
      return { forward: `F.relu(1 - ${t} * ${p}).mean()` };
    },
  },
  textbook: pairBook({
    each: (x, t) => larger(0, sub(1, mul(t, x))),
    slope: (x, t) => neg(mul(t, compare(mul(t, x), '<', 1))),
    targetSlope: (x, t) => neg(mul(x, compare(mul(t, x), '<', 1))),
  }),
  loss: (ctx) => {
    const { b } = ctx;
    const sides = rows(ctx);
    const { prediction, target } = sides;
    const short = b.sub(1, b.mul(target, prediction));
    return {
      loss: b.mean(relu.apply(b, short), [1]),
      correct: agreement(b, sides, 0),
      prediction: ctx.input('prediction'),
    };
  },
  divides: 0,
  examples: [
    { at: { prediction: [[1]], target: [[1]] }, data: { target: 'sign' } },
    { at: { prediction: [[3]], target: [[3]] }, data: { target: 'sign' } },
  ],
});
