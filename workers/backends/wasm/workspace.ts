/**
 * Memory behind the plan's arena for what kernels set aside while they run (stage.ts). Places are
 * buffers with numbers beyond the plan's; where they lie is known when all have been taken.
 */
import { must } from '../../../src/base/assert.ts';
import type { Plan } from '../../../src/plan/plan.ts';

const align = (n: number) => Math.ceil(n / 4) * 4;

interface Zeroed {
  readonly buffer: number;
  size: number;
}

export class Workspace {
  readonly #plan: Plan;
  /** For each place where it lies in the region that all share, or the name of what has its own. */
  readonly #places: (number | string)[] = [];
  readonly #zeroed = new Map<string, Zeroed>();
  #shared = 0;
  #top = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** What was taken before may be overwritten from here on. */
  begin(): void {
    this.#top = 0;
  }

  take(size: number): number {
    const at = this.#top;
    this.#top += align(size);
    this.#shared = Math.max(this.#shared, this.#top);
    return this.#add(at);
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
    const { buffers, arena } = this.#plan;
    const own = buffers[buffer];
    if (own) return own.offset;
    const place = must(this.#places[buffer - buffers.length], `no buffer ${buffer}`);
    if (typeof place === 'number') return align(arena) + place;
    let at = align(arena) + this.#shared;
    for (const [name, { size }] of this.#zeroed) {
      if (name === place) break;
      at += align(size);
    }
    return at;
  }

  /** Elements of arena and workspace together. */
  get size(): number {
    const zeroed = [...this.#zeroed.values()].reduce((n, { size }) => n + align(size), 0);
    return align(this.#plan.arena) + this.#shared + zeroed;
  }

  #add(place: number | string): number {
    return this.#plan.buffers.length + this.#places.push(place) - 1;
  }
}
