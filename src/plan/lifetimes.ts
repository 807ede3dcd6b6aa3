/**
 * Live ranges: from which step to which a buffer of a routine is alive, and how much memory that asks for at least.
 * Memory is laid by it, and the plan's view draws it.
 */
import { stepRangesOf } from './loops.ts';
import type { Plan, Routine, RoutineName, Step, TensorRef } from './plan.ts';
import { type Results, resultsIn } from './results.ts';

/** Steps, the last one included; results live to one step beyond the last. */
export interface Lifetime {
  readonly first: number;
  readonly last: number;
}

/** Places are multiples of 4 elements: one SIMD register of float32. */
export const aligned = (elements: number): number => Math.ceil(elements / 4) * 4;

/** Of each buffer that a routine touches, in the order of first touch. */
export function lifetimesOf(
  steps: readonly Step[],
  results: Results<TensorRef>,
): Map<number, Lifetime> {
  const spans = new Map<number, Lifetime>();
  const touch = (id: number, first: number, last: number) =>
    spans.set(id, { first: spans.get(id)?.first ?? first, last });
  // What is touched in one round of a loop may be read in the next.
  for (const { from, to } of stepRangesOf(steps))
    for (const { kernel } of steps.slice(from, to))
      for (const { buffer } of [...kernel.loads, ...kernel.results.map((r) => r.to)])
        touch(buffer, from, to - 1);
  for (const { buffer } of resultsIn(results)) touch(buffer, steps.length, steps.length);
  return spans;
}

/** A scratch buffer in the arena over the steps of a routine. */
interface ScratchAllocation extends Lifetime {
  readonly buffer: number;
  /** In elements, as is `size`. */
  readonly offset: number;
  readonly size: number;
}

/** What `watch` wrote is read afterwards: it is kept to the end, results or not. */
export function scratchAllocationsOf(plan: Plan, name: RoutineName): ScratchAllocation[] {
  const routine: Routine | undefined = plan.routines[name];
  if (!routine) return [];
  const end = routine.steps.length;
  return [...lifetimesOf(routine.steps, routine.results)].flatMap(([id, { first, last }]) => {
    const buffer = plan.buffers[id];
    if (buffer?.role !== 'scratch' || buffer.size === 0) return [];
    const { offset, size } = buffer;
    return [{ buffer: id, offset, size, first, last: name === 'watch' ? end : last }];
  });
}

/** The largest sum of sizes that is alive at once, in elements: no place could be smaller. */
export function peakAllocation(tenures: readonly ScratchAllocation[]): number {
  const change = new Map<number, number>();
  const add = (step: number, by: number) => change.set(step, (change.get(step) ?? 0) + by);
  for (const { first, last, size } of tenures) {
    add(first, aligned(size));
    add(last + 1, -aligned(size));
  }
  let alive = 0;
  let most = 0;
  for (const [, by] of [...change].sort(([a], [b]) => a - b)) {
    alive += by;
    most = Math.max(most, alive);
  }
  return most;
}
