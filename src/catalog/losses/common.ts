/** What losses share: their ports, the two inputs laid out as [batch, numbers], and agreement. */

import type { ChoiceField } from '../../base/fields.ts';
import {
  constant,
  div,
  type Expr,
  equation,
  gradient,
  type Index,
  index,
  type Letter,
  mul,
  num,
  type Read,
  sum,
  tensor,
} from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { size } from '../../tensor/shape.ts';
import type { LowerContext } from '../facets.ts';
import type { Ports } from '../kind.ts';
import { arriving, type BookContext, rowsOf, type Sides, sizeOfBatch } from '../textbook.ts';

/** Written as the losses' own formulas have it. */
export const lossPorts = (): Ports => ({
  inputs: [
    { name: 'prediction', notation: { symbol: 'x' } },
    { name: 'target', notation: { symbol: 't' } },
  ],
  outputs: [],
});

export function rows<P>({ b, batch, input }: LowerContext<P>): {
  readonly prediction: V;
  readonly target: V;
  /** Numbers of one place: the last extent, where a sample is a sequence or a picture of them. */
  readonly width: number;
} {
  const flat = (x: V) => b.reshape(x, [batch, size(x.shape.slice(1))]);
  const prediction = input('prediction');
  const width = prediction.shape.length > 1 ? prediction.shape.at(-1)! : 1;
  return { prediction: flat(prediction), target: flat(input('target')), width };
}

/** Numbers of float32 lie below. */
const ENDLESS = 2 ** 128;

/**
 * w·x, where a weight of 0 leaves nothing even of an infinite x: 0·log 0 is 0. The slope in w is x, and
 * 0 there, as torch.xlogy has it.
 */
export const weighed = (b: Builder, w: V, x: V): V => {
  const finite = b.less(b.abs(x), ENDLESS);
  return b.mul(w, b.select(b.equal(w, 0), b.select(finite, x, 0), x));
};

/** The share of places at which all of `hits` [batch, numbers] are 1, `width` numbers to a place. */
export function placesRight(b: Builder, hits: V, width: number): V {
  const [batch = 1, numbers = 1] = hits.shape;
  if (numbers === width) return b.equal(b.sum(hits, [1]), numbers);
  const right = b.equal(b.sum(b.reshape(hits, [batch, numbers / width, width]), [2]), width);
  return b.mean(right, [1]);
}

/** The share of places whose numbers all lie on the target's side of `boundary`. */
export const agreement = (
  b: Builder,
  { prediction, target, width }: ReturnType<typeof rows>,
  boundary: number,
): V => placesRight(b, b.equal(b.less(boundary, prediction), b.less(boundary, target)), width);

/** For losses of regression that are also used on classes. */
export const accuracyField: ChoiceField = {
  type: 'choice',
  label: { en: 'Accuracy', zh: '准确率' },
  hint: {
    en: 'How a prediction counts as right, where targets are classes.',
    zh: '目标为类别时，怎样算预测正确。',
  },
  default: 'none',
  options: [
    { value: 'none', label: { en: 'None', zh: '无' } },
    { value: 'sign', label: { en: 'Same sign (targets ±1)', zh: '同号（目标为 ±1）' } },
    {
      value: 'threshold',
      label: { en: 'Same side of ½ (targets 0 and 1)', zh: '在 ½ 的同侧（目标为 0 和 1）' },
    },
  ],
};

/** What `accuracyField` asks for. */
export const counted = (
  b: Builder,
  sides: ReturnType<typeof rows>,
  accuracy: string,
): { readonly correct?: V } =>
  accuracy === 'none' ? {} : { correct: agreement(b, sides, accuracy === 'sign' ? 0 : 0.5) };

/** How a loss is written that compares number by number. */
interface PairBook {
  /** Letters of prediction and target. */
  readonly letters?: readonly [prediction: Letter | string, target: Letter | string];
  readonly each: (x: Expr, t: Expr) => Expr;
  /** The slopes of that. */
  readonly slope: (x: Expr, t: Expr) => Expr;
  readonly targetSlope: (x: Expr, t: Expr) => Expr;
  /** The sum over a sample's numbers; by default their mean. */
  readonly summed?: boolean;
  /** What it shows as its prediction, where that is not what arrives. */
  readonly shown?: { readonly letter: Letter | string; readonly of: (x: Expr) => Expr };
}
/** The letters of a regression: ŷ is compared with y. */
export const Y_HAT = { base: 'y', accent: 'hat' } as const;

export const pairBook =
  ({ letters = ['x', 't'], each, slope, targetSlope, summed, shown }: PairBook) =>
  ({ batch, wire, local }: Pick<BookContext, 'batch' | 'wire' | 'local'>): Sides => {
    const [prediction, target] = [wire('prediction'), wire('target')];
    const x = arriving(prediction, letters[0], rowsOf(prediction.shape));
    const t = arriving(target, letters[1], rowsOf(target.shape));
    const width = size(prediction.shape.slice(1));
    const [n, i] = [index('n', batch, true), index('i', width)];
    const count = summed ? num(1) : width > 1 ? constant('m', width) : num(1);
    const all = mul(sizeOfBatch(batch), count);
    if (shown)
      local(shown.letter, [n, i], shown.of(x(n, i)), {
        traced: { of: 'prediction', name: '' },
      });
    return {
      forward: [equation(lossAt(n), div(sum(i, each(x(n, i), t(n, i))), count))],
      backward: [
        equation(gradient(x)(n, i), div(slope(x(n, i), t(n, i)), all)),
        equation(gradient(t)(n, i), div(targetSlope(x(n, i), t(n, i)), all)),
      ],
    };
  };

/** The loss of a sample. */
export const lossAt = (n: Index): Read =>
  tensor('ℓ', 'value', { of: 'loss', name: '' }, [n.extent])(n);
