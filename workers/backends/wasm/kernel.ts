/**
 * The code of one kernel: loops over blocks of points; in each block the reductions of all its points are
 * interleaved, then their results stored. With shared values kept in locals (values.ts), that is the
 * register block of a matrix product (the micro-kernel of BLIS), which so needs no code of its own.
 */
import { must } from '../../../src/base/assert.ts';
import { store } from './access.ts';
import { Body } from './assembler/body.ts';
import type { Code } from './assembler/code.ts';
import { LANE_TYPE, type Width } from './lanes.ts';
import type { Library } from './library.ts';
import type { Kernel } from './lowered.ts';
import { type Nest, nest } from './nest.ts';
import { tiling } from './tiling.ts';
import {
  CHUNK,
  type Element,
  INDEXED_SIGNATURE,
  KERNEL_SIGNATURE,
  ROW,
  type Scope,
  Values,
} from './values.ts';
import { loopOrder, shareOf, Walk } from './walk.ts';

export interface Options {
  /** The kernel is that of one row of a loop over time (`rowOf`); the row is the function's third parameter. */
  readonly looped?: boolean;
  /** Into so many chunks it is cut for threads, as far as it can be. */
  readonly chunks?: number;
}

export interface KernelCode {
  /** Its addresses are relative to one base for each of its buffers. */
  readonly code: Code;
  /** Where more than one: the function's third parameter says which. */
  readonly chunks: number;
}

/** @param kernel a template (`templateOf`) */
export function kernelCode(
  kernel: Kernel,
  library: Library,
  { looped = false, chunks = 1 }: Options = {},
): KernelCode {
  const n = nest(kernel);
  const tiles = tiling(n);
  const share = chunks > 1 && !looped ? shareOf(n, tiles, chunks) : undefined;
  const body = new Body(looped || share ? INDEXED_SIGNATURE : KERNEL_SIGNATURE);
  const walk = new Walk(n, tiles, body, share && { ...share, chunk: CHUNK });
  if (looped) walk.induction.startAtRow(ROW);
  const values = new Values({ nest: n, walk, body, library, lane: tiles.lane });
  new Emitter(n, walk, values, body, tiles.lane, tiles.block[tiles.lane] ?? 1).run();
  return { code: body.done(), chunks: share?.chunks ?? 1 };
}

/** Accumulators of one element: vectors where lanes are reduced, and scalars. */
interface Sums {
  readonly wide: readonly number[];
  readonly single: readonly number[];
  /**
   * For a maximum of vectors: a mask of the lanes that met NaN. Engines need eight instructions for a
   * maximum that propagates NaN, one for `pmax`, and two to collect this mask.
   */
  readonly nanLanes?: number;
}

class Emitter {
  readonly #nest: Nest;
  readonly #walk: Walk;
  readonly #values: Values;
  readonly #body: Body;
  readonly #lane: number;
  /** How many vector accumulators an element has where lanes are reduced. */
  readonly #sums: number;

  constructor(nest: Nest, walk: Walk, values: Values, body: Body, lane: number, sums: number) {
    this.#nest = nest;
    this.#walk = walk;
    this.#values = values;
    this.#body = body;
    this.#lane = lane;
    this.#sums = sums;
  }

