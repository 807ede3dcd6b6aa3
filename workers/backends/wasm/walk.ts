/**
 * The walk over a nest: loops over blocks of each axis (segments.ts), the cursors that move with
 * them, and the positions that a block holds side by side.
 */
import { must } from '../../../src/base/assert.ts';
import type { Body } from './assembler/body.ts';
import { type Cursors, cursors } from './cursors.ts';
import type { Width } from './lanes.ts';
import type { Nest } from './nest.ts';
import { laneSegments, type Segment, segments } from './segments.ts';
import type { Tiling } from './tiling.ts';

/** One point of a nest, or four in a vector: where it stands within the present blocks. */
export interface Position {
  readonly fixed: readonly number[];
  readonly width: Width;
}

export class Walk {
  readonly cursors: Cursors;
  readonly #body: Body;
  readonly #lane: number;
  readonly #segments: readonly (readonly Segment[])[];
  /** The segment in which each axis stands; undefined outside of its loop. */
  readonly #at: (Segment | undefined)[];

  constructor(nest: Nest, { lane, block, unroll }: Tiling, body: Body) {
    this.#body = body;
    this.#lane = lane;
    this.#segments = nest.axes.map((extent, axis) => {
      const size = Math.max(block[axis] as number, unroll[axis] as number);
      if (axis !== lane) return segments(extent, size);
      return laneSegments(extent, size, axis < nest.outer && !nest.inPlace);
    });
    this.#at = nest.axes.map(() => undefined);
    this.cursors = cursors(body, (axis) => this.#of(axis).some((s) => s.count > 1));
    for (const leaf of nest.leaves) {
      if (leaf.is === 'load') {
        this.cursors.prepare(leaf.access, 4);
        for (const g of leaf.access.guards ?? []) this.cursors.prepare(g, 1);
      } else if (leaf.is !== 'acc') this.cursors.prepare(leaf.at, 1);
    }
    for (const { to } of nest.results) this.cursors.prepare(to, 4);
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
      if (count === 1) this.loops(rest, inside);
      else {
        const left = f.local('i32');
        f.i32(count).set(left).loop();
        this.loops(rest, inside);
        this.cursors.advance(axis, advance);
        f.get(left).i32(1).op('i32.sub').tee(left).brIf(0).end();
        f.release(left);
        this.cursors.advance(axis, -advance * count);
      }
      this.#at[axis] = undefined;
    }
  }

  /** All positions of the present blocks of the axes [from, to), seen from `base`. */
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

  /** Whether a value that depends on these axes is the same for several present positions. */
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
