/** torch.nn.Conv2d over channels×height×width; see convolution.ts. LeCun et al. 1998. */

import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { biasedWeights } from '../trained.ts';
import {
  allFields,
  convIssues,
  convLower,
  convShape,
  convSummary,
  convTorch,
  convWindows,
} from './convolution.ts';
import { convBook } from './textbook.ts';

export const conv2d = defineKind({
  name: 'conv2d',
  family: 'layers',
  title: { en: 'Conv 2-D', zh: '二维卷积' },
  lesson: {
    help: {
      en: 'Slides small filters over a picture of channels×height×width: each gives a weighted sum of what its window sees. The same weights act everywhere, so that a pattern is found wherever it stands.',
      zh: '用小滤波器在“通道×高×宽”的图像上滑动：每个窗口给出所见数值的加权和。各处权重相同，图案无论在哪里都能找到。',
    },
    keywords: ['convolution', 'cnn', 'filter', 'kernel', 'image', 'lenet', '卷积', '图像'],
    paper: { label: 'LeCun et al. 1998', url: 'https://doi.org/10.1109/5.726791' },
  },
  ui: { icon: 'scan', summary: (p) => convSummary(p, 2), preview: 'maps' },
  fields: allFields,
  ports: oneToOne,
  check: (params) => convIssues(params, 2),
  shape: oneShape(convShape(2)),
  export: { torch: convTorch(2) },
  textbook: (ctx) => convBook(ctx, convWindows(ctx.params, 2)),
  lower: convLower(2),
  weights: biasedWeights,
  examples: [
    { params: { filters: 2 }, at: { in: [[2, 4, 5]] } },
    {
      params: { filters: 2, kernel: [2, 3], stride: [2, 1], padding: 'number', pad: [1, 0] },
      at: { in: [[1, 4, 4]] },
    },
    {
      params: {
        filters: 4,
        kernel: [2],
        padding: 'same',
        dilation: [2, 1],
        groups: 2,
        bias: false,
      },
      at: { in: [[2, 3, 3]] },
    },
    { params: { filters: 1, kernel: [2], stride: [2] }, at: { in: [[1, 4, 5]] } },
    { params: { filters: 2, kernel: [1] }, at: { in: [[3, 2, 2]] } },
    {
      params: { filters: 2, kernel: [3], stride: [2], padding: 'number', pad: [1], groups: 2 },
      at: { in: [[2, 4, 4]] },
    },
  ],
});
