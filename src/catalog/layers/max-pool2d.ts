/** torch.nn.MaxPool2d; see pooling.ts. Of equal maxima the first gets the gradient. */

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

export const maxPool2d = defineKind({
  name: 'maxPool2d',
  family: 'layers',
  title: { en: 'Max pool 2-D', zh: '二维最大池化' },
  lesson: {
    help: {
      en: 'Keeps the largest number of each window of a picture, which makes it smaller and small shifts harmless. The gradient goes to that number alone.',
      zh: '保留图像每个窗口中最大的数：图像变小，微小的平移也不要紧。梯度只传给这个数。',
    },
    keywords: ['pooling', 'subsample', 'downsample', 'cnn', 'lenet', '池化', '下采样'],
  },
  ui: { icon: 'shrink', summary: (p) => poolSummary(p, 2), preview: 'maps' },
  fields: { ...poolFields, ...dilationField },
  ports: oneToOne,
  check: (params) => poolIssues(params, 2),
  shape: oneShape(poolShape(2)),
  gives: (_, [x]) => x,
  advise: poolAdvice(2),
  export: { torch: (ctx) => ({ forward: poolTorch('max', 2, ctx) }) },
  textbook: (ctx) => maxPoolBook(ctx, poolWindows(ctx.params, 2)),
  lower: ({ params, b, input }) => ({
    out: maxPool(b, input('in'), poolWindows(params, 2)),
  }),
  examples: [
    { at: { in: [[2, 4, 5]] } },
    { params: { kernel: [3], stride: [2], pad: [1] }, at: { in: [[1, 4, 4]] } },
    { params: { kernel: [2, 3], stride: [1], dilation: [2, 1] }, at: { in: [[2, 4, 3]] } },
    { params: { kernel: [2], stride: [2], pad: [1] }, at: { in: [[1, 3, 4]] } },
  ],
});
