/**
 * Rosenblatt's rule, "learn from mistakes", written as a loss: (step(z) − t)·z with step(z) held
 * fixed. Its gradient is the mistake itself, so that gradient descent is w ← w − lr·(o − t)·x.
 */

import { compare, mul, num, sub } from '../../equations/expression.ts';
import { lossShape } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { torchPair } from '../torch.ts';
import { lossPorts, pairBook, placesRight, rows, weighed } from './common.ts';

export const perceptronLoss = defineKind({
  name: 'perceptronLoss',
  family: 'losses',
  title: { en: 'Perceptron rule', zh: '感知机规则' },
  lesson: {
    help: {
      en: 'Learns from mistakes only: a sample on the right side of the line changes nothing. Wire the number before the step to it, with targets 0 or 1.',
      zh: '只从错误中学习：分类正确的样本不改变权重。把阶跃之前的数接到它，目标为 0 或 1。',
    },
    keywords: ['rosenblatt', 'mistake', 'line', 'step', '感知机', '错误驱动'],
    paper: { label: 'Rosenblatt 1958', url: 'https://doi.org/10.1037/h0042519' },
  },
  ui: { icon: 'split', preview: 'gauge' },
  fields: {},
  ports: lossPorts,
  shape: lossShape,
  takes: () => ({ among: [0, 1] }),
  export: {
    torch: (ctx) => {
      const [p, t] = torchPair(ctx);
      return { forward: `(((${p} > 0).to(${p}.dtype) - ${t}) * ${p}).sum() / len(${p})` };
    },
  },
  textbook: pairBook({
    letters: ['z', 't'],
    each: (z, t) => mul(sub(compare(z, '>', 0), t), z),
    slope: (z, t) => sub(compare(z, '>', 0), t),
    targetSlope: () => num(0),
    summed: true,
    shown: { letter: 'o', of: (z) => compare(z, '>', 0) },
  }),
  loss: (ctx) => {
    const { b } = ctx;
    const { prediction: z, target: t, width } = rows(ctx);
    const o = b.less(0, z);
    return {
      loss: b.sum(weighed(b, b.stop(b.sub(o, t)), z), [1]),
      correct: placesRight(b, b.equal(o, t), width),
      prediction: b.less(0, ctx.input('prediction')),
    };
  },
  divides: 0,
  mistakes: true,
  examples: [
    { at: { prediction: [[1]], target: [[1]] }, data: { target: 'binary' } },
    { at: { prediction: [[3]], target: [[3]] }, data: { target: 'binary' } },
  ],
});
