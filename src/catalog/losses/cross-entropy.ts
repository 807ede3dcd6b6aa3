/**
 * Softmax cross-entropy −Σ tᵢ log softmax(x)ᵢ over the last axis, in log-sum-exp form, as
 * torch.nn.CrossEntropyLoss with class probabilities or indices. Of several axes the mean over all but the last.
 */

import { index, ln, softmax, sub } from '../../equations/expression.ts';
import { logSoftmaxOf } from '../activations/log-softmax.ts';
import { softmaxOf } from '../activations/softmax.ts';
import { defineKind } from '../kind.ts';
import { torchClasses } from '../torch.ts';
import { classBook, classShape, classTakes, lossOverClasses } from './classes.ts';
import { lossPorts } from './common.ts';

export const crossEntropy = defineKind({
  name: 'crossEntropy',
  family: 'losses',
  title: { en: 'Cross-entropy', zh: '交叉熵' },
  lesson: {
    help: {
      en: 'For targets that are one of several classes, given by index, one-hot or as probabilities. It takes the numbers before softmax (the logits) and applies softmax itself.',
      zh: '用于多类别目标，目标可为类别编号、独热或概率。它接收 softmax 之前的数（logits），并自行应用 softmax。',
    },
    keywords: ['softmax', 'nll', 'classes', 'logits', 'log loss', '多分类', '对数似然'],
  },
  ui: {
    icon: 'target',
    summary: (p) => (p.labelSmoothing > 0 ? `ε = ${p.labelSmoothing}` : ''),
    preview: 'gauge',
  },
  fields: {
    labelSmoothing: {
      type: 'number',
      label: { en: 'Label smoothing', zh: '标签平滑' },
      hint: {
        en: 'The share of each target that is spread over all classes.',
        zh: '每个目标中平均分给所有类别的比例。',
      },
      default: 0,
      min: 0,
      max: 1,
      step: 0.05,
    },
  },
  ports: lossPorts,
  shape: classShape('bceWithLogits'),
  takes: classTakes,
  applies: 'softmax',
  export: {
    torch: (ctx) => {
      const { prediction, target } = torchClasses(ctx);
      const e = ctx.params.labelSmoothing;
      const smoothing = e > 0 ? `, label_smoothing=${e}` : '';
      return { forward: `F.cross_entropy(${prediction}, ${target}${smoothing})` };
    },
  },
  textbook: (ctx) =>
    classBook(ctx, ctx.params.labelSmoothing, (x, [n, t], classes) => {
      const [i, j] = [index('i', classes), index('j', classes)];
      const q = ctx.local('q', [n!, t!, i], softmax(j, i, x(n!, t!, j)), {
        traced: { of: 'prediction', name: '' },
      });
      return {
        log: (k) => ln(q(n!, t!, k)),
        slope: (p, k) => sub(q(n!, t!, k), p(k)),
      };
    }),
  loss: (ctx) => {
    const x = ctx.input('prediction');
    return {
      ...lossOverClasses(ctx, x, logSoftmaxOf(ctx.b, x), ctx.params.labelSmoothing),
      prediction: softmaxOf(ctx.b, x),
    };
  },
  examples: [
    { at: { prediction: [[4]], target: [[4]] }, data: { target: 'onehot' } },
    { at: { prediction: [[3]], target: [[3]] }, data: { target: 'probability' } },
    { at: { prediction: [[2, 3]], target: [[2, 3]] }, data: { target: 'onehot' } },
    {
      params: { labelSmoothing: 0.1 },
      at: { prediction: [[4]], target: [[4]] },
      data: { target: 'onehot' },
    },
    { at: { prediction: [[3]], target: [[]] }, data: { target: 'class' } },
    { at: { prediction: [[2, 3]], target: [[2]] }, data: { target: 'class' } },
  ],
});
