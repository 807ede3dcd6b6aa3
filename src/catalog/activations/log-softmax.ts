/** log softmax(x)ᵢ = xᵢ − log Σⱼ e^{xⱼ} over the last axis: finite where the probability itself is 0. */
import { equation, exp, gradient, ln, mul, sub, sum } from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { arriving, leaving } from '../textbook.ts';
import { UNBOUNDED } from './elementwise.ts';
import { aloneIn, listAxes, listShape, shifted } from './softmax.ts';

export function logSoftmaxOf(b: Builder, x: V): V {
  const z = shifted(b, x);
  return b.sub(z, b.log(b.sum(b.exp(z), [-1], true)));
}

export const logSoftmax = defineKind({
  name: 'logSoftmax',
  family: 'activations',
  title: { en: 'Log-softmax', zh: 'Log-softmax' },
  lesson: {
    help: {
      en: 'Turns a list of numbers into the logarithms of probabilities that add up to 1. The losses NLL and KL divergence take such logarithms.',
      zh: '把一组数变成总和为 1 的概率的对数。负对数似然与 KL 散度损失接收这样的对数。',
    },
    keywords: ['log probabilities', 'classes', 'nll', '对数概率', '多分类'],
  },
  ui: { icon: 'chart-pie', preview: 'values' },
  fields: {},
  ports: oneToOne,
  shape: listShape,
  advise: aloneIn(),
  export: { torch: (ctx) => ({ forward: `F.log_softmax(${ctx.input('in').value}, dim=-1)` }) },
  lower: ({ b, input }) => ({ out: logSoftmaxOf(b, input('in')) }),
  textbook: ({ wire, out }) => {
    const [x, y] = [arriving(wire('in')), leaving('out', out('out'))];
    const { at, i, j } = listAxes(out('out'));
    const g = gradient(y);
    return {
      forward: [equation(y(...at, i), sub(x(...at, i), ln(sum(j, exp(x(...at, j))))))],
      backward: [
        equation(
          gradient(x)(...at, i),
          sub(g(...at, i), mul(exp(y(...at, i)), sum(j, g(...at, j)))),
        ),
      ],
    };
  },
  keepsShape: true,
  unbounded: UNBOUNDED,
  gives: () => ({ high: 0 }),
  examples: [{ at: { in: [[4]] } }, { at: { in: [[2, 3]] } }],
});
