/** z·σ(z), also called swish. Elfwing et al. 2017; Ramachandran et al. 2017. */
import { add, mul, sigmoid, sub } from '../../equations/expression.ts';
import { elementwise } from './elementwise.ts';

/** Its lowest point, at x = −1.2785. */
const LOWEST = -0.27847;

export const silu = elementwise({
  name: 'silu',
  title: { en: 'SiLU', zh: 'SiLU' },
  lesson: {
    help: {
      en: 'Multiplies each number by its own sigmoid: a smooth ReLU that dips slightly under 0. Unlike ReLU it has a slope at every point.',
      zh: '把每个数乘以它自己的 sigmoid：一种平滑的 ReLU，在 0 以下略微下凹。与 ReLU 不同，它处处有斜率。',
    },
    keywords: ['swish', 'sigmoid linear unit'],
    paper: { label: 'Elfwing et al. 2017', url: 'https://arxiv.org/abs/1702.03118' },
  },
  ui: { icon: 'trending-up' },
  equations: {
    curve: (x) => mul(x, sigmoid(x)),
    slope: (x) => mul(sigmoid(x), add(1, mul(x, sub(1, sigmoid(x))))),
  },
  call: (x) => `F.silu(${x})`,
  gives: () => ({ low: LOWEST }),
  apply: (b, x) => b.mul(x, b.sigmoid(x)),
});
