/** The largest number of each channel: torch.nn.AdaptiveMaxPool with one place left, flattened. */
import { argmax, compare, maximum, mul } from '../../equations/expression.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { globalShape, spatial } from './pooling.ts';
import { globalBook } from './textbook.ts';

export const globalMaxPool = defineKind({
  name: 'globalMaxPool',
  family: 'layers',
  title: { en: 'Global max pool', zh: '全局最大池化' },
  lesson: {
    help: {
      en: 'Gives the largest number of each channel: whether a pattern was found anywhere. The gradient goes to that place alone, the first of equals.',
      zh: '给出每个通道中最大的数：某个图案是否出现过。梯度只传给该位置；若有相等者，传给第一个。',
    },
    keywords: ['pooling', 'adaptive', '池化', '最大'],
  },
  ui: { icon: 'shrink' },
  fields: {},
  ports: oneToOne,
  shape: oneShape(globalShape),
  gives: (_, [x]) => x,
  export: { torch: ({ input }) => ({ forward: `${input('in').value}.flatten(2).max(-1).values` }) },
  textbook: (ctx) =>
    globalBook(ctx, (x, at, i) => {
      const best = ctx.local({ base: 'i', above: '*' }, at, argmax(i, x(...at, i)), {
        hue: 'plain',
      });
      return { y: maximum(i, x(...at, i)), back: (g) => mul(g, compare(i, '=', best(...at))) };
    }),
  lower: ({ b, input }) => ({ out: b.firstMax(input('in'), spatial(input('in'))) }),
  examples: [{ at: { in: [[3, 2, 2]] } }, { at: { in: [[2, 4]] } }],
});
