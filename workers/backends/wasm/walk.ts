/**
 * The loops of a nest: for each axis a loop over its blocks and one over the remainder (segments.ts), the
 * induction variables that advance with them, and the positions that a block computes side by side.
 */
import { must } from '../../../src/base/assert.ts';
import type { Body } from './assembler/body.ts';
import { type InductionVariables, inductionVariables } from './induction.ts';
import type { Width } from './lanes.ts';
import type { Nest, Place } from './nest.ts';
import { laneSegments, type Segment, segments } from './segments.ts';
import type { Tiling } from './tiling.ts';

/** One point of a nest, or four in a vector: its offsets within the current blocks. */
export interface Position {
  readonly fixed: readonly number[];
  readonly width: Width;
}

/** A nest in chunks, runs of blocks of one axis, that any number of threads may run. */
export interface Share {
  readonly axis: number;
  readonly chunks: number;
}

/** With the local that says which chunk is to be run. */
type Chunk = Share & { readonly chunk: number };

function segmentsOf(nest: Nest, { lane, block, unroll }: Tiling): Segment[][] {
  return nest.axes.map((extent, axis) => {
    const size = Math.max(block[axis]!, unroll[axis]!);
    if (axis !== lane) return segments(extent, size);
    return laneSegments(extent, size, axis < nest.outer && !nest.inPlace);
  });
}

/** The axes [from, to) from the outermost loop to the innermost: the lanes, neighbours in memory, last. */
export function loopOrder(from: number, to: number, lane: number): number[] {
  const axes = Array.from({ length: to - from }, (_, i) => from + i);
  return axes.sort((a, b) => Number(a === lane) - Number(b === lane) || a - b);
}

/** At most so many chunks, of the outermost axis that has enough blocks; none where no axis has two. */
export function shareOf(nest: Nest, tiling: Tiling, chunks: number): Share | undefined {
  const all = segmentsOf(nest, tiling);
  const order = loopOrder(0, nest.outer, tiling.lane).map((axis) => ({
    axis,
    blocks: Math.max(...(all[axis] ?? []).map((s) => s.count)),
  }));
  const most = Math.max(1, ...order.map(({ blocks }) => blocks));
  const found = order.find(({ blocks }) => blocks >= Math.min(chunks, most));
  return found && most > 1 ? { axis: found.axis, chunks: Math.min(chunks, most) } : undefined;
}

export class Walk {
  readonly induction: InductionVariables;
  readonly #body: Body;
  readonly #lane: number;
  readonly #segments: readonly (readonly Segment[])[];
  /** The segment of each axis that is being emitted; undefined outside of its loop. */
  readonly #at: (Segment | undefined)[];
  readonly #share: Chunk | undefined;

  constructor(nest: Nest, tiling: Tiling, body: Body, share?: Chunk) {
    this.#body = body;
    this.#lane = tiling.lane;
    this.#segments = segmentsOf(nest, tiling);
    this.#at = nest.axes.map(() => undefined);
    this.#share = share;
    this.induction = inductionVariables(body, (axis) => this.#of(axis).some((s) => s.count > 1));
    for (const leaf of nest.leaves) {
      if (leaf.is === 'load') {
        this.#prepare(leaf.access);
        for (const g of leaf.access.guards ?? []) this.induction.prepare(g, 1);
      } else if (leaf.is !== 'acc') this.induction.prepare(leaf.at, 1);
    }
    for (const { to } of nest.results) this.#prepare(to);
  }

  #prepare(at: Place): void {
    this.induction.prepare(at, 4);
    if (at.indirect) this.induction.prepare(at.indirect.index, 4);
  }

  /** Loops over the axes, outermost first; `inside` is emitted once for each kind of block. */
  loops(axes: readonly number[], inside: () => void): void {
    const [axis, ...rest] = axes;
    if (axis === undefined) {
      inside();
      return;
    }
    const f = this.#body;
    for (const segment of this.#of(axis)) {
      this.#at[axis] = segment;
      const { count, advance } = segment;
      const share = this.#share?.axis === axis ? this.#share : undefined;
      if (share) this.#shared(share, segment, () => this.loops(rest, inside));
      else if (count === 1) this.loops(rest, inside);
      else {
        const left = f.local('i32');
        f.i32(count).set(left).loop();
        this.loops(rest, inside);
        this.induction.advance(axis, advance);
        f.get(left).i32(1).op('i32.sub').tee(left).brIf(0).end();
        f.release(left);
        this.induction.advance(axis, -advance * count);
      }
      this.#at[axis] = undefined;
    }
  }

  /**
   * The blocks of one chunk; the remainder goes with the last. So every point is computed by the same code
   * whichever thread runs it, and by the same as without chunks.
   */
  #shared({ axis, chunks, chunk }: Chunk, { count, advance }: Segment, inside: () => void): void {
    const f = this.#body;
    if (count < chunks) {
      f.get(chunk).i32(chunks - 1);
      f.op('i32.eq').if();
      inside();
      f.end();
      return;
    }
    const [left, end] = [f.local('i32'), f.local('i32')];
    f.get(chunk).i32(count).op('i32.mul').i32(chunks).op('i32.div_u').set(left);
    f.get(chunk).i32(1).op('i32.add').i32(count).op('i32.mul').i32(chunks).op('i32.div_u').set(end);
    this.induction.advanceBlocks(axis, advance, left, 1);
    f.get(end).get(left).op('i32.sub').set(left).loop();
    inside();
    this.induction.advance(axis, advance);
    f.get(left).i32(1).op('i32.sub').tee(left).brIf(0).end();
    this.induction.advanceBlocks(axis, advance, end, -1);
    f.release(left);
    f.release(end);
  }

  /** All positions of the current blocks of the axes [from, to), relative to `base`. */
  positions(from: number, to: number, base: readonly number[]): Position[] {
    let found: number[][] = [[...base]];
    let width: Width = 1;
    for (let axis = from; axis < to; axis++) {
      const segment = must(this.#at[axis], 'an axis outside of its loop');
      if (axis === this.#lane) width = segment.width;
      found = found.flatMap((fixed) =>
        segment.places.map((place) => fixed.map((f, i) => (i === axis ? place : f))),
      );
    }
    return found.map((fixed) => ({ fixed, width }));
  }

  /** Whether a value that depends on these axes is the same for several positions of the block. */
  shares(depends: number): boolean {
    return this.#at.some(
      (segment, axis) =>
        segment !== undefined && segment.places.length > 1 && (depends & (1 << axis)) === 0,
    );
  }

  /** Which widths the axis of the lanes is walked in. */
  laneWidths(): Width[] {
    return this.#lane < 0 ? [] : this.#of(this.#lane).map((s) => s.width);
  }

  #of(axis: number): readonly Segment[] {
    return must(this.#segments[axis], `no axis ${axis}`);
  }
}
