/** torch.nn.AvgPool2d; see pooling.ts. Zeros of the padding count unless told otherwise. */

import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import {
  avgPool,
  countPad,
  poolAdvice,
  poolFields,
  poolIssues,
  poolShape,
  poolSummary,
  poolTorch,
  poolWindows,
} from './pooling.ts';
import { avgPoolBook } from './textbook.ts';

export const avgPool2d = defineKind({
  name: 'avgPool2d',
  family: 'layers',
  title: { en: 'Average pool 2-D', zh: '二维平均池化' },
  lesson: {
    help: {
      en: 'Takes the mean of each window of a picture, which makes it smaller and smoother. The gradient is shared evenly by the window.',
      zh: '取图像每个窗口的平均值，使图像变小、变平滑。梯度在窗口内平均分配。',
    },
    keywords: ['pooling', 'subsample', 'mean', 'lenet', '池化', '平均'],
  },
  ui: { icon: 'shrink', summary: (p) => poolSummary(p, 2), preview: 'maps' },
  fields: { ...poolFields, countPad },
  ports: oneToOne,
  check: (params) => poolIssues(params, 2),
  shape: oneShape(poolShape(2)),
  advise: poolAdvice(2),
  export: { torch: (ctx) => ({ forward: poolTorch('avg', 2, ctx) }) },
  textbook: (ctx) => avgPoolBook(ctx, poolWindows(ctx.params, 2), ctx.params.countPad),
  lower: ({ params, b, input }) => ({
    out: avgPool(b, input('in'), poolWindows(params, 2), params.countPad),
  }),
  examples: [
    { at: { in: [[2, 4, 5]] } },
    { params: { kernel: [3], stride: [2], pad: [1] }, at: { in: [[1, 4, 4]] } },
    {
      params: { kernel: [2, 3], stride: [1], pad: [1, 0], countPad: false },
      at: { in: [[2, 3, 4]] },
    },
  ],
});
