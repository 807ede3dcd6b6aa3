/** The mean of each channel: torch.nn.AdaptiveAvgPool with one place left, flattened. Lin et al. 2013. */
import { constant, div, sum } from '../../equations/expression.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { globalShape, spatial } from './pooling.ts';
import { globalBook } from './textbook.ts';

export const globalAvgPool = defineKind({
  name: 'globalAvgPool',
  family: 'layers',
  title: { en: 'Global average pool', zh: '全局平均池化' },
  lesson: {
    help: {
      en: 'Gives the mean of each channel, one number for each, whatever the size of the picture. The gradient is shared evenly by all places.',
      zh: '给出每个通道的平均值，无论图像多大，每个通道一个数。梯度在所有位置上平均分配。',
    },
    keywords: ['pooling', 'gap', 'mean', 'adaptive', '池化', '平均'],
    paper: { label: 'Lin, Chen, Yan 2013', url: 'https://arxiv.org/abs/1312.4400' },
  },
  ui: { icon: 'shrink' },
  fields: {},
  ports: oneToOne,
  shape: oneShape(globalShape),
  export: { torch: ({ input }) => ({ forward: `${input('in').value}.flatten(2).mean(-1)` }) },
  textbook: (ctx) =>
    globalBook(ctx, (x, at, i) => {
      const count = constant('m', i.extent);
      return { y: div(sum(i, x(...at, i)), count), back: (g) => div(g, count) };
    }),
  lower: ({ b, input }) => ({ out: b.mean(input('in'), spatial(input('in'))) }),
  examples: [{ at: { in: [[3, 2, 2]] } }, { at: { in: [[2, 4]] } }],
});
