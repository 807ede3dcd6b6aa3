/**
 * Huber 1964: half the squared difference up to δ, beyond it a straight line with the same slope; the
 * mean over a sample's numbers, as torch.nn.HuberLoss.
 */

import {
  abs,
  cases,
  compare,
  constant,
  div,
  type Expr,
  larger,
  mul,
  neg,
  smaller,
  square,
  sub,
} from '../../equations/expression.ts';
import { lossShape } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { torchPair } from '../torch.ts';
import { accuracyField, counted, lossPorts, pairBook, rows, Y_HAT } from './common.ts';

export const huber = defineKind({
  name: 'huber',
  family: 'losses',
  title: { en: 'Huber', zh: 'Huber 损失' },
  lesson: {
    help: {
      en: 'Squares differences up to δ and takes larger ones as they are. Near the target it is as smooth as the squared error, and outliers pull no harder than under the absolute error.',
      zh: '差不超过 δ 时取平方，更大时按线性计算。在目标附近与平方误差一样光滑，对离群点又像绝对误差一样稳健。',
    },
    keywords: ['smooth l1', 'robust', 'regression', '回归', '稳健'],
    paper: { label: 'Huber 1964', url: 'https://doi.org/10.1214/aoms/1177703732' },
  },
  ui: { icon: 'ruler', summary: (p) => `δ = ${p.delta}`, preview: 'gauge' },
  fields: {
    delta: {
      type: 'number',
      label: { en: 'Delta', zh: 'δ 界限' },
      default: 1,
      min: 1e-4,
      max: 1e4,
      log: true,
      step: 0.1,
    },
    accuracy: accuracyField,
  },
  ports: lossPorts,
  shape: lossShape,
  takes: () => ({ met: true }),
  export: {
    torch: (ctx) => {
      const [p, t] = torchPair(ctx);
      return { forward: `F.huber_loss(${p}, ${t}, delta=${ctx.params.delta})` };
    },
  },
  textbook: (ctx) => {
    const limit = constant('δ', ctx.params.delta);
    const held = (x: Expr, t: Expr) => larger(neg(limit), smaller(limit, sub(x, t)));
    return pairBook({
      letters: [Y_HAT, 'y'],
      each: (x, t) =>
        cases(
          [[compare(abs(sub(x, t)), '≤', limit), div(square(sub(x, t)), 2)]],
          mul(limit, sub(abs(sub(x, t)), div(limit, 2))),
        ),
      slope: held,
      targetSlope: (x, t) => neg(held(x, t)),
    })(ctx);
  },
  loss: (ctx) => {
    const { b, params } = ctx;
    const sides = rows(ctx);
    const { prediction, target } = sides;
    const far = b.abs(b.sub(prediction, target));
    // m(|d| − m/2) with m = min(|d|, δ): its slope in m is 0 up to δ, and m itself is still beyond.
    const held = b.stop(b.min(far, params.delta));
    const each = b.mul(held, b.sub(far, b.mul(held, 0.5)));
    return {
      loss: b.mean(each, [1]),
      prediction: ctx.input('prediction'),
      ...counted(b, sides, params.accuracy),
    };
  },
  examples: [
    { at: { prediction: [[3]], target: [[3]] } },
    {
      params: { delta: 0.3, accuracy: 'threshold' },
      at: { prediction: [[2]], target: [[2]] },
      data: { target: 'binary' },
    },
    { at: { prediction: [[2, 3]], target: [[2, 3]] } },
  ],
});
