/**
 * Kullback–Leibler divergence KL(p‖q) = Σ pᵢ (log pᵢ − log qᵢ) in PyTorch's convention: the prediction
 * is log q, the target is p itself; 0·log 0 is 0. Summed over a sample, so that the cost is
 * torch.nn.KLDivLoss(reduction='batchmean'), the mathematical one.
 */

import { add, cases, compare, exp, ln, mul, neg, sub } from '../../equations/expression.ts';
import { lossShape } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { torchPair } from '../torch.ts';
import { lossPorts, pairBook, rows, weighed } from './common.ts';

export const klDiv = defineKind({
  name: 'klDiv',
  family: 'losses',
  title: { en: 'KL divergence', zh: 'KL 散度' },
  lesson: {
    help: {
      en: 'Measures how much a predicted distribution q falls short of the target distribution p; it is 0 only where they are the same. As in PyTorch, the prediction is the logarithm of q (wire a log-softmax) and the target is p itself.',
      zh: '衡量预测分布 q 与目标分布 p 的差距；只有两者相同时才为 0。与 PyTorch 一致，预测端接 q 的对数（用 log-softmax），目标端接 p 本身。',
    },
    keywords: ['kullback', 'leibler', 'relative entropy', 'distribution', '相对熵', '分布'],
    paper: { label: 'Kullback, Leibler 1951', url: 'https://doi.org/10.1214/aoms/1177729694' },
  },
  ui: { icon: 'target', preview: 'gauge' },
  fields: {},
  ports: lossPorts,
  shape: lossShape,
  takes: () => ({ low: 0, high: 1, shares: true }),
  reads: { high: 0, logs: true, from: 'logSoftmax' },
  export: {
    torch: (ctx) => {
      const [p, t] = torchPair(ctx);
      return { forward: `F.kl_div(${p}, ${t}, reduction="batchmean")` };
    },
  },
  textbook: pairBook({
    letters: ['x', 'p'],
    // 0·ln 0 is 0.
    each: (x, p) => cases([[compare(p, '>', 0), mul(p, sub(ln(p), x))]], 0),
    slope: (_, p) => neg(p),
    targetSlope: (x, p) => cases([[compare(p, '>', 0), add(ln(p), 1, neg(x))]], neg(x)),
    summed: true,
    shown: { letter: 'q', of: exp },
  }),
  loss: (ctx) => {
    const { b } = ctx;
    const { prediction: x, target: p } = rows(ctx);
    const logp = b.log(b.select(b.less(0, p), p, 1));
    return {
      loss: b.sum(weighed(b, p, b.sub(logp, x)), [1]),
      prediction: b.exp(ctx.input('prediction')),
    };
  },
  examples: [
    { at: { prediction: [[4]], target: [[4]] }, data: { target: 'probability' } },
    { at: { prediction: [[2, 3]], target: [[2, 3]] }, data: { target: 'probability' } },
  ],
});
