/** U(a, b), the same range for every layer whatever its size; torch.nn.init.uniform_. */
import type { Words } from '../../base/words.ts';
import { defineInitialiser } from '../thing.ts';

const bound = (label: Words, value: number) =>
  ({ type: 'number', label, default: value, min: -100, max: 100, step: 0.1 }) as const;

export const uniform = defineInitialiser({
  name: 'uniform',
  title: { en: 'Uniform', zh: '均匀' },
  lesson: {
    help: {
      en: 'Draws weights from a range in which every number is equally likely. Its standard deviation is the width of the range divided by √12.',
      zh: '从一个区间中等可能地抽取权重。其标准差为区间宽度除以 √12。',
    },
    keywords: ['random', 'range', '随机', '区间'],
  },
  fields: { a: bound({ en: 'From', zh: '下限' }, -0.1), b: bound({ en: 'To', zh: '上限' }, 0.1) },
  draw: ({ params, b, uniform: draw }) => b.add(b.mul(draw(), params.b - params.a), params.a),
});
