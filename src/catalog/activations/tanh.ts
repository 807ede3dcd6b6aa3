/** The hyperbolic tangent, g′ = 1 − g²; LeCun et al. 1998 on why zero-centred is better. */
import { square, sub, tanh as tanhOf } from '../../equations/expression.ts';
import { elementwise } from './elementwise.ts';

export const tanh = elementwise({
  name: 'tanh',
  title: { en: 'Tanh', zh: 'Tanh' },
  lesson: {
    help: {
      en: 'Squeezes each number into the range from −1 to 1, centred on 0. Far from 0 it is flat, so its gradient nearly vanishes there.',
      zh: '把每个数压缩到 −1 与 1 之间，以 0 为中心。远离 0 时曲线平坦，梯度几乎消失。',
    },
    keywords: ['hyperbolic tangent', 'squash', '双曲正切'],
    paper: { label: 'LeCun et al. 1998', url: 'https://doi.org/10.1007/3-540-49430-8_2' },
  },
  ui: { icon: 'spline' },
  equations: {
    curve: (x) => tanhOf(x),
    slope: (_, y) => sub(1, square(y)),
  },
  call: (x) => `torch.tanh(${x})`,
  gives: () => ({ low: -1, high: 1 }),
  apply: (b, x) => b.tanh(x),
});
