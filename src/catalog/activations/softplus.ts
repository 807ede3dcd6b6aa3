/**
 * log(1 + eᶻ) in the form that never overflows, max(z, 0) + log(1 + e^{−|z|}). PyTorch's switches to
 * z itself above 20; there the two agree to nine digits.
 */
import { add, exp, ln, sigmoid } from '../../equations/expression.ts';
import { elementwise } from './elementwise.ts';

export const softplus = elementwise({
  name: 'softplus',
  title: { en: 'Softplus', zh: 'Softplus' },
  lesson: {
    help: {
      en: 'A smooth ReLU that is above 0 everywhere: close to 0 on the left, close to the number itself on the right. Its slope is the sigmoid.',
      zh: '平滑的 ReLU，处处大于 0：左侧接近 0，右侧接近输入本身。它的斜率就是 sigmoid。',
    },
    keywords: ['smooth relu', 'log exp', '平滑'],
    paper: {
      label: 'Dugas et al. 2000',
      url: 'https://papers.nips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html',
    },
  },
  ui: { icon: 'trending-up' },
  equations: { curve: (x) => ln(add(1, exp(x))), slope: (x) => sigmoid(x) },
  call: (x) => `F.softplus(${x})`,
  gives: () => ({ low: 0 }),
  apply: (b, x) => b.add(b.max(x, 0), b.log1p(b.exp(b.neg(b.abs(x))))),
});
