/**
 * Where buffers lie in the arena. What must outlive a run (constants, dials, weights, slots, fed
 * batches) stands alone. Scratch shares memory wherever lifetimes within a routine do not meet; the
 * routines themselves share one region, for only one runs at a time. All but `watch`: what it wrote is
 * looked at while others run, so that it keeps a region of its own in which nothing is overwritten.
 */
import { must } from '../base/assert.ts';
import { aligned, type Lifetime, lifetimesOf } from '../plan/lifetimes.ts';
import type { Buffer, Role, RoutineName, Step, TensorRef } from '../plan/plan.ts';

/**
 * Large buffers that are walked side by side, a weight with its slots, begin at different parts of a page
 * of memory (in elements): caches look at these bits first, and at equal ones each walk may drive the
 * lines of the others out (an update took twice its time where three buffers lay 0x108030 bytes apart).
 */
const PAGE = 1024;
const STAGGERED = 4;

/** A buffer whose place is not known yet. */
export interface Draft {
  readonly name: string;
  readonly role: Role;
  readonly size: number;
  /** For scratch: the routine it belongs to. */
  readonly routine?: RoutineName;
  readonly data?: readonly number[];
}

export interface Span extends Lifetime {
  readonly id: number;
  readonly size: number;
}

export function layMemory(
  drafts: readonly Draft[],
  routines: Readonly<
    Partial<
      Record<
        RoutineName,
        { readonly steps: readonly Step[]; readonly results: Readonly<Record<string, TensorRef>> }
      >
    >
  >,
): { readonly buffers: readonly Buffer[]; readonly arena: number } {
  const offsets = new Array<number>(drafts.length).fill(0);
  let top = 0;
  let large = 0;
  const stand = (id: number) => {
    const { size } = must(drafts[id], 'a buffer');
    if (size >= PAGE) {
      const apart = ((large++ % STAGGERED) * PAGE) / STAGGERED;
      top += (apart - (top % PAGE) + PAGE) % PAGE;
    }
    offsets[id] = top;
    top += aligned(size);
  };
  for (const role of ['constant', 'dial', 'persistent', 'input'] as const)
    drafts.forEach((d, id) => {
      if (d.role === role) stand(id);
    });
  drafts.forEach((d, id) => {
    if (d.routine === 'watch' && d.role === 'scratch') stand(id);
  });

  const base = top;
  for (const [name, routine] of Object.entries(routines)) {
    if (name === 'watch' || !routine) continue;
    const spans = spansOf(drafts, routine.steps, routine.results);
    const { places, extent } = pack(spans);
    for (const s of spans) offsets[s.id] = base + must(places.get(s.id), 'a place');
    top = Math.max(top, base + extent);
  }
  const buffers = drafts.map(({ routine: _, ...d }, id) => ({
    id,
    ...d,
    offset: offsets[id] as number,
  }));
  return { buffers, arena: top };
}

/** Scratch with its lifetimes, in the order in which it comes alive. */
function spansOf(
  drafts: readonly Draft[],
  steps: readonly Step[],
  results: Readonly<Record<string, TensorRef>>,
): Span[] {
  const spans = [...lifetimesOf(steps, results)].flatMap(([id, lifetime]) => {
    const { role, size } = must(drafts[id], 'a buffer');
    return role === 'scratch' ? [{ id, size: aligned(size), ...lifetime }] : [];
  });
  return spans.sort((a, b) => a.first - b.first || a.id - b.id);
}

/**
 * The largest first, each into the smallest gap that those alive with it leave: so the extent is the sum
 * of what is alive at once, or little more. Each asks all that are placed, whose numbers therefore lie
 * side by side, by place: of a thousand layers that learn nearly all are alive at once.
 */
export function pack(spans: readonly Span[]) {
  const count = spans.length;
  const [first, last] = [new Int32Array(count), new Int32Array(count)];
  // Bytes of all may be more than an integer holds, before they are refused.
  const [begin, end] = [new Float64Array(count), new Float64Array(count)];
  const places = new Map<number, number>();
  let placed = 0;
  let extent = 0;
  for (const span of [...spans].sort((a, b) => b.size - a.size || a.first - b.first)) {
    const { size } = span;
    let at = 0;
    let best: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < placed; i++) {
      if ((last[i] as number) < span.first || span.last < (first[i] as number)) continue;
      const gap = (begin[i] as number) - at;
      if (gap >= size && gap < least) [best, least] = [at, gap];
      if ((end[i] as number) > at) at = end[i] as number;
    }
    const own = best ?? at;
    let slot = placed;
    while (slot > 0 && (begin[slot - 1] as number) > own) slot--;
    for (const numbers of [first, last, begin, end]) numbers.copyWithin(slot + 1, slot, placed);
    [first[slot], last[slot], begin[slot], end[slot]] = [span.first, span.last, own, own + size];
    placed++;
    places.set(span.id, own);
    extent = Math.max(extent, own + size);
  }
  return { places, extent };
}
