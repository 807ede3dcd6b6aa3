/** The identity, named so that a neuron may go without a curve. */
import { num } from '../../equations/expression.ts';
import { elementwise } from './elementwise.ts';

export const linear = elementwise({
  name: 'linear',
  title: { en: 'Linear', zh: '线性' },
  lesson: {
    help: {
      en: 'Passes each number on unchanged. Layers joined only by it collapse into a single layer.',
      zh: '原样传递每个数。只用它连接的多个层等价于一个层。',
    },
    keywords: ['identity', 'none', '恒等'],
  },
  ui: { icon: 'slash' },
  equations: { curve: (x) => x, slope: () => num(1) },
  call: (x) => x,
  affine: () => ({}),
  moves: true,
  apply: (_, x) => x,
});
