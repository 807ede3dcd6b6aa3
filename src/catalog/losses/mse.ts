/**
 * Mean squared error: the mean over a sample's numbers of (prediction − target)². The scale ½ is
 * TensorFlow Playground's form, whose gradient is the plain difference.
 */

import { div, mul, neg, square, sub } from '../../equations/expression.ts';
import { lossShape } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { torchPair } from '../torch.ts';
import { accuracyField, counted, lossPorts, pairBook, rows, Y_HAT } from './common.ts';

export const mse = defineKind({
  name: 'mse',
  family: 'losses',
  title: { en: 'Mean squared error', zh: '均方误差' },
  lesson: {
    help: {
      en: 'Measures how far predictions are from the targets: the mean of the squared differences. It is the usual loss when numbers are to be predicted.',
      zh: '衡量预测与目标的差距：差的平方的平均值。预测数值时通常使用它。',
    },
    keywords: ['mse', 'l2', 'squared', 'regression', '回归', '平方误差'],
  },
  ui: { icon: 'ruler', preview: 'gauge' },
  fields: {
    scale: {
      type: 'choice',
      label: { en: 'Scale', zh: '系数' },
      default: '1',
      options: [
        { value: '1', label: { en: '1', zh: '1' } },
        { value: '0.5', label: { en: '½', zh: '½' } },
      ],
    },
    accuracy: accuracyField,
  },
  ports: lossPorts,
  shape: lossShape,
  takes: () => ({ met: true }),
  export: {
    torch: (ctx) => {
      const [p, t] = torchPair(ctx);
      return {
        forward: `${ctx.params.scale === '1' ? '' : `${ctx.params.scale} * `}F.mse_loss(${p}, ${t})`,
      };
    },
  },
  textbook: (ctx) => {
    const half = ctx.params.scale !== '1';
    return pairBook({
      letters: [Y_HAT, 'y'],
      each: (x, t) => (half ? div(square(sub(x, t)), 2) : square(sub(x, t))),
      slope: (x, t) => mul(half ? 1 : 2, sub(x, t)),
      targetSlope: (x, t) => neg(mul(half ? 1 : 2, sub(x, t))),
    })(ctx);
  },
  loss: (ctx) => {
    const { b, params } = ctx;
    const sides = rows(ctx);
    const { prediction, target } = sides;
    const d = b.sub(prediction, target);
    const mean = b.mean(b.mul(d, d), [1]);
    const loss = params.scale === '1' ? mean : b.mul(mean, Number(params.scale));
    return {
      loss,
      prediction: ctx.input('prediction'),
      ...counted(b, sides, params.accuracy),
    };
  },
  examples: [
    { at: { prediction: [[3]], target: [[3]] } },
    {
      params: { scale: '0.5', accuracy: 'sign' },
      at: { prediction: [[1]], target: [[]] },
      data: { target: 'sign' },
    },
    {
      params: { accuracy: 'threshold' },
      at: { prediction: [[2]], target: [[2]] },
      data: { target: 'binary' },
    },
    { at: { prediction: [[2, 3]], target: [[2, 3]] } },
  ],
});
