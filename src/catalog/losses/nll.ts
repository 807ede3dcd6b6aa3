/** Negative log-likelihood −Σ tᵢ xᵢ of log-probabilities x, as torch.nn.NLLLoss after LogSoftmax. */

import { neg } from '../../equations/expression.ts';
import { defineKind } from '../kind.ts';
import { torchClasses } from '../torch.ts';
import { classBook, classShape, classTakes, lossOverClasses } from './classes.ts';
import { lossPorts } from './common.ts';

export const nll = defineKind({
  name: 'nll',
  family: 'losses',
  title: { en: 'Negative log-likelihood', zh: '负对数似然' },
  lesson: {
    help: {
      en: 'Takes the logarithms of probabilities, as log-softmax gives them, and the class: its index, one-hot or as probabilities. After log-softmax it is the same as cross-entropy on the numbers before.',
      zh: '接收概率的对数（如 log-softmax 的输出）以及类别：编号、独热或概率均可。接在 log-softmax 之后，等同于直接对其输入使用交叉熵。',
    },
    keywords: ['nllloss', 'log probabilities', 'log-softmax', '最大似然', '多分类'],
  },
  ui: { icon: 'target', preview: 'gauge' },
  fields: {},
  ports: lossPorts,
  shape: classShape(),
  takes: classTakes,
  reads: { high: 0, logs: true, from: 'logSoftmax', instead: 'crossEntropy' },
  export: {
    torch: (ctx) => {
      const { index, prediction, target } = torchClasses(ctx);
      return {
        forward: index
          ? `F.nll_loss(${prediction}, ${target})`
          : `-(${target} * ${prediction}).sum(-1).mean()`,
      };
    },
  },
  textbook: (ctx) =>
    classBook(ctx, 0, (x, [n, t]) => ({
      log: (k) => x(n!, t!, k),
      slope: (p, k) => neg(p(k)),
    })),
  loss: (ctx) => {
    const x = ctx.input('prediction');
    return { ...lossOverClasses(ctx, x, x), prediction: ctx.b.exp(x) };
  },
  examples: [
    { at: { prediction: [[4]], target: [[4]] }, data: { target: 'onehot' } },
    { at: { prediction: [[3]], target: [[1]] }, data: { target: 'class' } },
    { at: { prediction: [[2, 3]], target: [[2, 3]] }, data: { target: 'probability' } },
  ],
});
