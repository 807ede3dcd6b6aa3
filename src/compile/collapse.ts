/**
 * Loop collapsing (OpenMP's `collapse`; Polychronopoulos, "Loop Coalescing", 1987), fewer and longer loops: axes of extent 1 go, neighbouring axes that every access walks as one
 * become one. Same elements in the same order. The axis of time stays, for its loop runs outside.
 */
import type { Kernel, Scalar } from '../plan/plan.ts';
import { mapOperands } from '../plan/scalar.ts';

/** @param kept how many outer axes stay as they are. */
export function collapse(kernel: Kernel, kept = 0): Kernel {
  let k = squeeze(kernel, kept);
  for (let i = k.axes.length - 2; i >= kept; i--) {
    const outer = k.axes.length - k.reduced;
    if (i + 1 !== outer && mergeable(k, i)) k = merged(k, i);
  }
  return k;
}

/** Without axes of extent 1. A reduction over such axes alone stays one: an axis to reduce over stays. */
export function squeeze(kernel: Kernel, kept = 0): Kernel {
  let k = kernel;
  for (let i = k.axes.length - 1; i >= kept; i--) {
    const needed = k.reduced === 1 && i === k.axes.length - 1;
    if (k.axes[i] === 1 && !needed) k = without(k, i);
  }
  return k;
}

/** All stride lists of a kernel; those of results end before the reduced axes. */
function stridesIn(k: Kernel): (readonly number[])[] {
  const lists: (readonly number[])[] = [];
  for (const l of k.loads) lists.push(l.strides, ...(l.guards ?? []).map((g) => g.strides));
  for (const r of k.results) lists.push(r.to.strides);
  const visit = (s: Scalar): void => {
    if ('strides' in s) lists.push(s.strides);
    if ('args' in s) for (const a of s.args) visit(a);
  };
  if (k.reduce) visit(k.reduce.body);
  for (const r of k.results) visit(r.value);
  return lists;
}

const mergeable = (k: Kernel, i: number): boolean =>
  stridesIn(k).every((s) => i + 1 >= s.length || s[i] === s[i + 1]! * k.axes[i + 1]!);

/** Axis i with its successor as one. */
const merged = (k: Kernel, i: number): Kernel => {
  const axes = [...k.axes];
  axes.splice(i, 2, k.axes[i]! * k.axes[i + 1]!);
  // The merged axis steps as the inner one did: the outer stride goes.
  return mapStrides(k, axes, k.reduced - (i >= k.axes.length - k.reduced ? 1 : 0), i);
};

const without = (k: Kernel, i: number): Kernel =>
  mapStrides(
    k,
    k.axes.filter((_, j) => j !== i),
    k.reduced - (i >= k.axes.length - k.reduced ? 1 : 0),
    i,
  );

/** The kernel with axis `gone` dropped from every stride list. */
function mapStrides(k: Kernel, axes: readonly number[], reduced: number, gone: number): Kernel {
  const drop = (s: readonly number[]) => s.filter((_, j) => j !== gone);
  const done = new Map<Scalar, Scalar>();
  const scalar = (s: Scalar): Scalar => {
    const known = done.get(s);
    if (known) return known;
    const made = 'strides' in s ? { ...s, strides: drop(s.strides) } : mapOperands(s, scalar);
    done.set(s, made);
    return made;
  };
  return {
    axes,
    reduced,
    loads: k.loads.map((l) => ({
      ...l,
      strides: drop(l.strides),
      ...(l.guards && { guards: l.guards.map((g) => ({ ...g, strides: drop(g.strides) })) }),
    })),
    ...(k.reduce && { reduce: { ...k.reduce, body: scalar(k.reduce.body) } }),
    results: k.results.map((r) => ({
      value: scalar(r.value),
      to: { ...r.to, strides: drop(r.to.strides) },
    })),
  };
}
