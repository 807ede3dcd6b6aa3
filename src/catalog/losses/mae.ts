/** Mean absolute error, the mean over a sample's numbers of |prediction − target|; torch.nn.L1Loss. */

import { abs, neg, sign, sub } from '../../equations/expression.ts';
import { lossShape } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { torchPair } from '../torch.ts';
import { accuracyField, counted, lossPorts, pairBook, rows, Y_HAT } from './common.ts';

export const mae = defineKind({
  name: 'mae',
  family: 'losses',
  title: { en: 'Mean absolute error', zh: '平均绝对误差' },
  lesson: {
    help: {
      en: 'Measures how far predictions are from the targets: the mean of the absolute differences. Outliers pull less on it than on the squared error.',
      zh: '衡量预测与目标的差距：差的绝对值的平均。与平方误差相比，离群点的影响较小。',
    },
    keywords: ['l1', 'l1loss', 'absolute', 'regression', '回归', '绝对误差'],
  },
  ui: { icon: 'ruler', preview: 'gauge' },
  fields: { accuracy: accuracyField },
  ports: lossPorts,
  shape: lossShape,
  takes: () => ({ met: true }),
  export: {
    torch: (ctx) => {
      const [p, t] = torchPair(ctx);
      return { forward: `F.l1_loss(${p}, ${t})` };
    },
  },
  textbook: pairBook({
    letters: [Y_HAT, 'y'],
    each: (x, t) => abs(sub(x, t)),
    slope: (x, t) => sign(sub(x, t)),
    targetSlope: (x, t) => neg(sign(sub(x, t))),
  }),
  loss: (ctx) => {
    const { b } = ctx;
    const sides = rows(ctx);
    const { prediction, target } = sides;
    return {
      loss: b.mean(b.abs(b.sub(prediction, target)), [1]),
      prediction: ctx.input('prediction'),
      ...counted(b, sides, ctx.params.accuracy),
    };
  },
  examples: [
    { at: { prediction: [[3]], target: [[3]] } },
    {
      params: { accuracy: 'sign' },
      at: { prediction: [[1]], target: [[]] },
      data: { target: 'sign' },
    },
    { at: { prediction: [[2, 3]], target: [[2, 3]] } },
  ],
});
