/**
 * Results that take the place of an operand: where a kernel reads a scratch buffer for the last time, and
 * at the very index at which it writes, the result is written over it. Kernels compute all values before
 * they store any, and nothing else is read there any more, so that the numbers are the same and one
 * buffer fewer is alive at once. Not for `watch`, where everything is kept to be looked at.
 */
import { must } from '../base/assert.ts';
import { lifetimesOf } from '../plan/lifetimes.ts';
import type { Access, Step, TensorRef } from '../plan/plan.ts';
import type { Draft } from './memory.ts';

interface Made {
  readonly steps: readonly Step[];
  readonly results: Readonly<Record<string, TensorRef>>;
}

/** Buffers that are given up are left without elements. */
export function inPlace({ steps, results }: Made, drafts: Draft[]): Made {
  const spans = lifetimesOf(steps, results);
  const first = new Map([...spans].map(([id, span]) => [id, span.first]));
  const last = new Map([...spans].map(([id, span]) => [id, span.last]));
  /** For a buffer that was given up, the one that its numbers lie in. */
  const home = new Map<number, number>();
  const of = (id: number) => home.get(id) ?? id;
  const draft = (id: number) => must(drafts[id], 'a buffer');

  for (const [i, { kernel, loop }] of steps.entries()) {
    if (loop || kernel.reduced) continue;
    const { axes, loads } = kernel;
    const written = new Set(kernel.results.map((r) => of(r.to.buffer)));
    if (written.size < kernel.results.length) continue;
    for (const { to } of kernel.results) {
      const own = to.buffer;
      if (draft(own).role !== 'scratch' || first.get(own) !== i) continue;
      const over = loads
        .map((l) => of(l.buffer))
        .find(
          (id) =>
            draft(id).role === 'scratch' &&
            draft(id).size === draft(own).size &&
            !written.has(id) &&
            last.get(id) === i &&
            loads.every((l) => of(l.buffer) !== id || sameIndex(l, to, axes)),
        );
      if (over === undefined) continue;
      home.set(own, over);
      written.add(over);
      last.set(over, must(last.get(own), 'a lifetime'));
      const name = `${draft(over).name}, ${draft(own).name}`;
      drafts[over] = { ...draft(over), name };
      drafts[own] = { ...draft(own), size: 0 };
    }
  }
  if (home.size === 0) return { steps, results };
  const moved = <A extends { readonly buffer: number }>(a: A): A => ({
    ...a,
    buffer: of(a.buffer),
  });
  return {
    steps: steps.map(({ kernel, ...step }) => ({
      ...step,
      kernel: {
        ...kernel,
        loads: kernel.loads.map(moved),
        results: kernel.results.map(({ value, to }) => ({ value, to: moved(to) })),
      },
    })),
    results: Object.fromEntries(Object.entries(results).map(([name, ref]) => [name, moved(ref)])),
  };
}

const sameIndex = (read: Access, write: Access, axes: readonly number[]): boolean =>
  !read.guards?.length &&
  read.offset === write.offset &&
  axes.every((extent, i) => extent === 1 || (read.strides[i] ?? 0) === (write.strides[i] ?? 0));
