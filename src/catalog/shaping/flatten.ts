/** All numbers of a sample in one list; the batch axis stays. */

import { size } from '../../tensor/shape.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { rowsBook } from '../textbook.ts';
import { reshaped } from '../torch.ts';

export const flatten = defineKind({
  name: 'flatten',
  family: 'shaping',
  title: { en: 'Flatten', zh: '展平' },
  lesson: {
    help: {
      en: 'Lays all numbers of a sample out in one list. Samples of the batch stay apart.',
      zh: '把一个样本的所有数排成一列。批次中的各样本保持分开。',
    },
    keywords: ['list', 'vector', '向量', '拉平'],
  },
  ui: { icon: 'rows-3' },
  fields: {},
  ports: oneToOne,
  moves: true,
  shape: oneShape((x) => [size(x.shape)]),
  export: { torch: (ctx) => ({ forward: reshaped(ctx.input('in'), ctx.out('out')) }) },
  textbook: rowsBook,
  lower: ({ b, input }) => {
    const x = input('in');
    return { out: b.reshape(x, [x.shape[0]!, size(x.shape.slice(1))]) };
  },
  examples: [{ at: { in: [[2, 3]] } }, { at: { in: [[]] } }],
});
