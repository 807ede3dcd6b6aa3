/** H(p) = −Σ pᵢ log pᵢ over the last axis, with 0·log 0 = 0. Shannon 1948. A figure to look at, no loss. */

import {
  add,
  cases,
  compare,
  equation,
  gradient,
  mul,
  neg,
  sum,
} from '../../equations/expression.ts';
import { listAxes, ofList } from '../activations/softmax.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { arriving, leaving } from '../textbook.ts';
import { logIn, scaleOf, slopeIn, unitField } from './unit.ts';

export const entropy = defineKind({
  name: 'entropy',
  family: 'measures',
  title: { en: 'Entropy', zh: '熵' },
  lesson: {
    help: {
      en: 'How uncertain a distribution is: 0 when one class is sure, largest when all are alike. Cross-entropy is this plus the KL divergence, H(p,q) = H(p) + KL(p‖q).',
      zh: '衡量一个分布的不确定程度：某一类确定时为 0，各类相同时最大。交叉熵等于它加上 KL 散度：H(p,q) = H(p) + KL(p‖q)。',
    },
    keywords: ['shannon', 'uncertainty', 'information', '香农', '信息'],
    paper: { label: 'Shannon 1948', url: 'https://doi.org/10.1002/j.1538-7305.1948.tb01338.x' },
  },
  ui: { icon: 'ruler', preview: 'values' },
  fields: { unit: unitField },
  ports: oneToOne,
  shape: ofList((list) => list.slice(0, -1)),
  export: {
    torch: ({ input, params }) => {
      const p = input('in').value;
      // torch.special.entr has no slope at 0.
      const log = `torch.where(${p} > 0, ${p}, torch.ones_like(${p})).log()`;
      return { forward: `${-scaleOf(params.unit)} * (${p} * ${log}).sum(-1)` };
    },
  },
  textbook: ({ params, wire, out }) => {
    const { shape } = wire('in');
    const [x, y] = [arriving(wire('in'), 'p'), leaving('out', out('out'), 'H')];
    const { at, i, j } = listAxes(shape);
    const p = x(...at, i);
    // 0·ln 0 is 0, and has no slope.
    return {
      forward: [
        equation(
          y(...at),
          neg(
            sum(
              j,
              cases(
                [[compare(x(...at, j), '>', 0), mul(x(...at, j), logIn(params.unit)(x(...at, j)))]],
                0,
              ),
            ),
          ),
        ),
      ],
      backward: [
        equation(
          gradient(x)(...at, i),
          neg(
            mul(
              gradient(y)(...at),
              cases([[compare(p, '>', 0), add(logIn(params.unit)(p), slopeIn(params.unit))]], 0),
            ),
          ),
        ),
      ],
    };
  },
  lower: ({ b, input, params }) => {
    const p = input('in');
    const log = b.log(b.select(b.less(0, p), p, 1));
    return { out: b.mul(b.sum(b.mul(p, log), [-1]), -scaleOf(params.unit)) };
  },
  examples: [
    { at: { in: [[4]] }, data: { in: 'probability' } },
    { params: { unit: 'bits' }, at: { in: [[2, 3]] }, data: { in: 'probability' } },
  ],
});
