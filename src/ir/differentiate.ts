/**
 * Reverse-mode differentiation: one sweep over the values, last to first, that asks each primitive's
 * rule (ir/vjp) for the cotangents of its operands and adds up what arrives at a value along several
 * paths (as many paths as lead from the loss, so many terms has the gradient). What a rule emits
 * carries the origin of the op that it differentiates: that is the whole mapping which stepping needs.
 */

import { must } from '../base/assert.ts';
import { atOnce, isPause, type Piecemeal, type Share } from '../base/piecemeal.ts';
import type { Builder, V } from './builder.ts';
import { dependents, needs } from './loops.ts';
import type { OpName, Value } from './ops.ts';
import { VJP, type VjpRule } from './vjp.ts';

/** The gradient of `loss` (a scalar) with respect to any value; undefined where no path leads. */
type Gradient = (of: V) => V | undefined;

const handle = (v: Value): V => ({ id: v.id, shape: v.shape });

export function* sweeping(
  b: Builder,
  loss: V,
  wrt: readonly V[],
): Piecemeal<Gradient, Share<'differentiate'>> {
  const count = loss.id + 1;
  const values = b.values.slice(0, count);
  const wanted = dependents(
    b.values,
    wrt.map((v) => v.id),
  );
  const leads = needs(b.values, [loss.id]);
  /** Terms that arrived at each value; summed when the value's turn comes. */
  const terms = new Map<number, V[]>();
  const sums = new Map<number, V>();
  terms.set(loss.id, [b.within('', 'backward', () => b.fill(1, loss.shape))]);
  for (let id = count - 1; id >= 0; id--) {
    if (isPause(id)) yield { pass: 'differentiate', done: count - 1 - id, of: count };
    const value = must(values[id], 'a value');
    // What is carried on counts in later rows, even where nothing else reads it; and what was opened
    // for it at the close is ended at the carry, wherever it began.
    const recurs = (value.op === 'close' || value.op === 'carry') && leads[id];
    const list = terms.get(id) ?? (recurs ? [] : undefined);
    if (!list || !wanted[id]) continue;
    b.within(value.origin, 'backward', () => {
      const [first, ...others] = list;
      const g = others.reduce((a, x) => b.add(a, x), first ?? b.fill(0, value.shape));
      sums.set(id, g);
      const rule = VJP[value.op] as VjpRule<OpName>;
      const args = value.args.map((a) => handle(must(values[a], 'an operand')));
      if (!recurs && !args.some((a) => wanted[a.id])) return;
      const given = rule(b, { attrs: value.attrs, args, out: handle(value) }, g);
      for (const [i, cotangent] of given.entries()) {
        const arg = value.args[i]!;
        if (!cotangent || !wanted[arg]) continue;
        const arrived = terms.get(arg);
        if (arrived) arrived.push(cotangent);
        else terms.set(arg, [cotangent]);
      }
    });
  }
  return (of) => sums.get(of.id);
}

export const sweep = (b: Builder, loss: V, wrt: readonly V[]): Gradient =>
  atOnce(sweeping(b, loss, wrt));

/** The gradients of a scalar with respect to a list of values. */
export const differentiate = (b: Builder, loss: V, wrt: readonly V[]): (V | undefined)[] =>
  wrt.map(sweep(b, loss, wrt));
