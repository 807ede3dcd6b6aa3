/** torch.nn.AvgPool1d; see pooling.ts. Zeros of the padding count unless told otherwise. */

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
import { single } from './windows.ts';

export const avgPool1d = defineKind({
  name: 'avgPool1d',
  family: 'layers',
  title: { en: 'Average pool 1-D', zh: '一维平均池化' },
  lesson: {
    help: {
      en: 'Takes the mean of each window along a signal of channels×length, which makes it shorter and smoother. The gradient is shared evenly by the window.',
      zh: '沿“通道×长度”的信号，取每个窗口的平均值，使信号变短、变平滑。梯度在窗口内平均分配。',
    },
    keywords: ['pooling', 'subsample', 'mean', '池化', '平均'],
  },
  ui: { icon: 'shrink', summary: (p) => poolSummary(p, 1) },
  fields: single({ ...poolFields, countPad }),
  ports: oneToOne,
  check: (params) => poolIssues(params, 1),
  shape: oneShape(poolShape(1)),
  advise: poolAdvice(1),
  export: { torch: (ctx) => ({ forward: poolTorch('avg', 1, ctx) }) },
  textbook: (ctx) => avgPoolBook(ctx, poolWindows(ctx.params, 1), ctx.params.countPad),
  lower: ({ params, b, input }) => ({
    out: avgPool(b, input('in'), poolWindows(params, 1), params.countPad),
  }),
  examples: [
    { at: { in: [[2, 5]] } },
    { params: { kernel: [3], stride: [1], pad: [1], countPad: false }, at: { in: [[1, 4]] } },
  ],
});
