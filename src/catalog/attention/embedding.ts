/**
 * torch.nn.Embedding: each index is replaced by its row of a table, weight [num, dim], which is
 * learnt. Written as a sum over the table in which all rows but that one are left out, so that only rows
 * that were asked for are read and get a gradient: one that has become infinite does not spoil the others.
 * An index that is no row of the table gives zeros, where PyTorch stops.
 */

import { issue } from '../../base/issue.ts';
import { compare, equation, gradient, index, seenAs, sum } from '../../equations/expression.ts';
import { size } from '../../tensor/shape.ts';
import { oneShape } from '../fit.ts';
import { defineKind, IN, OUT } from '../kind.ts';
import { arriving, leaving, weighing } from '../textbook.ts';
import { torchModule } from '../torch.ts';
import { initField, startedWeights, trainableField } from '../trained.ts';

export const embedding = defineKind({
  name: 'embedding',
  family: 'layers',
  title: { en: 'Embedding', zh: '嵌入' },
  lesson: {
    help: {
      en: 'Replaces each index (of a character, a digit, a word) by a row of numbers that is learnt: what is used alike comes to lie close together. An index that is no row of the table gives zeros.',
      zh: '把每个编号（字符、数字或词）换成一行可学习的数：用法相近的会逐渐靠近。表中没有的编号给出零。',
    },
    keywords: ['lookup', 'token', 'index', 'vocabulary', 'word', '词向量', '查表', '编号', '词表'],
    paper: {
      label: 'Bengio et al. 2003',
      url: 'https://www.jmlr.org/papers/v3/bengio03a.html',
    },
  },
  ui: { icon: 'table-2', summary: (p) => `${p.num} → ${p.dim}`, preview: 'weights' },
  fields: {
    num: {
      type: 'number',
      label: { en: 'Symbols', zh: '符号数' },
      hint: {
        en: 'How many indices it knows: rows of its table.',
        zh: '它认识多少个编号，即表的行数。',
      },
      default: 10,
      min: 1,
      max: 10_000,
      integer: true,
      step: 1,
    },
    dim: {
      type: 'number',
      label: { en: 'Width', zh: '宽度' },
      hint: { en: 'How many numbers stand for each.', zh: '每个符号用多少个数表示。' },
      default: 8,
      min: 1,
      max: 1024,
      integer: true,
      step: 1,
    },
    init: initField({ kind: 'gaussian', params: { std: 1 } }),
    trainable: trainableField,
  },
  ports: () => ({ inputs: [{ ...IN, indices: true }], outputs: [OUT] }),
  width: { param: 'dim' },
  shape: oneShape((x, { params, node }) =>
    (x.indices ?? 0) > params.num
      ? issue(
          'shape.indices',
          {
            en: '{from} gives {gives} different indices, {title} knows {num}. Set {param} to {gives}?',
            zh: '{from} 给出 {gives} 种编号，{title} 只认识 {num} 种。把 {param} 设为 {gives}？',
          },
          {
            args: {
              title: { node },
              from: x.from,
              gives: x.indices ?? 0,
              num: params.num,
              param: 'num',
            },
            where: { node, port: 'in' },
            fix: { type: 'set-param', node, param: 'num', value: x.indices ?? 0 },
          },
        )
      : [...x.shape, params.dim],
  ),
  export: {
    torch: (ctx) =>
      torchModule(
        ctx,
        `nn.Embedding(${ctx.params.num}, ${ctx.params.dim})`,
        `${ctx.input('in').value}.long()`,
      ),
  },
  textbook: ({ params: { num: rows, dim }, batch, wire }) => {
    const places = size(wire('in').shape.slice(1));
    const x = arriving(wire('in'), 'x', [batch, places]);
    const y = leaving('out', [batch, places, dim]);
    const [n, t] = [index('n', batch, true), index('t', places)];
    const [v, j] = [index('v', rows), index('j', dim)];
    const W = weighing('weight', [rows, dim], 'W');
    return {
      // An index that is no row gives zeros.
      forward: [equation(y(n, t, j), seenAs(W, { padded: true })(x(n, t), j))],
      backward: [
        equation(gradient(W)(v, j), sum([n, t], gradient(y)(n, t, j), compare(x(n, t), '=', v))),
      ],
    };
  },
  lower: ({ params: { num, dim, init, trainable }, b, input, weight }) => {
    const x = input('in');
    const places = size(x.shape);
    // As torch.nn.init counts the table: a row is what is read.
    const fan = { in: dim, out: num };
    const w = weight('weight', { shape: [num, dim], init, fan, trainable });
    const table = [places, num, dim];
    const index = b.broadcastTo(b.reshape(x, [places, 1, 1]), table);
    const rows = b.select(b.equal(index, b.iota(table, 1)), w, 0);
    return { out: b.reshape(b.sum(rows, [1]), [...x.shape, dim]) };
  },
  weights: startedWeights,
  examples: [
    { params: { num: 5, dim: 3 }, at: { in: [[4]] }, data: { in: 'class' } },
    { params: { num: 3, dim: 2 }, at: { in: [[1]] }, data: { in: 'class' } },
    { params: { num: 2, dim: 2 }, at: { in: [[3, 2]] }, data: { in: 'class' } },
  ],
});
