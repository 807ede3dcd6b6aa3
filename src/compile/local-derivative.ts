/**
 * The local derivative of a node that acts on each element by itself: its backward kernels run once
 * more with an incoming gradient of 1, on copies. Where a kernel on the way reduces, the node is not
 * elementwise and there is no such number for each element.
 */
import { BINARY, UNARY } from '../base/scalar.ts';
import { points } from '../plan/affine.ts';
import type { Access, Scalar, Step, TensorRef } from '../plan/plan.ts';
import { isUnary } from '../plan/scalar.ts';
import { size } from '../tensor/shape.ts';

const LARGEST = 65_536;

const at = (a: Pick<Access, 'offset' | 'strides'>, index: readonly number[]): number => {
  let place = a.offset;
  for (let i = 0; i < a.strides.length; i++) place += a.strides[i]! * (index[i] ?? 0);
  return place;
};

/** Undefined where the node is not elementwise. `seeds`: the gradients that arrive (they add up). */
export function derivativeOf(
  steps: readonly Step[],
  seeds: readonly TensorRef[],
  wanted: TensorRef,
  now: (buffer: number) => ArrayLike<number>,
): Float64Array | undefined {
  // In a loop every number depends on those of other steps.
  if (size(wanted.shape) > LARGEST || steps.some((s) => s.loop)) return undefined;
  const copies = new Map<number, Float64Array>();
  const copy = (buffer: number): Float64Array => {
    const held = copies.get(buffer) ?? Float64Array.from(now(buffer));
    copies.set(buffer, held);
    return held;
  };
  const numbers = (buffer: number): ArrayLike<number> => copies.get(buffer) ?? now(buffer);
  // Edges that share one gradient (both inputs of a sum) share the 1 as well, for the terms add up.
  const [first] = seeds;
  const alike = seeds.filter((s) => s.buffer === first?.buffer && s.offset === first.offset);
  for (const seed of [...seeds].reverse()) {
    const one = seed.buffer === first?.buffer && seed.offset === first.offset;
    copy(seed.buffer).fill(one ? 1 / alike.length : 0, seed.offset, seed.offset + size(seed.shape));
  }

  const reduced = new Set<number>();
  for (const { kernel } of steps) {
    const { loads, axes } = kernel;
    if (kernel.reduced > 0 || loads.some((l) => reduced.has(l.buffer))) {
      for (const { to } of kernel.results) reduced.add(to.buffer);
      continue;
    }
    for (const index of points(axes)) {
      const value = (s: Scalar): number => {
        switch (s.op) {
          case 'load': {
            const load = loads[s.load]!;
            const inside = (load.guards ?? []).every((g) => {
              const x = at(g, index);
              return x >= 0 && x < g.extent;
            });
            return inside ? numbers(load.buffer)[at(load, index)]! : 0;
          }
          case 'const':
            return s.value;
          case 'index':
            return at(s, index);
          case 'select':
            return value(s.args[0]) !== 0 ? value(s.args[1]) : value(s.args[2]);
          // Neither arises: reductions were left out above, and no backward kernel draws numbers.
          case 'acc':
          case 'uniform':
            return Number.NaN;
        }
        if (isUnary(s)) return UNARY[s.op](value(s.args[0]));
        return BINARY[s.op](value(s.args[0]), value(s.args[1]));
      };
      const results = kernel.results.map((r) => value(r.value));
      for (const [i, { to }] of kernel.results.entries())
        copy(to.buffer)[at(to, index)] = results[i]!;
    }
  }
  if (reduced.has(wanted.buffer)) return undefined;
  const found = numbers(wanted.buffer);
  return Float64Array.from({ length: size(wanted.shape) }, (_, i) => found[wanted.offset + i]!);
}
