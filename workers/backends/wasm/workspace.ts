/**
 * Scratch memory of kernels, for packed operands (operand-packing.ts): in gaps that the arena has during
 * their lifetime, and behind it what finds none. Allocations are buffers numbered beyond the plan's; their
 * addresses are known when all are made. A packed copy that several steps ask for is made once, until its
 * source is written.
 */
import { must } from '../../../src/base/assert.ts';
import { type Allocation, type AllocationRequest, allocate } from '../../../src/plan/allocation.ts';
import { aligned, lifetimesOf, scratchAllocationsOf } from '../../../src/plan/lifetimes.ts';
import type { StepRange } from '../../../src/plan/loops.ts';
import type { Plan, RoutineName } from '../../../src/plan/plan.ts';
import { NO_RESULTS } from '../../../src/plan/results.ts';
import type { Access } from './lowered.ts';

interface Zeroed {
  readonly buffer: number;
  size: number;
}

/** Alive in the steps [first, last]; whoever asks for the same copy later extends its lifetime. */
interface ScratchRequest extends AllocationRequest {
  last: number;
}

/** The allocations of one routine: only one runs at a time, so that all may use the same memory. */
interface Region {
  readonly requests: ScratchRequest[];
  readonly placed: readonly Allocation[];
  /** Copies that are up to date, by what they are of. */
  readonly copies?: Map<string, { readonly source: number; readonly request: ScratchRequest }>;
}

const ALWAYS = { first: 0, last: 0x7fffffff } as const;

export class Workspace {
  readonly #plan: Plan;
  readonly #zeroed = new Map<string, Zeroed>();
  /** The name of what keeps its zeros; all else gets its address in `#layout`. */
  readonly #names: (string | undefined)[] = [];
  readonly #regions: Region[];
  #steps: StepRange = { from: 0, to: 1 };
  #laidOut: { readonly places: ReadonlyMap<number, number>; readonly end: number } | undefined;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#regions = [{ requests: [], placed: [this.#arena] }];
  }

  /** From here on allocations are for steps of this routine. */
  enter(routine: RoutineName): void {
    const requests: ScratchRequest[] = [];
    // The steps of `watch` are run one by one, and all that they wrote may be inspected meanwhile.
    if (routine === 'watch') this.#regions.push({ requests, placed: [this.#arena] });
    else {
      const placed = [this.#kept, ...scratchAllocationsOf(this.#plan, routine)];
      this.#regions.push({ requests, placed, copies: new Map() });
    }
  }

  /** From here on allocations live during these steps. */
  begin(steps: StepRange): void {
    this.#steps = steps;
  }

  /** Copies of these buffers are out of date: the steps have written them. */
  invalidate(buffers: Iterable<number>): void {
    const { copies } = this.#region;
    for (const buffer of copies ? buffers : [])
      for (const [key, { source }] of copies ?? []) if (source === buffer) copies?.delete(key);
  }

  allocate(size: number): number {
    return this.#allocate(size).id;
  }

  /** The buffer for a packed copy of these numbers, and whether it is there already. */
  copy(
    from: Access,
    extents: readonly number[],
    size: number,
  ): { readonly buffer: number; readonly made: boolean } {
    // What lies in the workspace itself is written anew by each step that allocated it.
    const lasts = from.buffer < this.#plan.buffers.length && from.row === undefined;
    const copies = lasts ? this.#region.copies : undefined;
    const key = `${from.buffer} ${from.offset} ${from.strides} ${extents}`;
    const known = copies?.get(key);
    if (known) {
      known.request.last = this.#steps.to - 1;
      return { buffer: known.request.id, made: true };
    }
    const request = this.#allocate(size);
    copies?.set(key, { source: from.buffer, request });
    return { buffer: request.id, made: false };
  }

  /** Zero wherever nothing writes; under the same name the same buffer, as large as any asks for. */
  zeroed(name: string, size: number): number {
    const known = this.#zeroed.get(name) ?? { buffer: this.#add(name), size: 0 };
    known.size = Math.max(known.size, size);
    this.#zeroed.set(name, known);
    return known.buffer;
  }

  /** The address of a buffer, in elements. */
  start(buffer: number): number {
    const { buffers } = this.#plan;
    const own = buffers[buffer];
    if (own) return own.offset;
    const name = this.#names[buffer - buffers.length];
    const { places, end } = this.#layout();
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
    return this.#layout().end + zeroed;
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
    const { steps = [], results = NO_RESULTS } = this.#plan.routines.watch ?? {};
    const watched = lifetimesOf(steps, results);
    const ends = this.#plan.buffers
      .filter(({ id, role }) => role !== 'scratch' || watched.has(id))
      .map(({ offset, size }) => offset + size);
    return { offset: 0, size: ends.reduce((most, end) => Math.max(most, end), 0), ...ALWAYS };
  }

  #allocate(size: number): ScratchRequest {
    const { from, to } = this.#steps;
    const id = this.#add(undefined);
    const request = { id, size: aligned(size), first: from, last: to - 1 };
    this.#region.requests.push(request);
    return request;
  }

  #add(name: string | undefined): number {
    this.#laidOut = undefined;
    return this.#plan.buffers.length + this.#names.push(name) - 1;
  }

  #layout() {
    if (this.#laidOut) return this.#laidOut;
    const all = this.#regions.map(({ requests, placed }) => allocate(requests, placed));
    const places = new Map(all.flatMap((region) => [...region.places]));
    const end = Math.max(this.#plan.arena, ...all.map(({ extent }) => extent));
    this.#laidOut = { places, end: aligned(end) };
    return this.#laidOut;
  }
}
