/** What losses share: their ports, the two inputs laid out as [batch, numbers], and agreement. */
import type { ChoiceField } from '../../base/fields.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { size } from '../../tensor/shape.ts';
import type { LowerContext } from '../facets.ts';
import type { Ports } from '../kind.ts';

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
