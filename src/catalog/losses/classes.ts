/**
 * Targets that are classes: probabilities of each class (one-hot where one is sure), or the class's
 * index as one number, as PyTorch takes them. An index that is no class makes the loss infinite,
 * where PyTorch stops with an error.
 */

import { fail, type Issue, issue, ok, type Result } from '../../base/issue.ts';
import type { Takes } from '../../base/range.ts';
import {
  add,
  compare,
  constant,
  div,
  type Expr,
  equation,
  gradient,
  type Index,
  index,
  mul,
  neg,
  num,
  sub,
  sum,
  type Tensor,
} from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { type Shape, sameShape, size } from '../../tensor/shape.ts';
import type { Arriving, LowerContext, ShapeContext } from '../facets.ts';
import { figures, lossShape } from '../fit.ts';
import { arriving, type BookContext, type Sides, sizeOfBatch } from '../textbook.ts';
import { lossAt, weighed } from './common.ts';

type Shapes = Result<Readonly<Record<string, Shape>>>;

const classesOf = (prediction: Shape): number => prediction[prediction.length - 1] ?? 1;

/** One number for each list of classes. */
function isIndex(prediction: Shape, target: Shape): boolean {
  const lead = prediction.slice(0, -1);
  return classesOf(prediction) > 1 && (sameShape(target, lead) || sameShape(target, [...lead, 1]));
}

/** Some target would be no class at all. */
function fewClasses(p: Arriving, t: Arriving, node: string): Issue | undefined {
  const [gives, wants] = [classesOf(p.shape), t.indices ?? 0];
  if (gives >= wants) return undefined;
  const args = { from: p.from, gives, target: t.from, wants };
  const where = { node, port: 'prediction' };
  const value = p.width?.valueFor(wants);
  if (!p.width || value === undefined)
    return issue(
      'shape.class-indices',
      {
        en: '{from} gives {gives} numbers for each, the target from {target} has {wants} classes.',
        zh: '{from} 为每个位置给出 {gives} 个数，{target} 的目标有 {wants} 个类别。',
      },
      { args, where },
    );
  const { node: wide, param } = p.width;
  return issue(
    'shape.class-indices',
    {
      en: '{from} gives {gives} numbers for each, the target from {target} has {wants} classes. Set {param} to {value}?',
      zh: '{from} 为每个位置给出 {gives} 个数，{target} 的目标有 {wants} 个类别。把 {param} 设为 {value}？',
    },
    {
      args: { ...args, param, value },
      where,
      fix: { type: 'set-param', node: wide, param, value },
    },
  );
}

/** The rule for losses over classes; `binary` offers the loss for one number. */
export const classShape =
  (binary?: string) =>
  <P>(ctx: ShapeContext<P>): Shapes => {
    const [p] = ctx.at('prediction');
    const [t] = ctx.at('target');
    if (p && t && isIndex(p.shape, t.shape)) {
      const few = fewClasses(p, t, ctx.node);
      return few ? fail(few) : ok({});
    }
    if (p && t?.indices !== undefined) {
      const wants = size(t.shape) === 1 ? [t.indices] : [...t.shape, t.indices];
      return fail(
        issue(
          'shape.class-places',
          {
            en: 'The target from {target} is the index of a class at each place: {title} needs {wants}, a number for each class, {from} gives {gives}.',
            zh: '{target} 的目标在每个位置是一个类别编号：{title} 需要 {wants}（每个类别一个数），而 {from} 给出 {gives}。',
          },
          {
            args: {
              title: { node: ctx.node },
              target: t.from,
              wants: figures(wants),
              from: p.from,
              gives: figures(p.shape),
            },
            where: { node: ctx.node, port: 'prediction' },
          },
        ),
      );
    }
    const fits = lossShape(ctx);
    if (!fits.ok || !p || classesOf(p.shape) > 1) return fits;
    const options = {
      args: { title: { node: ctx.node }, from: p.from },
      where: { node: ctx.node, port: 'prediction' },
    };
    if (!binary)
      return fail(
        issue(
          'shape.classes.few',
          {
            en: '{title} needs one number for each class, {from} gives 1 number.',
            zh: '{title} 需要每个类别一个数，{from} 只给出 1 个数。',
          },
          options,
        ),
      );
    const fix = { type: 'replace-kind', node: ctx.node, kind: binary } as const;
    return fail(
      issue(
        'shape.classes',
        {
          en: '{title} needs one number for each class, {from} gives 1 number. Use binary cross-entropy?',
          zh: '{title} 需要每个类别一个数，而 {from} 只给出 1 个数。改用二元交叉熵？',
        },
        { ...options, fix },
      ),
    );
  };

