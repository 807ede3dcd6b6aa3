/** The logistic function g = 1/(1+e⁻ᶻ), g′ = g(1−g). */
import { mul, sigmoid as sigmoidOf, sub } from '../../equations/expression.ts';
import { elementwise } from './elementwise.ts';

export const sigmoid = elementwise({
  name: 'sigmoid',
  title: { en: 'Sigmoid', zh: 'Sigmoid' },
  lesson: {
    help: {
      en: 'Squeezes each number into the range from 0 to 1. Far from 0 it is flat, so its gradient nearly vanishes there.',
      zh: '把每个数压缩到 0 与 1 之间。远离 0 时曲线平坦，梯度几乎消失。',
    },
    keywords: ['logistic', 'squash', '逻辑函数', 'S形'],
  },
  ui: { icon: 'spline' },
  equations: {
    curve: (x) => sigmoidOf(x),
    slope: (_, y) => mul(y, sub(1, y)),
  },
  call: (x) => `torch.sigmoid(${x})`,
  gives: () => ({ low: 0, high: 1 }),
  apply: (b, x) => b.sigmoid(x),
});
