/**
 * Where buffers lie in the arena. What must outlive a run (constants, dials, weights, slots, fed
 * batches) stands alone. Scratch shares memory wherever lifetimes within a routine do not meet; the
 * routines themselves share one region, for only one runs at a time. All but `watch`: what it wrote is
 * looked at while others run, so that it keeps a region of its own in which nothing is overwritten.
 */
import { must } from '../base/assert.ts';
import { aligned, type Lifetime, lifetimesOf } from '../plan/lifetimes.ts';
import type { Buffer, Role, RoutineName, Step, TensorRef } from '../plan/plan.ts';

/** A buffer whose place is not known yet. */
export interface Draft {
  readonly name: string;
  readonly role: Role;
  readonly size: number;
  /** For scratch: the routine it belongs to. */
  readonly routine?: RoutineName;
  readonly data?: readonly number[];
}

interface Span extends Lifetime {
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
  const stand = (id: number) => {
    offsets[id] = top;
    top += aligned(must(drafts[id], 'a buffer').size);
  };
  for (const role of ['constant', 'dial', 'persistent', 'input'] as const)
    for (const [id, d] of drafts.entries()) if (d.role === role) stand(id);
  for (const [id, d] of drafts.entries())
    if (d.routine === 'watch' && d.role === 'scratch') stand(id);

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

/** Linear scan with a list of free stretches; the smallest that fits is taken. */
function pack(spans: readonly Span[]) {
  const places = new Map<number, number>();
  const free: { at: number; size: number }[] = [];
  const live: Span[] = [];
  let extent = 0;
  const release = (at: number, size: number) => {
    const i = free.findIndex((f) => f.at > at);
    const k = i < 0 ? free.length : i;
    free.splice(k, 0, { at, size });
    for (const j of [k, k - 1]) {
      const [a, b] = [free[j], free[j + 1]];
      if (a && b && a.at + a.size === b.at) {
        a.size += b.size;
        free.splice(j + 1, 1);
      }
    }
  };
  for (const span of spans) {
    for (let i = live.length - 1; i >= 0; i--) {
      const old = live[i] as Span;
      if (old.last >= span.first) continue;
      live.splice(i, 1);
      release(places.get(old.id) as number, old.size);
    }
    let best = -1;
    for (const [i, f] of free.entries())
      if (f.size >= span.size && (best < 0 || f.size < (free[best]?.size as number))) best = i;
    const spot = free[best];
    if (spot) {
      places.set(span.id, spot.at);
      spot.at += span.size;
      spot.size -= span.size;
      if (spot.size === 0) free.splice(best, 1);
    } else {
      places.set(span.id, extent);
      extent += span.size;
    }
    live.push(span);
  }
  return { places, extent };
}
