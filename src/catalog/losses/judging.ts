/** What losses share: their ports, the two inputs laid out as [batch, numbers], and agreement. */
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
