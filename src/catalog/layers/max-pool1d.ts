/** torch.nn.MaxPool1d; see pooling.ts. Of equal maxima the first gets the gradient. */

import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import {
  dilationField,
  maxPool,
  poolAdvice,
  poolFields,
  poolIssues,
  poolShape,
  poolSummary,
  poolTorch,
  poolWindows,
} from './pooling.ts';
import { maxPoolBook } from './textbook.ts';
import { single } from './windows.ts';

export const maxPool1d = defineKind({
  name: 'maxPool1d',
  family: 'layers',
  title: { en: 'Max pool 1-D', zh: '一维最大池化' },
  lesson: {
    help: {
      en: 'Keeps the largest number of each window along a signal of channels×length, which makes it shorter. The gradient goes to that number alone.',
      zh: '沿“通道×长度”的信号，保留每个窗口中最大的数，使信号变短。梯度只传给这个数。',
    },
    keywords: ['pooling', 'subsample', 'downsample', '池化', '下采样'],
  },
  ui: { icon: 'shrink', summary: (p) => poolSummary(p, 1) },
  fields: single({ ...poolFields, ...dilationField }),
  ports: oneToOne,
  check: (params) => poolIssues(params, 1),
  shape: oneShape(poolShape(1)),
  gives: (_, [x]) => x,
  advise: poolAdvice(1),
  export: { torch: (ctx) => ({ forward: poolTorch('max', 1, ctx) }) },
  textbook: (ctx) => maxPoolBook(ctx, poolWindows(ctx.params, 1)),
  lower: ({ params, b, input }) => ({
    out: maxPool(b, input('in'), poolWindows(params, 1)),
  }),
  examples: [
    { at: { in: [[2, 5]] } },
    { params: { kernel: [3], stride: [1], pad: [1], dilation: [2] }, at: { in: [[1, 6]] } },
  ],
});
