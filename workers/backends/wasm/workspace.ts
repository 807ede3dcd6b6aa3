/**
 * What kernels set aside while they run (stage.ts): in gaps that the arena has at that time, and behind it
 * what finds none. Places are buffers with numbers beyond the plan's; where they lie is known when all
 * have been taken. A copy that several steps ask for is made once, until somebody writes what it is of.
 */
import { must } from '../../../src/base/assert.ts';
import { type Allocation, type AllocationRequest, allocate } from '../../../src/plan/allocation.ts';
import { aligned, lifetimesOf, scratchAllocationsOf } from '../../../src/plan/lifetimes.ts';
import type { Access, Plan, RoutineName } from '../../../src/plan/plan.ts';

/** Steps [from, to), which run as one. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

interface Zeroed {
  readonly buffer: number;
  size: number;
}

/** A place for the steps [first, last]; who asks for the same copy later keeps it longer. */
interface Taken extends AllocationRequest {
  last: number;
}

/** One routine: only one runs at a time, so that all may use the same memory. */
interface Region {
  readonly spans: Taken[];
  readonly placed: readonly Allocation[];
  /** Copies that are whole, by what they are of. */
  readonly copies?: Map<string, { readonly source: number; readonly span: Taken }>;
}

const ALWAYS = { first: 0, last: 0x7fffffff } as const;

export class Workspace {
  readonly #plan: Plan;
  readonly #zeroed = new Map<string, Zeroed>();
  /** The name of what keeps its zeros; all else has its place when it is settled. */
  readonly #names: (string | undefined)[] = [];
  readonly #regions: Region[];
  #run: Run = { from: 0, to: 1 };
  #settled: { readonly places: ReadonlyMap<number, number>; readonly end: number } | undefined;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#regions = [{ spans: [], placed: [this.#arena] }];
  }

  /** From here on places are taken for steps of this routine. */
  enter(routine: RoutineName): void {
    const spans: Taken[] = [];
    // The steps of `watch` are run one by one, and all that they wrote is looked at meanwhile.
    if (routine === 'watch') this.#regions.push({ spans, placed: [this.#arena] });
    else {
      const placed = [this.#kept, ...scratchAllocationsOf(this.#plan, routine)];
      this.#regions.push({ spans, placed, copies: new Map() });
    }
  }

  /** What is taken from here on is for these steps. */
  begin(run: Run): void {
    this.#run = run;
  }

  /** The steps are over, and have written these buffers. */
  wrote(buffers: Iterable<number>): void {
    const { copies } = this.#region;
    for (const buffer of copies ? buffers : [])
      for (const [key, { source }] of copies ?? []) if (source === buffer) copies?.delete(key);
  }

  take(size: number): number {
    return this.#take(size).id;
  }

  /** Where a copy of these numbers is to lie, and whether it lies there already. */
  copy(
    from: Access,
    extents: readonly number[],
    size: number,
  ): { readonly buffer: number; readonly made: boolean } {
    // What lies in the workspace itself is written anew by each who set it there.
    const lasts = from.buffer < this.#plan.buffers.length && !('row' in from);
    const copies = lasts ? this.#region.copies : undefined;
    const key = `${from.buffer} ${from.offset} ${from.strides} ${extents}`;
    const known = copies?.get(key);
    if (known) {
      known.span.last = this.#run.to - 1;
      return { buffer: known.span.id, made: true };
    }
    const span = this.#take(size);
    copies?.set(key, { source: from.buffer, span });
    return { buffer: span.id, made: false };
  }

  /** Zero wherever nobody writes; under the same name the same place, as large as any asks for. */
  zeroed(name: string, size: number): number {
    const known = this.#zeroed.get(name) ?? { buffer: this.#add(name), size: 0 };
    known.size = Math.max(known.size, size);
    this.#zeroed.set(name, known);
    return known.buffer;
  }

  /** Where a buffer begins, in elements. */
  start(buffer: number): number {
    const { buffers } = this.#plan;
    const own = buffers[buffer];
    if (own) return own.offset;
    const name = this.#names[buffer - buffers.length];
    const { places, end } = this.#settle();
    if (name === undefined) return must(places.get(buffer), `no buffer ${buffer}`);
    let at = end;
    for (const [other, { size }] of this.#zeroed) {
      if (other === name) break;
      at += aligned(size);
    }
    return at;
  }

  /** Elements of arena and workspace together. */
  get size(): number {
    const zeroed = [...this.#zeroed.values()].reduce((n, { size }) => n + aligned(size), 0);
    return this.#settle().end + zeroed;
  }

  get #region(): Region {
    return must(this.#regions.at(-1), 'a region');
  }

  /** The whole arena, at all times. */
  get #arena(): Allocation {
    return { offset: 0, size: this.#plan.arena, ...ALWAYS };
  }

  /** What of the arena outlives a routine: all but scratch, and what `watch` wrote. */
  get #kept(): Allocation {
    const { steps = [], results = {} } = this.#plan.routines.watch ?? {};
    const watched = lifetimesOf(steps, results);
    const ends = this.#plan.buffers
      .filter(({ id, role }) => role !== 'scratch' || watched.has(id))
      .map(({ offset, size }) => offset + size);
    return { offset: 0, size: ends.reduce((most, end) => Math.max(most, end), 0), ...ALWAYS };
  }

  #take(size: number): Taken {
    const { from, to } = this.#run;
    const span = { id: this.#add(undefined), size: aligned(size), first: from, last: to - 1 };
    this.#region.spans.push(span);
    return span;
  }

  #add(name: string | undefined): number {
    this.#settled = undefined;
    return this.#plan.buffers.length + this.#names.push(name) - 1;
  }

  #settle() {
    if (this.#settled) return this.#settled;
    const all = this.#regions.map(({ spans, placed }) => allocate(spans, placed));
    const places = new Map(all.flatMap((region) => [...region.places]));
    const end = Math.max(this.#plan.arena, ...all.map(({ extent }) => extent));
    this.#settled = { places, end: aligned(end) };
    return this.#settled;
  }
}
