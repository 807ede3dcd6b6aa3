/** max(0, z) + slope·min(0, z); the derivative at 0 is the slope, as PyTorch takes it. Maas et al. 2013. */
import { cases, compare, constant, mul } from '../../equations/expression.ts';
import { elementwise } from './elementwise.ts';

export const leakyRelu = elementwise({
  name: 'leakyRelu',
  title: { en: 'Leaky ReLU', zh: '带泄漏 ReLU' },
  lesson: {
    help: {
      en: 'Keeps numbers above 0 and shrinks all others by a small factor. Because the slope below 0 is small but not 0, no unit can die as under ReLU.',
      zh: '保留大于 0 的数，其余乘以一个小系数。小于 0 处斜率虽小但不为 0，因此不会像 ReLU 那样出现“死亡”单元。',
    },
    keywords: ['lrelu', 'rectifier', '泄漏', '修正线性单元'],
    paper: {
      label: 'Maas et al. 2013',
      url: 'https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf',
    },
  },
  ui: { icon: 'trending-up', summary: (p) => `α = ${p.negativeSlope}` },
  fields: {
    negativeSlope: {
      type: 'number',
      label: { en: 'Slope below 0', zh: '负半轴斜率' },
      default: 0.01,
      min: 0,
      max: 1,
      step: 0.01,
    },
  },
  equations: {
    curve: (x, { negativeSlope }) =>
      cases([[compare(x, '>', 0), x]], mul(constant('α', negativeSlope), x)),
    slope: (x, _, { negativeSlope }) =>
      cases([[compare(x, '>', 0), 1]], constant('α', negativeSlope)),
  },
  call: (x, p) => `F.leaky_relu(${x}, negative_slope=${p.negativeSlope})`,
  gives: (p) => (p.negativeSlope === 0 ? { low: 0 } : undefined),
  apply: (b, x, p) => b.select(b.less(0, x), x, b.mul(x, p.negativeSlope)),
  examples: [{ params: { negativeSlope: 0.3 }, at: { in: [[4]] } }],
});
