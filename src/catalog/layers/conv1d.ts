/** torch.nn.Conv1d over channels×length; see convolution.ts. */

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
import { single } from './windows.ts';

export const conv1d = defineKind({
  name: 'conv1d',
  family: 'layers',
  title: { en: 'Conv 1-D', zh: '一维卷积' },
  lesson: {
    help: {
      en: 'Slides small filters along a signal of channels×length: each gives a weighted sum of what its window sees. The same weights act everywhere, so that a pattern is found wherever it stands.',
      zh: '用小滤波器沿“通道×长度”的信号滑动：每个窗口给出所见数值的加权和。各处权重相同，图案无论在哪里都能找到。',
    },
    keywords: ['convolution', 'cnn', 'filter', 'kernel', 'signal', '卷积', '滤波'],
    paper: { label: 'Waibel et al. 1989', url: 'https://doi.org/10.1109/29.21701' },
  },
  ui: { icon: 'audio-waveform', summary: (p) => convSummary(p, 1), preview: 'weights' },
  fields: single(allFields),
  ports: oneToOne,
  check: (params) => convIssues(params, 1),
  shape: oneShape(convShape(1)),
  export: { torch: convTorch(1) },
  textbook: (ctx) => convBook(ctx, convWindows(ctx.params, 1)),
  lower: convLower(1),
  weights: biasedWeights,
  examples: [
    { params: { filters: 2 }, at: { in: [[2, 5]] } },
    {
      params: { filters: 4, kernel: [2], stride: [2], padding: 'number', pad: [1], groups: 2 },
      at: { in: [[2, 6]] },
    },
    {
      params: { filters: 1, kernel: [3], dilation: [2], padding: 'same', bias: false },
      at: { in: [[1, 6]] },
    },
    { params: { filters: 1, kernel: [2], stride: [3], dilation: [2] }, at: { in: [[1, 9]] } },
  ],
});
