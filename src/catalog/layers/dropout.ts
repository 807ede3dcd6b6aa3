/**
 * Inverted dropout, torch.nn.Dropout's form: while training each number is 0 with probability p and is
 * divided by 1 − p otherwise; at inference nothing happens. The draws are counter-based, by the node's
 * name and the step, so that a replay drops the same numbers. Srivastava et al. 2014.
 */

import { hash32 } from '../../base/hash.ts';
import {
  compare,
  constant,
  div,
  equation,
  gradient,
  index,
  mul,
  num,
  sub,
  tensor,
} from '../../equations/expression.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { arriving, axesOf, leaving } from '../textbook.ts';
import { torchModule } from '../torch.ts';

export const dropout = defineKind({
  name: 'dropout',
  family: 'layers',
  title: { en: 'Dropout', zh: '随机失活' },
  lesson: {
    help: {
      en: 'While training, sets each number to 0 with probability p and divides the others by 1 − p, which is the inverted form; for predictions it lets everything pass. The classical form would instead multiply by 1 − p when predicting.',
      zh: '训练时以概率 p 把每个数置为 0，其余除以 1 − p，即反向（inverted）形式；预测时原样通过。经典形式则是在预测时乘以 1 − p。',
    },
    keywords: ['regularisation', 'regularization', 'noise', 'inverted', '正则化', '丢弃'],
    paper: {
      label: 'Srivastava et al. 2014',
      url: 'https://jmlr.org/papers/v15/srivastava14a.html',
    },
  },
  ui: { icon: 'dices', summary: (p) => `p = ${p.p}` },
  fields: {
    p: {
      type: 'number',
      label: { en: 'Probability', zh: '概率' },
      hint: { en: 'The share of numbers that are set to 0.', zh: '被置为 0 的数所占的比例。' },
      default: 0.5,
      min: 0,
      max: 0.99,
      step: 0.05,
    },
  },
  ports: oneToOne,
  keepsShape: true,
  shape: oneShape((x) => x.shape),
  deterministic: { p: 0 },
  export: { torch: (ctx) => torchModule(ctx, `nn.Dropout(${ctx.params.p})`) },
  textbook: ({ params: { p }, node, batch, wire, out, local }) => {
    const shape = out('out');
    const at = [index('n', batch, true), ...axesOf(shape.slice(1))];
    const [x, y] = [arriving(wire('in')), leaving('out', shape)];
    const u = tensor('u', 'plain', { of: 'drawn', name: `${node}#dropout` }, shape);
    const share = constant('p', p);
    const m = local('m', at, compare(u(...at), '≥', share), { hue: 'plain' });
    const kept = p === 0 ? num(1) : div(m(...at), sub(1, share));
    return {
      forward: [equation(y(...at), mul(kept, x(...at)))],
      backward: [equation(gradient(x)(...at), mul(gradient(y)(...at), kept))],
    };
  },
  lower: ({ params: { p }, b, node, mode, input }) => {
    const x = input('in');
    if (mode === 'eval' || p === 0) return { out: x };
    const drawn = b.uniform(x.shape, hash32(`${node}#dropout`), 'step');
    return { out: b.mul(b.select(b.less(drawn, p), 0, x), 1 / (1 - p)) };
  },
  examples: [
    { at: { in: [[6]] } },
    { params: { p: 0.2 }, at: { in: [[2, 3]] } },
    { params: { p: 0 }, at: { in: [[2]] } },
  ],
});
