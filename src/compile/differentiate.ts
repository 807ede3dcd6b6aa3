/**
 * Reverse-mode differentiation: one sweep over the values, last to first, that asks each primitive's
 * rule (ir/vjp) for the cotangents of its operands and adds up what arrives at a value along several
 * paths (as many paths as lead from the loss, so many terms has the gradient). What a rule emits
 * carries the origin of the op that it differentiates: that is the whole mapping which stepping needs.
 */

import { must } from '../base/assert.ts';
import type { Builder, V } from '../ir/builder.ts';
import type { OpName, Value } from '../ir/ops.ts';
import { VJP, type VjpRule } from '../ir/vjp.ts';

/** The gradient of `loss` (a scalar) with respect to any value; undefined where no path leads. */
export type Gradient = (of: V) => V | undefined;

const handle = (v: Value): V => ({ id: v.id, shape: v.shape });

/** Which values depend on at least one of `wrt`. */
function dependents(values: readonly Value[], wrt: readonly V[]): Uint8Array {
  const marked = new Uint8Array(values.length);
  for (const v of wrt) marked[v.id] = 1;
  for (const v of values) if (v.args.some((a) => marked[a])) marked[v.id] = 1;
  return marked;
}

export function sweep(b: Builder, loss: V, wrt: readonly V[]): Gradient {
  const count = loss.id + 1;
  const values = b.values.slice(0, count);
  const wanted = dependents(values, wrt);
  /** Terms that arrived at each value; summed when the value's turn comes. */
  const terms = new Map<number, V[]>();
  const sums = new Map<number, V>();
  terms.set(loss.id, [b.within('', 'backward', () => b.fill(1, loss.shape))]);
  for (let id = count - 1; id >= 0; id--) {
    const list = terms.get(id);
    if (!list || !wanted[id]) continue;
    const value = must(values[id], `value ${id}`);
    b.within(value.origin, 'backward', () => {
      const g = list.reduce((a, x) => b.add(a, x));
      sums.set(id, g);
      const rule = VJP[value.op] as VjpRule<OpName>;
      const args = value.args.map((a) => handle(must(values[a], `value ${a}`)));
      if (!args.some((a) => wanted[a.id])) return;
      const given = rule(b, { attrs: value.attrs, args, out: handle(value) }, g);
      for (const [i, cotangent] of given.entries()) {
        const arg = value.args[i] as number;
        if (!cotangent || !wanted[arg]) continue;
        const arrived = terms.get(arg);
        if (arrived) arrived.push(cotangent);
        else terms.set(arg, [cotangent]);
      }
    });
  }
  return (of) => sums.get(of.id);
}

/** The gradients of a scalar with respect to a list of values. */
export const differentiate = (b: Builder, loss: V, wrt: readonly V[]): (V | undefined)[] =>
  wrt.map(sweep(b, loss, wrt));
