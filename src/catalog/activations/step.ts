/** Rosenblatt's threshold: step(x) = 1 if x > 0 else 0. */
import { compare, num } from '../../equations/expression.ts';
import { elementwise } from './elementwise.ts';

export const step = elementwise({
  name: 'step',
  title: { en: 'Step', zh: '阶跃' },
  lesson: {
    help: {
      en: 'Gives 1 for numbers above 0 and 0 for all others, like a switch. Its slope is 0 everywhere, so no gradient passes through it.',
      zh: '输入大于 0 时输出 1，否则输出 0，像一个开关。它的斜率处处为 0，梯度无法通过。',
    },
    keywords: ['threshold', 'heaviside', 'perceptron', '阈值', '感知机'],
    paper: { label: 'Rosenblatt 1958', url: 'https://doi.org/10.1037/h0042519' },
  },
  ui: { icon: 'square-activity' },
  flat: () => ({ smooth: 'sigmoid', identity: 'linear' }),
  equations: { curve: (x) => compare(x, '>', 0), slope: () => num(0) },
  call: (x) => `(${x} > 0).to(${x}.dtype)`,
  gives: () => ({ low: 0, high: 1 }),
  apply: (b, x) => b.less(0, x),
});
