/**
 * How kinds say that shapes fit or do not: both sides by name, in numbers a person can compare, with
 * a repair where only one is possible. Shapes here are those of one sample.
 */
import { type Amount, fail, type Issue, issue, ok, type Result } from '../base/issue.ts';
import { formatShape, type Shape, sameShape, size } from '../tensor/shape.ts';
import type { Arriving, ShapeContext } from './facets.ts';

type Shapes = Result<Readonly<Record<string, Shape>>>;

/** `10`, `2×3`. */
export const figures = (shape: Shape): string =>
  shape.length > 1 ? formatShape(shape) : String(size(shape));

/** `10 numbers`, `1 number`, `2×3 numbers`; in Chinese the figures. */
export const amount = (shape: Shape): Amount => {
  const text = figures(shape);
  return { en: `${text} ${text === '1' ? 'number' : 'numbers'}`, zh: text, figures: text };
};

/** A number alone and a list of one number are the same thing on an edge. */
export const alike = (a: Shape, b: Shape): boolean =>
  sameShape(a, b) || (size(a) === 1 && size(b) === 1);

/** An axis of a sample; negative ones count from the end. Undefined where there is none. */
export const axisIn = (axis: number, shape: Shape): number | undefined => {
  const i = axis < 0 ? axis + shape.length : axis;
  return i >= 0 && i < shape.length ? i : undefined;
};

/** What to say where `axisIn` finds none. */
export const axisIssue = (
  x: Arriving,
  { node, axis }: { readonly node: string; readonly axis: number },
): Issue =>
  issue(
    'shape.axis',
    x.shape.length === 1
      ? {
          en: '{title} has axis {axis}, but {from} gives {gives}, which has one axis.',
          zh: '{title} 的轴为 {axis}，而 {from} 给出 {gives}，只有 1 个轴。',
        }
      : {
          en: '{title} has axis {axis}, but {from} gives {gives}, which has {rank} axes.',
          zh: '{title} 的轴为 {axis}，而 {from} 给出 {gives}，只有 {rank} 个轴。',
        },
    {
      args: { title: { node }, axis, from: x.from, gives: amount(x.shape), rank: x.shape.length },
      where: { node, param: 'axis' },
      fix: { type: 'set-param', node, param: 'axis', value: -1 },
    },
  );

/** The rule for kinds with one input `in` and one output `out`. */
export const oneShape =
  <P>(rule: (x: Arriving, ctx: ShapeContext<P>) => Shape | Issue) =>
  (ctx: ShapeContext<P>): Shapes => {
    const [x] = ctx.at('in');
    if (!x) return fail();
    const result = rule(x, ctx);
    return 'code' in result ? fail(result) : ok({ out: result });
  };

/** The rule for losses: prediction and target must be alike. */
export function lossShape<P>(ctx: ShapeContext<P>): Shapes {
  const [p] = ctx.at('prediction');
  const [t] = ctx.at('target');
  if (!p || !t) return fail();
  if (alike(p.shape, t.shape)) return ok({});
  const args = {
    title: { node: ctx.node },
    from: p.from,
    gives: amount(p.shape),
    target: t.from,
    wants: amount(t.shape),
  };
  const where = { node: ctx.node, port: 'prediction' };
  const wanted = t.shape[t.shape.length - 1] ?? 1;
  const alikeBefore =
    p.shape.length === Math.max(1, t.shape.length) &&
    sameShape(p.shape.slice(0, -1), t.shape.slice(0, -1));
  const value = alikeBefore ? p.width?.valueFor(wanted) : undefined;
  if (!p.width || value === undefined)
    return fail(
      issue(
        'shape.target',
        {
          en: '{from} gives {gives}, the target from {target} has {wants}.',
          zh: '{from} 给出 {gives}，而来自 {target} 的目标有 {wants}。',
        },
        { args, where },
      ),
    );
  return fail(
    issue(
      'shape.target.repair',
      {
        en: '{from} gives {gives}, the target from {target} has {wants}. Set {param} to {value}?',
        zh: '{from} 给出 {gives}，而来自 {target} 的目标有 {wants}。把 {param} 设为 {value}？',
      },
      {
        args: { ...args, param: p.width.param, value },
        where,
        fix: { type: 'set-param', node: p.width.node, param: p.width.param, value },
      },
    ),
  );
}
