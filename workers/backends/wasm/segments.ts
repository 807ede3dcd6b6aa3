/**
 * Strip-mining: an axis cut into a main run of equal blocks and a remainder. A block is a list of offsets
 * that are computed side by side; a run of one block needs no loop.
 */
import type { Width } from './lanes.ts';

export interface Segment {
  /** How many blocks, one after the other. */
  readonly count: number;
  /** How far a block lies from the one before it. */
  readonly advance: number;
  /** The places of the first block. */
  readonly places: readonly number[];
  /** Points at each place. */
  readonly width: Width;
}

const run = (start: number, count: number, block: number, width: Width): Segment => ({
  count,
  advance: block * width,
  places: Array.from({ length: block }, (_, i) => start + i * width),
  width,
});

export function segments(extent: number, block: number): Segment[] {
  if (extent <= block) return [run(0, 1, extent, 1)];
  const count = Math.floor(extent / block);
  const rest = extent % block;
  const all = [run(0, count, block, 1)];
  if (rest > 0) all.push(run(count * block, 1, rest, 1));
  return all;
}

/**
 * The axis of the lanes: vectors, `block` of them side by side, then a scalar remainder. Where points may
 * be computed twice, the last vector overlaps the one before it to end with the axis, and no remainder is
 * left.
 */
export function laneSegments(extent: number, block: number, mayOverlap: boolean): Segment[] {
  const vectors = Math.floor(extent / 4);
  const single = extent % 4;
  const count = Math.floor(vectors / block);
  const all: Segment[] = [];
  if (count > 0) all.push(run(0, count, block, 4));
  const places = run(count * block * 4, 1, vectors % block, 4).places.slice();
  const overlaps = mayOverlap && single > 0 && extent >= 4;
  if (overlaps) places.push(extent - 4);
  if (places.length > 0) all.push({ count: 1, advance: 0, places, width: 4 });
  if (single > 0 && !overlaps) all.push(run(extent - single, 1, single, 1));
  return all;
}