/** The index of a class, or the share of each. */
export const classTakes = (of: { readonly prediction: Shape; readonly target: Shape }): Takes =>
  isIndex(of.prediction, of.target)
    ? { low: 0, high: classesOf(of.prediction) - 1, whole: true }
    : { low: 0, high: 1, shares: true };

/** Classes less the place of the first largest number along the last axis: equal where argmax is. */
function leader(b: Builder, x: V): V {
  const classes = classesOf(x.shape);
  const top = b.equal(x, b.reduceMax(x, [-1], true));
  const rank = b.sub(classes, b.iota(x.shape, x.shape.length - 1));
  return b.reduceMax(b.select(top, rank, 0), [-1]);
}

/**
 * −Σ tᵢ log pᵢ over the last axis, the mean over all axes between; and where the class with the
 * largest `x` is the target's. `smoothing` ε mixes the targets with the uniform distribution.
 */
export function lossOverClasses<P>(
  { b, batch, input }: LowerContext<P>,
  x: V,
  logp: V,
  smoothing = 0,
): { readonly loss: V; readonly correct: V } {
  const given = input('target');
  const sample = x.shape.slice(1);
  const index = isIndex(sample, given.shape.slice(1));
  const target = index
    ? b.equal(
        b.broadcastTo(b.reshape(given, [...x.shape.slice(0, -1), 1]), x.shape),
        b.iota(x.shape, x.shape.length - 1),
      )
    : b.reshape(given, x.shape);
  // Of an index the other classes are not touched, for log p may be −∞ there.
  const hit = index ? b.select(target, logp, 0) : weighed(b, target, logp);
  const rest = smoothing / classesOf(sample);
  const terms = smoothing > 0 ? b.add(b.mul(hit, 1 - smoothing), b.mul(logp, rest)) : hit;
  const sum = b.neg(b.sum(terms, [-1]));
  // log 1 = 0 for an index of a class, −∞ for any other number.
  const each = index ? b.sub(sum, b.log(b.sum(target, [-1]))) : sum;
  const hits = b.equal(leader(b, x), leader(b, target));
  if (each.shape.length === 1) return { loss: each, correct: hits };
  const places = each.shape.slice(1).reduce((n, d) => n * d, 1);
  const flat = (v: V) => b.reshape(v, [batch, places]);
  return { loss: b.mean(flat(each), [1]), correct: b.mean(flat(hits), [1]) };
}

/** How a loss over classes is written, given the letters of log p and their slopes. */
interface ClassBook {
  /** ln q as it stands in the loss, at the class of that index. */
  readonly log: (i: Index) => Expr;
  /** The slope of −Σ pᵢ ln qᵢ in what arrives, for targets that add up to 1. */
  readonly slope: (p: (i: Index) => Expr, i: Index) => Expr;
}

/**
 * The mean over all places of −Σ pᵢ ln qᵢ: `of` says what q is of the prediction, given the prediction
 * itself and its indices before the class.
 */
export function classBook(
  { batch, wire, local }: Pick<BookContext, 'batch' | 'wire' | 'local'>,
  smoothing: number,
  of: (x: Tensor, at: readonly Index[], classes: number) => ClassBook,
): Sides {
  const [prediction, given] = [wire('prediction'), wire('target')];
  const sample = prediction.shape.slice(1);
  const classes = classesOf(sample);
  const places = size(sample.slice(0, -1));
  const shape = [batch, places, classes];
  const x = arriving(prediction, 'x', shape);
  const [n, t, i] = [index('n', batch, true), index('t', places), index('i', classes)];
  const at = [n, t] as const;
  const { log, slope } = of(x, at, classes);
  const indexed = isIndex(sample, given.shape.slice(1));
  const target = arriving(given, indexed ? 'c' : 'p', indexed ? [batch, places] : shape);
  const told = (k: Index): Expr => (indexed ? compare(k, '=', target(n, t)) : target(n, t, k));
  const mixed = constant('ε', smoothing);
  const smooth =
    smoothing > 0 &&
    local(
      { base: 'p', accent: 'tilde' },
      [n, t, i],
      add(mul(sub(1, mixed), told(i)), div(mixed, constant('K', classes))),
    );
  const p = (k: Index): Expr => (smooth ? smooth(n, t, k) : told(k));
  const count = places > 1 ? constant('T', places) : num(1);
  const all = mul(sizeOfBatch(batch), count);
  const share = smoothing > 0 ? sub(1, mixed) : num(1);
  return {
    forward: [equation(lossAt(n), neg(div(sum([t, i], mul(p(i), log(i))), count)))],
    backward: [
      equation(gradient(x)(n, t, i), div(slope(p, i), all)),
      indexed
        ? equation(gradient(target)(n, t), 0)
        : equation(gradient(target)(n, t, i), neg(div(mul(share, log(i)), all))),
    ],
  };
}
