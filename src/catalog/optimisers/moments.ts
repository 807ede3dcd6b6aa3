/**
 * The step that Adam and AdamW share, exactly as PyTorch computes it: both moments are *divided* by
 * their bias corrections, and eps is added outside the root.
 */

import {
  add,
  constant,
  div,
  type Equation,
  type Expr,
  equation,
  mul,
  pow,
  sqrt,
  square,
  sub,
  type Tensor,
} from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import type { UpdateBookContext } from '../textbook.ts';
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

/** The same as it is written: m and v, and both corrected. */
export function momentsBook(
  { params, i, slot, dial, t, local }: UpdateBookContext<Settings>,
  g: Tensor,
): { readonly step: Expr; readonly slots: readonly Equation[] } {
  const [m, v] = [slot('m', 'm'), slot('v', 'v')];
  const beta = (below: string, value: number) => constant({ base: 'β', below }, value);
  const [b1, b2] = [beta('1', params.beta1), beta('2', params.beta2)];
  const corrected = (letter: string, now: Tensor, b: Expr) =>
    local({ base: letter, accent: 'hat', below: 't' }, [i], div(now(i), sub(1, pow(b, t))), {
      hue: 'plain',
    });
  const [first, second] = [corrected('m', m.now, b1), corrected('v', v.now, b2)];
  const eps = constant('ε', params.eps);
  return {
    step: mul(dial('lr', 'η'), div(first(i), add(sqrt(second(i)), eps))),
    slots: [
      equation(m.now(i), add(mul(b1, m.before(i)), mul(sub(1, b1), g(i)))),
      equation(v.now(i), add(mul(b2, v.before(i)), mul(sub(1, b2), square(g(i))))),
    ],
  };
}
