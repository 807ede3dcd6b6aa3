/** Joins inputs along one axis, in the order of the ports, whatever the order of drawing. */

import { fail, issue, ok } from '../../base/issue.ts';
import { add, equation, gradient, index } from '../../equations/expression.ts';
import type { Shape } from '../../tensor/shape.ts';
import { amount, axisIn, axisIssue } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { arriving, axesOf, leaving } from '../textbook.ts';
import { reshaped } from '../torch.ts';
import { arrivals, inputsField, joinedPorts, values, wires } from './joined.ts';

/** A number by itself is joined as a list of one. */
const listed = (s: Shape): Shape => (s.length === 0 ? [1] : s);

export const concat = defineKind({
  name: 'concat',
  family: 'shaping',
  title: { en: 'Concat', zh: '拼接' },
  lesson: {
    help: {
      en: 'Puts its inputs side by side along one axis, in the order of its ports. On the way back the gradient is cut apart at the same places.',
      zh: '按端口顺序沿某一维把各输入拼在一起。反向传播时，梯度在相同位置被切开。',
    },
    keywords: ['join', 'stack', 'merge', 'concatenate', '合并', '连接'],
  },
  ui: { icon: 'combine' },
  fields: {
    inputs: inputsField,
    axis: {
      type: 'number',
      label: { en: 'Axis', zh: '维度' },
      hint: {
        en: '−1 is the last axis; the batch axis is not counted.',
        zh: '−1 表示最后一维；批次维不计。',
      },
      default: -1,
      min: -8,
      max: 7,
      integer: true,
      step: 1,
    },
  },
  ports: joinedPorts,
  moves: true,
  shape: (ctx) => {
    const all = arrivals(ctx);
    const [first, ...rest] = all ?? [];
    if (!all || !first) return fail();
    const base = listed(first.shape);
    const axis = axisIn(ctx.params.axis, base);
    if (axis === undefined) {
      const { node, params } = ctx;
      return fail(axisIssue({ ...first, shape: base }, { node, axis: params.axis }));
    }
    for (const [i, x] of rest.entries()) {
      const s = listed(x.shape);
      if (s.length !== base.length || s.some((d, k) => k !== axis && d !== base[k]))
        return fail(
          issue(
            'shape.concat',
            {
              en: '{from} gives {gives}, {other} gives {others}; they may differ along axis {axis} only.',
              zh: '{from} 给出 {gives}，{other} 给出 {others}；二者只能在轴 {axis} 上不同。',
            },
            {
              args: {
                from: x.from,
                gives: amount(x.shape),
                other: first.from,
                others: amount(first.shape),
                axis,
              },
              where: { node: ctx.node, port: `in${i + 2}` },
            },
          ),
        );
    }
    const extent = all.reduce((n, x) => n + listed(x.shape)[axis]!, 0);
    return ok({ out: base.map((d, k) => (k === axis ? extent : d)) });
  },
  export: {
    torch: (ctx) => {
      const all = wires(ctx);
      const rank = Math.max(1, all[0]?.shape.length ?? 1);
      const axis = ctx.params.axis < 0 ? ctx.params.axis + rank : ctx.params.axis;
      const parts = all.map((x) => reshaped(x, listed(x.shape))).join(', ');
      return { forward: `torch.cat([${parts}], dim=${axis + 1})` };
    },
  },
  textbook: ({ params, batch, wire, out }) => {
    const shape = out('out');
    const axis = (params.axis < 0 ? params.axis + shape.length - 1 : params.axis) + 1;
    const n = index('n', batch, true);
    const y = leaving('out', shape);
    let start = 0;
    const parts = Array.from({ length: params.inputs }, (_, i) => {
      const arrived = wire(`in${i + 1}`);
      const own = [batch, ...listed(arrived.shape.slice(1))];
      const x = arriving(arrived, { base: 'x', below: String(i + 1) }, own);
      const at = [n, ...axesOf(own.slice(1))];
      // The same place further along, behind the inputs before.
      const begin = start;
      const there = at.map((k, a) => (a === axis ? add(k, begin) : k));
      start += own[axis]!;
      return { x, at, there };
    });
    return {
      forward: parts.map(({ x, at, there }) => equation(y(...there), x(...at))),
      backward: parts.map(({ x, at, there }) =>
        equation(gradient(x)(...at), gradient(y)(...there)),
      ),
    };
  },
  lower: (ctx) => {
    const xs = values(ctx).map((x) => ctx.b.reshape(x, [x.shape[0]!, ...listed(x.shape.slice(1))]));
    const rank = (xs[0]?.shape.length ?? 1) - 1;
    const axis = ctx.params.axis < 0 ? ctx.params.axis + rank : ctx.params.axis;
    return { out: ctx.b.concat(xs, axis + 1) };
  },
  examples: [
    { at: { in1: [[3]], in2: [[2]] } },
    { params: { inputs: 3 }, at: { in1: [[1]], in2: [[]], in3: [[2]] } },
    { params: { axis: 0 }, at: { in1: [[2, 3]], in2: [[1, 3]] } },
  ],
});
