/** What losses share: their ports, the two inputs laid out as [batch, numbers], and agreement. */
import type { ChoiceField } from '../../base/fields.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { size } from '../../tensor/shape.ts';
import type { LowerContext, Ports } from '../kind.ts';

export const lossPorts = (): Ports => ({
  inputs: [{ name: 'prediction' }, { name: 'target' }],
  outputs: [],
});

export function rows<P>({ b, batch, input }: LowerContext<P>): {
  readonly prediction: V;
  readonly target: V;
} {
  const flat = (x: V) => b.reshape(x, [batch, size(x.shape.slice(1))]);
  return { prediction: flat(input('prediction')), target: flat(input('target')) };
}

/** 1 for samples in which all of `hits` [batch, k] are 1. */
export const allOf = (b: Builder, hits: V): V => b.equal(b.sum(hits, [1]), hits.shape[1] as number);

/** 1 for samples whose numbers all lie on the target's side of `boundary`. */
export const agreement = (b: Builder, prediction: V, target: V, boundary: number): V =>
  allOf(b, b.equal(b.less(boundary, prediction), b.less(boundary, target)));

/** For losses of regression that are also used on classes. */
export const accuracyField: ChoiceField = {
  type: 'choice',
  label: 'Accuracy',
  hint: 'How a prediction counts as right, where targets are classes.',
  default: 'none',
  options: [
    { value: 'none', label: 'None' },
    { value: 'sign', label: 'Same sign (targets ±1)' },
    { value: 'threshold', label: 'Same side of ½ (targets 0 and 1)' },
  ],
};

/** What `accuracyField` asks for. */
export const counted = (
  b: Builder,
  prediction: V,
  target: V,
  accuracy: string,
): { readonly correct?: V } =>
  accuracy === 'none'
    ? {}
    : { correct: agreement(b, prediction, target, accuracy === 'sign' ? 0 : 0.5) };
