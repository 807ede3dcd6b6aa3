/** The same numbers in the same order under another shape; −1 stands for what is left. */

import { issue } from '../../base/issue.ts';
import { type Shape, size } from '../../tensor/shape.ts';
import { amount, oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { rowsBook } from '../textbook.ts';
import { reshaped } from '../torch.ts';

/** The wanted shape with −1 filled in, or undefined where the count does not come out. */
function resolve(wanted: readonly number[], from: Shape): Shape | undefined {
  const known = size(wanted.filter((d) => d !== -1));
  const shape = wanted.map((d) => (d === -1 ? size(from) / known : d));
  return shape.every((d) => Number.isInteger(d) && d > 0) && size(shape) === size(from)
    ? shape
    : undefined;
}

export const reshape = defineKind({
  name: 'reshape',
  family: 'shaping',
  title: { en: 'Reshape', zh: '变形' },
  lesson: {
    help: {
      en: 'Gives the same numbers in the same order another shape. One extent may be −1, which stands for whatever is left.',
      zh: '把同样的数按原顺序排成另一种形状。其中一维可写 −1，表示由其余各维推出。',
    },
    keywords: ['view', 'shape', '形状'],
  },
  ui: {
    icon: 'grid-2x2',
    summary: (p) => p.shape.join('×').replace('-', '−'),
    // A pixel or a line is no picture.
    preview: ({ shape }) =>
      shape.length === 3 && shape.slice(1).every((d) => d > 1) ? 'maps' : undefined,
  },
  fields: {
    shape: {
      type: 'numbers',
      label: { en: 'Shape', zh: '形状' },
      hint: {
        en: 'Without the batch axis; one extent may be −1.',
        zh: '不含批次维；其中一维可为 −1。',
      },
      default: [-1],
      min: -1,
      max: 65536,
      integer: true,
      maxLength: 6,
    },
  },
  ports: oneToOne,
  moves: true,
  check: ({ shape }) => {
    if (shape.includes(0))
      return [
        issue(
          'reshape.zero',
          { en: 'An extent of 0 would leave no numbers.', zh: '长度为 0 会使数据一个不剩。' },
          {
            where: { param: 'shape' },
          },
        ),
      ];
    return shape.filter((d) => d === -1).length > 1
      ? [
          issue(
            'reshape.free',
            { en: 'Only one extent may be −1.', zh: '只能有一个长度为 −1。' },
            { where: { param: 'shape' } },
          ),
        ]
      : [];
  },
  shape: oneShape(
    (x, ctx) =>
      resolve(ctx.params.shape, x.shape) ??
      issue(
        'shape.reshape',
        {
          en: '{from} gives {gives}, which cannot be arranged as {shape}.',
          zh: '{from} 给出 {gives}，无法排成 {shape}。',
        },
        {
          args: {
            from: x.from,
            gives: amount(x.shape),
            shape: ctx.params.shape.join('×').replace('-', '−') || '1',
          },
          where: { node: ctx.node, param: 'shape' },
        },
      ),
  ),
  export: { torch: (ctx) => ({ forward: reshaped(ctx.input('in'), ctx.out('out')) }) },
  textbook: rowsBook,
  lower: ({ params, b, input }) => {
    const x = input('in');
    const shape = resolve(params.shape, x.shape.slice(1)) ?? x.shape.slice(1);
    return { out: b.reshape(x, [x.shape[0]!, ...shape]) };
  },
  examples: [
    { params: { shape: [2, 3] }, at: { in: [[6]] } },
    { params: { shape: [3, -1] }, at: { in: [[2, 6]] } },
  ],
});
