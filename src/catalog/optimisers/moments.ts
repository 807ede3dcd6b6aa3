/**
 * The step that Adam and AdamW share, exactly as PyTorch computes it: both moments are *divided* by
 * their bias corrections, and eps is added outside the root.
 */
import type { Builder, V } from '../../ir/builder.ts';
import type { UpdateContext } from '../thing.ts';

/** 1 − βᵗ without cancellation in float32. */
const correction = (b: Builder, beta: number, step: V): V =>
  beta === 0 ? b.fill(1) : b.neg(b.expm1(b.mul(step, Math.log(beta))));

interface Settings {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

/** What is taken from the weight, and the new slots `m` and `v`. */
export function moments(
  { params, b, slot, dial, step }: UpdateContext<Settings>,
  gradient: V,
): { readonly step: V; readonly slots: { readonly m: V; readonly v: V } } {
  const m = b.add(b.mul(slot('m'), params.beta1), b.mul(gradient, 1 - params.beta1));
  const v = b.add(
    b.mul(slot('v'), params.beta2),
    b.mul(b.mul(gradient, gradient), 1 - params.beta2),
  );
  const size = b.div(dial('lr'), correction(b, params.beta1, step));
  const root = b.div(b.sqrt(v), b.sqrt(correction(b, params.beta2, step)));
  return { step: b.mul(size, b.div(m, b.add(root, params.eps))), slots: { m, v } };
}
