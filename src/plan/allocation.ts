/**
 * Allocation by lifetimes: what is alive at once never overlaps, other buffers may share memory. Scratch
 * is laid so in the arena, and what a backend sets aside in the gaps that are left.
 */
import type { Lifetime } from './lifetimes.ts';

export interface AllocationRequest extends Lifetime {
  readonly id: number;
  readonly size: number;
}

/** A buffer with its offset and its lifetime. */
export interface Allocation extends Lifetime {
  readonly offset: number;
  readonly size: number;
}

/**
 * Greedy by size (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020): the
 * largest first, each into the smallest gap that those alive with it leave: so the extent is the sum
 * of what is alive at once, or little more. Each asks all that are placed, whose numbers therefore lie
 * side by side, by place: of a thousand layers that learn nearly all are alive at once.
 */
export function allocate(spans: readonly AllocationRequest[], placed: readonly Allocation[] = []) {
  const count = spans.length + placed.length;
  const [first, last] = [new Int32Array(count), new Int32Array(count)];
  // Bytes of all may be more than an integer holds, before they are refused.
  const [begin, end] = [new Float64Array(count), new Float64Array(count)];
  const places = new Map<number, number>();
  let known = 0;
  let extent = 0;
  const put = ({ offset, size, ...alive }: Allocation) => {
    let slot = known;
    while (slot > 0 && begin[slot - 1]! > offset) slot--;
    for (const numbers of [first, last, begin, end]) numbers.copyWithin(slot + 1, slot, known);
    [first[slot], last[slot], begin[slot], end[slot]] = [
      ...[alive.first, alive.last],
      ...[offset, offset + size],
    ] as [number, number, number, number];
    known++;
    extent = Math.max(extent, offset + size);
  };
  for (const p of placed) put(p);
  for (const span of [...spans].sort((a, b) => b.size - a.size || a.first - b.first)) {
    const { size } = span;
    let at = 0;
    let best: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < known; i++) {
      if (last[i]! < span.first || span.last < first[i]!) continue;
      const gap = begin[i]! - at;
      if (gap >= size && gap < least) [best, least] = [at, gap];
      if (end[i]! > at) at = end[i]!;
    }
    const offset = best ?? at;
    put({ ...span, offset });
    places.set(span.id, offset);
  }
  return { places, extent };
}
