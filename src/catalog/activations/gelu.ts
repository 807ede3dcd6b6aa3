/**
 * z·Φ(z) with the normal distribution function, exactly or by Hendrycks and Gimpel's formula with
 * tanh; 'none' and 'tanh' are the names of torch.nn.GELU's `approximate`.
 */
import {
  add,
  constant,
  div,
  type Expr,
  exp,
  mul,
  neg,
  Phi,
  pow,
  sqrt,
  square,
  sub,
  tanh,
} from '../../equations/expression.ts';
import { py } from '../torch.ts';
import { elementwise } from './elementwise.ts';

/** Its lowest point; the two forms differ by a ten-thousandth there. */
const LOWEST = { none: -0.16998, tanh: -0.17005 } as const;

const PI = constant('π', Math.PI);
const scale = sqrt(div(2, PI));
const inner = (x: Expr) => mul(scale, add(x, mul(0.044715, pow(x, 3))));
const steep = (x: Expr) => mul(scale, add(1, mul(3, 0.044715, square(x))));

export const gelu = elementwise({
  name: 'gelu',
  title: { en: 'GELU', zh: 'GELU' },
  lesson: {
    help: {
      en: 'Multiplies each number by the share of a normal distribution that lies below it: a smooth ReLU that dips slightly under 0. Transformers use it between their dense layers.',
      zh: '把每个数乘以标准正态分布在该数以下的概率：一种平滑的 ReLU，在 0 以下略微下凹。Transformer 在全连接层之间使用它。',
    },
    keywords: ['gaussian error linear unit', 'transformer', '高斯误差线性单元'],
    paper: { label: 'Hendrycks, Gimpel 2016', url: 'https://arxiv.org/abs/1606.08415' },
  },
  ui: { icon: 'trending-up' },
  fields: {
    approximate: {
      type: 'choice',
      label: { en: 'Approximation', zh: '近似' },
      default: 'none',
      options: [
        { value: 'none', label: { en: 'None', zh: '无' } },
        { value: 'tanh', label: { en: 'Tanh', zh: 'Tanh' } },
      ],
    },
  },
  equations: {
    // u(x) = √(2/π)(x + 0.044715 x³), and (1 + tanh u)/2 for Φ.
    curve: (x, { approximate }) =>
      approximate === 'none' ? mul(x, Phi(x)) : mul(div(x, 2), add(1, tanh(inner(x)))),
    slope: (x, _, { approximate }) =>
      approximate === 'none'
        ? add(Phi(x), mul(div(x, sqrt(mul(2, PI))), exp(neg(div(square(x), 2)))))
        : add(
            div(add(1, tanh(inner(x))), 2),
            mul(div(x, 2), sub(1, square(tanh(inner(x)))), steep(x)),
          ),
  },
  call: (x, p) => `F.gelu(${x}, approximate=${py(p.approximate)})`,
  gives: (p) => ({ low: LOWEST[p.approximate === 'none' ? 'none' : 'tanh'] }),
  apply: (b, x, p) => {
    // Φ(z) = erfc(−z/√2)/2, which does not cancel where it is small, as 1 + erf does.
    if (p.approximate === 'none') return b.mul(b.mul(x, 0.5), b.erfc(b.mul(x, -Math.SQRT1_2)));
    const cubed = b.mul(b.mul(x, b.mul(x, x)), 0.044715);
    const inner = b.mul(b.add(x, cubed), 2 * Math.sqrt(2 / Math.PI));
    // (1 + tanh u)/2 = σ(2u), for the same reason.
    return b.mul(x, b.sigmoid(inner));
  },
  examples: [{ params: { approximate: 'tanh' }, at: { in: [[4]] } }],
});
