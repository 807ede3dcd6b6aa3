/**
 * Memory planning: where buffers lie in the arena. What must outlive a run (constants, dials, weights, slots, input
 * batches) stands alone. Scratch shares memory wherever lifetimes within a routine do not meet; the
 * routines themselves share one region, for only one runs at a time. All but `watch`: what it wrote is
 * read while others run, so that it keeps a region of its own in which nothing is overwritten.
 */
import { must } from '../base/assert.ts';
import { type AllocationRequest, allocate } from '../plan/allocation.ts';
import { aligned, lifetimesOf } from '../plan/lifetimes.ts';
import type { Buffer, Role, Routine, RoutineName, Step, TensorRef } from '../plan/plan.ts';
import type { Results } from '../plan/results.ts';
import type { Target } from './target.ts';

/** Parts of a page at which large buffers begin in turn. */
const STAGGERED = 4;

/** A buffer that has no offset yet. */
export interface UnplacedBuffer {
  readonly name: string;
  readonly role: Role;
  readonly size: number;
  /** For scratch: the routine it belongs to. */
  readonly routine?: RoutineName;
  readonly data?: readonly number[];
}

export function planMemory(
  unplaced: readonly UnplacedBuffer[],
  routines: Readonly<Partial<Record<RoutineName, Pick<Routine, 'steps' | 'results'>>>>,
  { page }: Target,
): { readonly buffers: readonly Buffer[]; readonly arena: number } {
  const offsets = new Array<number>(unplaced.length).fill(0);
  let top = 0;
  let large = 0;
  const stand = (id: number) => {
    const { size } = must(unplaced[id], 'a buffer');
    if (size >= page) {
      const apart = ((large++ % STAGGERED) * page) / STAGGERED;
      top += (apart - (top % page) + page) % page;
    }
    offsets[id] = top;
    top += aligned(size);
  };
  for (const role of ['constant', 'dial', 'persistent', 'input'] as const)
    unplaced.forEach((d, id) => {
      if (d.role === role) stand(id);
    });
  unplaced.forEach((d, id) => {
    if (d.routine === 'watch' && d.role === 'scratch') stand(id);
  });

  const base = top;
  for (const [name, routine] of Object.entries(routines)) {
    if (name === 'watch' || !routine) continue;
    const spans = requestsOf(unplaced, routine.steps, routine.results);
    const { places, extent } = allocate(spans);
    for (const s of spans) offsets[s.id] = base + must(places.get(s.id), 'an address');
    top = Math.max(top, base + extent);
  }
  const buffers = unplaced.map(({ routine: _, ...d }, id) => ({
    id,
    ...d,
    offset: offsets[id]!,
  }));
  return { buffers, arena: top };
}

/** Scratch with its lifetimes, in the order in which it comes alive. */
function requestsOf(
  unplaced: readonly UnplacedBuffer[],
  steps: readonly Step[],
  results: Results<TensorRef>,
): AllocationRequest[] {
  const spans = [...lifetimesOf(steps, results)].flatMap(([id, lifetime]) => {
    const { role, size } = must(unplaced[id], 'a buffer');
    return role === 'scratch' ? [{ id, size: aligned(size), ...lifetime }] : [];
  });
  return spans.sort((a, b) => a.first - b.first || a.id - b.id);
}
