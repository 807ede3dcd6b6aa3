/**
 * Memory behind the plan's arena for what kernels set aside while they run (stage.ts). Places are
 * buffers with numbers beyond the plan's.
 */
import type { Plan } from '../../../src/plan/plan.ts';

const align = (n: number) => Math.ceil(n / 4) * 4;

export class Workspace {
  readonly #plan: Plan;
  readonly #places: { readonly base: 'shared' | 'zeroed'; readonly at: number }[] = [];
  readonly #zeroed = new Map<string, number>();
  #sharedSize = 0;
  #zeroedSize = 0;
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
    this.#sharedSize = Math.max(this.#sharedSize, this.#top);
    return this.#add({ base: 'shared', at });
  }

  /** Zero wherever nobody writes; under the same name always the same place. */
  zeroed(name: string, size: number): number {
    const known = this.#zeroed.get(name);
    if (known !== undefined) return known;
    const made = this.#add({ base: 'zeroed', at: this.#zeroedSize });
    this.#zeroedSize += align(size);
    this.#zeroed.set(name, made);
    return made;
  }

  /** Where a buffer begins, in elements; asked when all places are taken. */
  start(buffer: number): number {
    const { buffers, arena } = this.#plan;
    const own = buffers[buffer];
    if (own) return own.offset;
    const place = this.#places[buffer - buffers.length];
    if (!place) throw new Error(`internal: no buffer ${buffer}`);
    return align(arena) + (place.base === 'shared' ? 0 : align(this.#sharedSize)) + place.at;
  }

  /** Elements of arena and workspace together. */
  get size(): number {
    return align(this.#plan.arena) + align(this.#sharedSize) + this.#zeroedSize;
  }

  #add(place: { readonly base: 'shared' | 'zeroed'; readonly at: number }): number {
    return this.#plan.buffers.length + this.#places.push(place) - 1;
  }
}