  run(): void {
    const scope: Scope = { kept: new Map() };
    this.#values.hoistConstant(scope);
    this.#walk.loops(loopOrder(0, this.#nest.outer, this.#lane), () =>
      this.#within(scope, (own) => this.#block(own)),
    );
  }

  get #reducesLanes(): boolean {
    return this.#lane >= this.#nest.outer;
  }

  #block(scope: Scope): void {
    const { outer, axes, reduce } = this.#nest;
    const origin = axes.map(() => 0);
    const elements = this.#walk.positions(0, outer, origin);
    if (!reduce) {
      this.#finish(elements, scope);
      return;
    }
    const done = this.#reduce(elements, scope);
    this.#finish(done, scope);
    for (const { acc } of done) this.#body.release(must(acc, 'a sum'));
  }

  /** Evaluates all results of an element, then stores them. */
  #finish(elements: readonly Element[], scope: Scope): void {
    const f = this.#body;
    for (const e of elements) {
      const values = this.#nest.results.map(({ value, to }) => {
        this.#values.push(value, e, scope);
        const local = f.local(LANE_TYPE[e.width]);
        f.set(local);
        return { local, to };
      });
      for (const { local, to } of values) {
        store(to, local, this.#values.site(e, scope));
        f.release(local);
      }
    }
  }

  /** The reductions of all elements of a block, interleaved. */
  #reduce(elements: readonly Element[], scope: Scope): Element[] {
    const { outer, axes } = this.#nest;
    const sums = elements.map((e) => this.#begin(e.width));
    if (!this.#reducesLanes) this.#values.hoistOuter(elements, scope);
    const [first] = elements;
    this.#walk.loops(loopOrder(outer, axes.length, this.#lane), () =>
      this.#within(scope, (own) => {
        const inner = this.#walk.positions(outer, axes.length, must(first, 'an element').fixed);
        inner.forEach((at, turn) => {
          elements.forEach((e, i) => {
            const fixed = at.fixed.map((f, axis) => (axis < outer ? (e.fixed[axis] ?? 0) : f));
            const width = this.#reducesLanes ? at.width : e.width;
            this.#add({ fixed, width }, sums[i]!, turn, own);
          });
        });
      }),
    );
    return elements.map((e, i) => ({ ...e, acc: this.#total(sums[i]!) }));
  }

  /** New accumulators; several vectors where a single one would be a chain of dependent additions. */
  #begin(width: Width): Sums {
    const make = (w: Width, count: number) =>
      Array.from({ length: count }, () => {
        const local = this.#body.local(LANE_TYPE[w]);
        const none = this.#nest.reduce?.combine === 'max' ? Number.NEGATIVE_INFINITY : 0;
        if (w === 4) this.#body.f32x4([none, none, none, none]);
        else this.#body.f32(none);
        this.#body.set(local);
        return local;
      });
    const widths = this.#reducesLanes ? this.#walk.laneWidths() : [width];
    const wide = widths.includes(4) ? make(4, this.#reducesLanes ? this.#sums : 1) : [];
    const single = widths.includes(1) ? make(1, 1) : [];
    if (!wide.length || this.#nest.reduce?.combine !== 'max') return { wide, single };
    const nanLanes = this.#body.local('v128');
    this.#body.f32x4([0, 0, 0, 0]).set(nanLanes);
    return { wide, single, nanLanes };
  }

  #add(e: Element, { wide, single, nanLanes }: Sums, turn: number, scope: Scope): void {
    const list = e.width === 4 ? wide : single;
    const sum = must(list[turn % list.length], 'a sum');
    const { combine, body } = must(this.#nest.reduce, 'a reduction');
    const f = this.#body;
    if (combine === 'sum') this.#values.pushSum(sum, body, e, scope);
    else if (e.width === 4 && nanLanes !== undefined) {
      const value = f.local('v128');
      this.#values.push(body, e, scope);
      f.tee(value).get(value).op('f32x4.ne').get(nanLanes).op('v128.or').set(nanLanes);
      f.get(sum).get(value).op('f32x4.pmax');
      f.release(value);
    } else {
      f.get(sum);
      this.#values.push(body, e, scope);
      this.#combine(e.width);
    }
    f.set(sum);
  }

  #combine(width: Width): void {
    const max = this.#nest.reduce?.combine === 'max';
    if (width === 4) this.#body.op(max ? 'f32x4.max' : 'f32x4.add');
    else this.#body.op(max ? 'f32.max' : 'f32.add');
  }

  /** The local with the total; where lanes were reduced, a scalar (a horizontal sum). */
  #total({ wide: [vector, ...others], single: [rest], nanLanes }: Sums): number {
    const f = this.#body;
    if (nanLanes !== undefined && vector !== undefined) {
      f.f32x4([Number.NaN, Number.NaN, Number.NaN, Number.NaN]).get(vector).get(nanLanes);
      f.op('v128.bitselect').set(vector);
      f.release(nanLanes);
    }
    if (!this.#reducesLanes || vector === undefined) return must(vector ?? rest, 'a sum');
    for (const other of others) {
      f.get(vector).get(other);
      this.#combine(4);
      f.set(vector);
      f.release(other);
    }
    // (a b c d) with (c d a b), then the first lane with the second.
    f.get(vector).get(vector).get(vector).shuffle([2, 3, 0, 1]);
    this.#combine(4);
    f.tee(vector).lane('f32x4.extract_lane', 0).get(vector).lane('f32x4.extract_lane', 1);
    this.#combine(1);
    f.release(vector);
    if (rest !== undefined) {
      f.get(rest);
      this.#combine(1);
    }
    const total = rest ?? f.local('f32');
    f.set(total);
    return total;
  }

  /** Runs with a scope of its own, whose locals are released afterwards. */
  #within(outer: Scope, inside: (scope: Scope) => void): void {
    const own: Scope = { outer, kept: new Map() };
    inside(own);
    for (const local of own.kept.values()) this.#body.release(local);
  }
}
