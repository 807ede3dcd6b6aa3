/** max(0, z); the derivative at 0 is taken as 0, as PyTorch takes it. Nair and Hinton 2010. */
import { compare, larger } from '../../equations/expression.ts';
import { elementwise } from './elementwise.ts';

export const relu = elementwise({
  name: 'relu',
  title: { en: 'ReLU', zh: 'ReLU' },
  lesson: {
    help: {
      en: 'Keeps numbers above 0 and turns all others into 0. Its slope is 1 above 0 and 0 below, so gradients pass undiminished or not at all.',
      zh: '保留大于 0 的数，其余变为 0。大于 0 处斜率为 1，小于 0 处为 0，梯度要么原样通过，要么被截断。',
    },
    keywords: ['rectifier', 'rectified linear unit', '修正线性单元', '整流'],
    paper: { label: 'Nair, Hinton 2010', url: 'https://icml.cc/Conferences/2010/papers/432.pdf' },
  },
  ui: { icon: 'trending-up' },
  // A choice, not a maximum: the slope at 0 is 0 and not the ½ of a shared tie (see ir/vjp).
  equations: {
    curve: (x) => larger(0, x),
    slope: (x) => compare(x, '>', 0),
  },
  call: (x) => `F.relu(${x})`,
  gives: () => ({ low: 0 }),
  // And a maximum for what is left: NaN is not above 0, and stays what it is, as in PyTorch.
  apply: (b, x) => b.select(b.less(0, x), x, b.stop(b.max(x, 0))),
});
