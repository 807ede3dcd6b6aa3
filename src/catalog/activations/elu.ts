/** z above 0, α(eᶻ − 1) below; the derivative at 0 is α, as PyTorch takes it. Clevert et al. 2015. */
import { cases, compare, constant, exp, mul, sub } from '../../equations/expression.ts';
import { elementwise } from './elementwise.ts';

export const elu = elementwise({
  name: 'elu',
  title: { en: 'ELU', zh: 'ELU' },
  lesson: {
    help: {
      en: 'Keeps numbers above 0 and bends all others smoothly towards −α. Its outputs are nearly centred on 0, and below 0 the gradient fades out slowly.',
      zh: '保留大于 0 的数，其余平滑地趋向 −α。输出大致以 0 为中心，小于 0 处梯度缓慢减弱。',
    },
    keywords: ['exponential linear unit', '指数线性单元'],
    paper: { label: 'Clevert et al. 2015', url: 'https://arxiv.org/abs/1511.07289' },
  },
  ui: { icon: 'trending-up', summary: (p) => `α = ${p.alpha}` },
  fields: {
    alpha: {
      type: 'number',
      label: { en: 'Alpha', zh: 'α 系数' },
      default: 1,
      min: 0,
      max: 10,
      step: 0.1,
    },
  },
  equations: {
    curve: (x, { alpha }) =>
      cases([[compare(x, '>', 0), x]], mul(constant('α', alpha), sub(exp(x), 1))),
    slope: (x, _, { alpha }) => cases([[compare(x, '>', 0), 1]], mul(constant('α', alpha), exp(x))),
  },
  call: (x, p) => `F.elu(${x}, alpha=${p.alpha})`,
  gives: (p) => ({ low: -p.alpha }),
  apply: (b, x, p) => {
    const above = b.less(0, x);
    // Above 0 the exponential is asked of 0 only: an overflow there would turn the gradient into ∞·0.
    const below = b.mul(b.expm1(b.select(above, 0, x)), p.alpha);
    return b.select(above, x, below);
  },
  examples: [{ params: { alpha: 0.5 }, at: { in: [[4]] } }],
});
