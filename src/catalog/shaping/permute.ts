/** The axes of a sample in another order; the numbers themselves stay what they are. */

import { issue } from '../../base/issue.ts';
import { equation, gradient, index } from '../../equations/expression.ts';
import { amount, oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { arriving, axesOf, leaving } from '../textbook.ts';

export const permute = defineKind({
  name: 'permute',
  family: 'shaping',
  title: { en: 'Permute', zh: '维度重排' },
  lesson: {
    help: {
      en: 'Puts the axes of a sample in another order: rows and columns can be exchanged. On the way back the gradient is put in the old order.',
      zh: '改变样本各维的顺序，例如行列互换。反向传播时，梯度按原来的顺序排回。',
    },
    keywords: ['transpose', 'swap', 'axes', '转置', '换轴'],
  },
  ui: { icon: 'arrow-left-right', summary: (p) => p.order.join(' ') },
  fields: {
    order: {
      type: 'numbers',
      label: { en: 'Order of axes', zh: '各维的顺序' },
      hint: {
        en: 'Which axis comes first, second and so on, counted from 0; the batch axis is not counted.',
        zh: '依次写出排在第一、第二……的是哪一维，从 0 数起；批次维不计。',
      },
      default: [1, 0],
      min: 0,
      max: 7,
      integer: true,
      maxLength: 8,
    },
  },
  ports: oneToOne,
  moves: true,
  check: ({ order }) =>
    order.length > 0 && order.every((_, i) => order.includes(i))
      ? []
      : [
          issue(
            'permute.order',
            {
              en: 'The order is {got}; each axis from 0 on must be in it once.',
              zh: '顺序为 {got}；从 0 起的每一维须各出现一次。',
            },
            {
              args: { got: order.join(', ') || { en: 'empty', zh: '空的' } },
              where: { param: 'order' },
            },
          ),
        ],
  shape: oneShape((x, { params: { order }, node }) =>
    x.shape.length === order.length
      ? order.map((i) => x.shape[i]!)
      : issue(
          'shape.permute',
          {
            en: '{title} orders {wants} axes, {from} gives {gives}, which has {has}.',
            zh: '{title} 要排列 {wants} 个轴，而 {from} 给出 {gives}，有 {has} 个轴。',
          },
          {
            args: {
              title: { node },
              wants: order.length,
              from: x.from,
              gives: amount(x.shape),
              has: x.shape.length,
            },
            where: { node, param: 'order' },
          },
        ),
  ),
  export: {
    torch: ({ params, input }) => ({
      forward: `${input('in').value}.permute(${[0, ...params.order.map((i) => i + 1)].join(', ')})`,
    }),
  },
  textbook: ({ params, batch, wire, out }) => {
    const n = index('n', batch, true);
    const [x, y] = [arriving(wire('in')), leaving('out', out('out'))];
    const axes = axesOf(wire('in').shape.slice(1));
    const moved = params.order.map((i) => axes[i]!);
    return {
      forward: [equation(y(n, ...moved), x(n, ...axes))],
      backward: [equation(gradient(x)(n, ...axes), gradient(y)(n, ...moved))],
    };
  },
  lower: ({ params, b, input }) => ({
    out: b.permute(input('in'), [0, ...params.order.map((i) => i + 1)]),
  }),
  examples: [
    { at: { in: [[2, 3]] } },
    { params: { order: [2, 0, 1] }, at: { in: [[2, 3, 4]] } },
    { params: { order: [0] }, at: { in: [[3]] } },
  ],
});
