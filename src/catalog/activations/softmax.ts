/** softmax(x)ᵢ = e^{xᵢ} / Σⱼ e^{xⱼ} over the last axis, shifted by the maximum so that nothing overflows. */
import { type Issue, issue } from '../../base/issue.ts';
import {
  equation,
  gradient,
  index,
  mul,
  softmax as softmaxAt,
  sub,
  sum,
} from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { ShapeContext } from '../facets.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { arriving, axesOf, leaving } from '../textbook.ts';
import { UNBOUNDED } from './elementwise.ts';

/** x less its largest number along the last axis: what keeps exp within range, without a gradient. */
export const shifted = (b: Builder, x: V): V => b.sub(x, b.stop(b.reduceMax(x, [-1], true)));

export function softmaxOf(b: Builder, x: V): V {
  const e = b.exp(shifted(b, x));
  return b.div(e, b.sum(e, [-1], true));
}

/** For functions of a whole list: what leaves for a list of that shape. */
export const ofList = (leaving: (list: Shape) => Shape) =>
  oneShape((x, ctx) =>
    x.shape.length > 0
      ? leaving(x.shape)
      : issue(
          'shape.softmax',
          {
            en: '{title} needs a list of numbers, {from} gives a single one.',
            zh: '{title} 需要一列数，而 {from} 只给出一个。',
          },
          {
            args: { title: { node: ctx.node }, from: x.from },
            where: { node: ctx.node, port: 'in' },
          },
        ),
  );
export const listShape = ofList((list) => list);

/** Of one number the share is 1 whatever it is: told, with the function of one number where there is one. */
export const aloneIn =
  (instead?: 'sigmoid') =>
  ({ at, node }: Pick<ShapeContext, 'at' | 'node'>): readonly Issue[] => {
    const [list] = at('in');
    if (list?.shape.at(-1) !== 1) return [];
    const about = {
      severity: 'warning',
      args: { title: { node }, from: list.from },
      where: { node, port: 'in' },
    } as const;
    return [
      instead === undefined
        ? issue(
            'softmax.one',
            {
              en: '{title} gets lists of one number from {from}: its share of the whole is always 1, so that no gradient comes back.',
              zh: '{title} 从 {from} 得到的列表只有一个数：它所占的份额总是 1，因此没有梯度传回。',
            },
            about,
          )
        : issue(
            'softmax.one',
            {
              en: '{title} gets lists of one number from {from}: its share of the whole is always 1, so that no gradient comes back. Use a sigmoid?',
              zh: '{title} 从 {from} 得到的列表只有一个数：它所占的份额总是 1，因此没有梯度传回。改用 Sigmoid？',
            },
            { ...about, fix: { type: 'replace-kind', node, kind: instead } },
          ),
    ];
  };

/** Its axes: what stands before the list, and the list under two letters. */
export function listAxes(shape: Shape) {
  const lead = axesOf(shape.slice(1, -1), ['t', 's', 'r', 'q']);
  const extent = shape.at(-1) ?? 1;
  const at = [index('n', shape[0] ?? 1, true), ...lead];
  return { at, i: index('i', extent), j: index('j', extent) };
}

export const softmax = defineKind({
  name: 'softmax',
  family: 'activations',
  title: { en: 'Softmax', zh: 'Softmax' },
  lesson: {
    help: {
      en: 'Turns a list of numbers into probabilities that add up to 1. For training, prefer the softmax cross-entropy loss, which takes the numbers before softmax.',
      zh: '把一组数变成总和为 1 的概率。训练时最好直接使用 softmax 交叉熵损失，它接收 softmax 之前的数。',
    },
    keywords: ['probabilities', 'classes', 'normalised exponential', '概率', '多分类'],
  },
  ui: { icon: 'chart-pie', preview: 'values' },
  fields: {},
  ports: oneToOne,
  shape: listShape,
  advise: aloneIn('sigmoid'),
  export: { torch: (ctx) => ({ forward: `torch.softmax(${ctx.input('in').value}, dim=-1)` }) },
  lower: ({ b, input }) => ({ out: softmaxOf(b, input('in')) }),
  textbook: ({ wire, out }) => {
    const [x, y] = [arriving(wire('in')), leaving('out', out('out'))];
    const { at, i, j } = listAxes(out('out'));
    const g = gradient(y);
    return {
      forward: [equation(y(...at, i), softmaxAt(j, i, x(...at, j)))],
      backward: [
        equation(
          gradient(x)(...at, i),
          mul(y(...at, i), sub(g(...at, i), sum(j, mul(g(...at, j), y(...at, j))))),
        ),
      ],
    };
  },
  keepsShape: true,
  unbounded: UNBOUNDED,
  gives: () => ({ low: 0, high: 1 }),
  examples: [{ at: { in: [[4]] } }, { at: { in: [[2, 3]] } }],
});
