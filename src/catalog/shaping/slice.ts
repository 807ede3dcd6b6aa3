/** A part of the input along one axis, `start : stop : step` as Python writes it. */

import { issue } from '../../base/issue.ts';
import {
  add,
  compare,
  type Expr,
  equation,
  gradient,
  index,
  mul,
  sum,
} from '../../equations/expression.ts';
import { amount, axisIn, axisIssue, oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { arriving, axesOf, leaving } from '../textbook.ts';

interface SliceParams {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** Start and length of the slice; negative ends count from the back. */
function resolveSlice({ start, stop, step }: SliceParams, extent: number) {
  const from = Math.max(0, start < 0 ? start + extent : start);
  const to = Math.min(extent, stop <= 0 ? stop + extent : stop);
  return { from, count: Math.max(0, Math.ceil((to - from) / step)) };
}

export const slice = defineKind({
  name: 'slice',
  family: 'shaping',
  title: { en: 'Slice', zh: '切片' },
  lesson: {
    help: {
      en: 'Takes a part along one axis: from start up to, not including, stop, every step-th. What is left out gets the gradient 0.',
      zh: '沿某一维取出一部分：从起点到终点（不含），每隔步长取一个。未取的部分梯度为 0。',
    },
    keywords: ['part', 'crop', 'narrow', 'select', 'index', '裁剪', '截取'],
  },
  ui: {
    icon: 'scissors',
    summary: (p) => `${p.start}:${p.stop === 0 ? '' : p.stop}${p.step === 1 ? '' : `:${p.step}`}`,
  },
  fields: {
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
    start: {
      type: 'number',
      label: { en: 'Start', zh: '起点' },
      hint: {
        en: 'Counted from 0; negative numbers count from the end.',
        zh: '从 0 数起；负数从末尾数起。',
      },
      default: 0,
      min: -65536,
      max: 65536,
      integer: true,
      step: 1,
    },
    stop: {
      type: 'number',
      label: { en: 'Stop', zh: '终点' },
      hint: {
        en: 'Not included; 0 is the end, negative numbers count from the end.',
        zh: '不含在内；0 表示末尾，负数从末尾数起。',
      },
      default: 0,
      min: -65536,
      max: 65536,
      integer: true,
      step: 1,
    },
    step: {
      type: 'number',
      label: { en: 'Every', zh: '步长' },
      hint: { en: '2 takes every second one.', zh: '2 表示每隔一个取一个。' },
      default: 1,
      min: 1,
      max: 65536,
      integer: true,
      step: 1,
    },
  },
  ports: oneToOne,
  moves: true,
  shape: oneShape((x, { params, node }) => {
    const axis = axisIn(params.axis, x.shape);
    if (axis === undefined) return axisIssue(x, { node, axis: params.axis });
    const { count } = resolveSlice(params, x.shape[axis]!);
    if (count > 0) return x.shape.map((d, i) => (i === axis ? count : d));
    return issue(
      'shape.slice',
      {
        en: '{title} takes nothing: from {start} to {stop} of {extent} along axis {axis}; {from} gives {gives}.',
        zh: '{title} 什么也取不到：沿轴 {axis} 长 {extent}，从 {start} 到 {stop}；{from} 给出 {gives}。',
      },
      {
        args: {
          title: { node },
          start: params.start,
          stop: params.stop,
          extent: x.shape[axis]!,
          axis: params.axis,
          from: x.from,
          gives: amount(x.shape),
        },
        where: { node, param: 'stop' },
      },
    );
  }),
  export: {
    torch: ({ params, input }) => {
      const { shape, value } = input('in');
      const axis = axisIn(params.axis, shape) ?? 0;
      const { from, count } = resolveSlice(params, shape[axis]!);
      const skipped = ':, '.repeat(axis + 1);
      const stop = from + (count - 1) * params.step + 1;
      return { forward: `${value}[${skipped}${from}:${stop}:${params.step}]` };
    },
  },
  textbook: ({ params, batch, wire, out }) => {
    const { shape } = wire('in');
    const axis = axisIn(params.axis, shape.slice(1)) ?? 0;
    const { from } = resolveSlice(params, shape[axis + 1]!);
    const n = index('n', batch, true);
    const [x, y] = [arriving(wire('in')), leaving('out', out('out'))];
    const axes = axesOf(out('out').slice(1));
    const taken = axes[axis]!;
    const there = add(mul(params.step, taken), from);
    const put = (place: Expr) => axes.map((a, i) => (i === axis ? place : a));
    const k = index('m', shape[axis + 1]!);
    return {
      forward: [equation(y(n, ...axes), x(n, ...put(there)))],
      backward: [
        equation(
          gradient(x)(n, ...put(k)),
          sum(taken, gradient(y)(n, ...axes), compare(there, '=', k)),
        ),
      ],
    };
  },
  lower: ({ params, b, input }) => {
    const x = input('in');
    const own = x.shape.slice(1);
    const axis = (axisIn(params.axis, own) ?? 0) + 1;
    const { from, count } = resolveSlice(params, x.shape[axis]!);
    const at = <T>(there: T, elsewhere: T) =>
      x.shape.map((_, i) => (i === axis ? there : elsewhere));
    const shape = x.shape.map((d, i) => (i === axis ? count : d));
    return { out: b.slice(x, at(from, 0), shape, at(params.step, 1)) };
  },
  examples: [
    { params: { start: 1 }, at: { in: [[4]] } },
    { params: { axis: 0, stop: -1 }, at: { in: [[3, 2]] } },
    { params: { start: -5, stop: 5, step: 2 }, at: { in: [[2, 6]] } },
    { params: { axis: 1, start: 1, step: 3 }, at: { in: [[2, 5, 2]] } },
  ],
});
