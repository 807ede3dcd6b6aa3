/** −log p, the surprise at an event of probability p; ∞ for the impossible one. Shannon 1948. */

import { div, equation, gradient, index, mul, neg } from '../../equations/expression.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { arriving, axesOf, leaving } from '../textbook.ts';
import { logIn, scaleOf, slopeIn, unitField } from './unit.ts';

export const selfInformation = defineKind({
  name: 'selfInformation',
  family: 'measures',
  title: { en: 'Self-information', zh: '自信息' },
  lesson: {
    help: {
      en: 'How surprising an event of each probability is: 0 for a sure one, and more the rarer it is. Its mean over a distribution is the entropy.',
      zh: '每个概率对应的事件有多令人意外：必然事件为 0，越罕见越大。它在一个分布上的平均就是熵。',
    },
    keywords: ['surprise', 'shannon', 'information', 'log', '信息量', '香农'],
    paper: { label: 'Shannon 1948', url: 'https://doi.org/10.1002/j.1538-7305.1948.tb01338.x' },
  },
  ui: { icon: 'ruler', preview: 'values' },
  fields: { unit: unitField },
  ports: oneToOne,
  shape: oneShape((x) => x.shape),
  keepsShape: true,
  export: {
    torch: ({ input, params }) => ({
      forward: `${-scaleOf(params.unit)} * ${input('in').value}.log()`,
    }),
  },
  textbook: ({ params, batch, wire, out }) => {
    const [x, y] = [arriving(wire('in'), 'p'), leaving('out', out('out'))];
    const at = [index('n', batch, true), ...axesOf(out('out').slice(1))];
    return {
      forward: [equation(y(...at), neg(logIn(params.unit)(x(...at))))],
      backward: [
        equation(
          gradient(x)(...at),
          neg(mul(gradient(y)(...at), div(slopeIn(params.unit), x(...at)))),
        ),
      ],
    };
  },
  lower: ({ b, input, params }) => ({ out: b.mul(b.log(input('in')), -scaleOf(params.unit)) }),
  examples: [
    { at: { in: [[4]] }, data: { in: 'probability' } },
    { params: { unit: 'bits' }, at: { in: [[2, 3]] }, data: { in: 'probability' } },
  ],
});
