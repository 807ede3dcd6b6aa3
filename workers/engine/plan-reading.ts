/** A routine of the plan as rows for people: printed, costed, with the lifetimes of its scratch. */
import { costOfKernel } from '../../src/plan/cost.ts';
import { aligned, peakAllocation, scratchAllocationsOf } from '../../src/plan/lifetimes.ts';
import type { RoutineName } from '../../src/plan/plan.ts';
import { printKernel } from '../../src/plan/print.ts';
import type { Instance } from '../backends/backend.ts';
import type { PlanReading, PlanStep } from './protocol.ts';

const NAMES: readonly RoutineName[] = ['train', 'watch', 'evaluate', 'predict', 'init'];

/** One row after another; between them the caller may let others run. */
export function* planChunks(
  { plan, footprint, threads }: Pick<Instance, 'plan' | 'footprint' | 'threads'>,
  name: RoutineName,
  generation: number,
  /** Bytes laid aside for undo. */
  undo: number,
): Generator<void, PlanReading> {
  const routine = plan.routines[name];
  const bytes = footprint.arena / Math.max(1, plan.arena);
  const routines = NAMES.filter((n) => plan.routines[n]);
  const steps: PlanStep[] = [];
  for (const { origin, phase, kernel, loop } of routine?.steps ?? []) {
    const text = printKernel(kernel, plan, loop);
    steps.push({
      phase,
      node: origin,
      text,
      ...costOfKernel(kernel),
      ...(loop && { loop: loop.id }),
    });
    yield;
  }
  const tenures = scratchAllocationsOf(plan, name);
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { offset, size } of tenures) {
    low = Math.min(low, offset);
    high = Math.max(high, offset + aligned(size));
  }
  return {
    generation,
    routine: name,
    routines,
    threads,
    steps,
    tenures: tenures.map(({ buffer, first, last, offset, size }) => ({
      name: plan.buffers[buffer]?.name ?? `#${buffer}`,
      phase: steps[first]?.phase ?? 'forward',
      first,
      last,
      offset,
      size,
    })),
    memory: { ...footprint, undo },
    scratch: Math.max(0, high - low) * bytes,
    alive: peakAllocation(tenures) * bytes,
  };
}
