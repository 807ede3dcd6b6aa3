/**
 * The code of one kernel: loops over blocks (segments.ts); inside, for each point of a block, its
 * expressions. What several points of a block share is computed once and kept in a local: for a
 * matrix product that is the register block, with no code of its own.
 */
import { must } from '../../../src/base/assert.ts';
import type { Kernel } from '../../../src/plan/plan.ts';
import { load, type Site, store } from './access.ts';
import { Body } from './assembler/body.ts';
import { type Cursors, cursors } from './cursors.ts';
import { type Expr, emit, LANE_TYPE, type Width } from './lanes.ts';
import { type Library, localType } from './library.ts';
import { ACC, type Leaf, type Nest, nest } from './nest.ts';
import { laneSegments, type Segment, segments } from './segments.ts';
import { type Tiling, tiling } from './tiling.ts';

/** Parameters of every kernel and routine. */
export const MOMENT = { params: ['i32', 'i32'], results: [] } as const;
const SEED = 0;
const STEP = 1;

export function kernelBody(
  kernel: Kernel,
  start: (buffer: number) => number,
  library: Library,
): Body {
  const n = nest(kernel);
  const body = new Body(MOMENT);
  new Emitter(n, tiling(n), body, start, library).run();
  return body;
}

/** Values kept in locals, by expression and position; read by what is nested inside. */
interface Scope {
  readonly outer?: Scope;
  readonly kept: Map<string, number>;
}

/** One point (or four in a vector) of the nest: its fixed position, and the sum it gathers. */
interface Element {
  readonly fixed: readonly number[];
  readonly width: Width;
  readonly acc?: number;
}

/** Sums of one element: in vectors along a reduced lane axis, and of single points. */
interface Sums {
  readonly wide: readonly number[];
  readonly single: readonly number[];
}

class Emitter {
  readonly #nest: Nest;
  readonly #tiling: Tiling;
  readonly #body: Body;
  readonly #start: (buffer: number) => number;
  readonly #library: Library;
  readonly #segments: readonly (readonly Segment[])[];
  readonly #cursors: Cursors;
  /** The segment in which each axis stands; undefined before its loop is entered. */
  readonly #at: (Segment | undefined)[];

  constructor(
    nest: Nest,
    tiling: Tiling,
    body: Body,
    start: (buffer: number) => number,
    library: Library,
  ) {
    this.#nest = nest;
    this.#tiling = tiling;
    this.#body = body;
    this.#start = start;
    this.#library = library;
    this.#segments = nest.axes.map((extent, axis) => {
      const block = this.#unrolled(axis);
      if (axis !== tiling.lane) return segments(extent, block);
      return laneSegments(extent, block, axis < nest.outer && !nest.inPlace);
    });
    this.#at = nest.axes.map(() => undefined);
    this.#cursors = cursors(body, (axis) =>
      must(this.#segments[axis], 'axis').some((s) => s.count > 1),
    );
    for (const leaf of nest.leaves) this.#prepare(leaf);
    for (const { to } of nest.results) this.#cursors.prepare(to.strides, 4);
  }

  /** The block, and along the innermost reduced axis some more points, to spare the loop's own cost. */
  #unrolled(axis: number): number {
    const { axes, outer } = this.#nest;
    const { block, lane } = this.#tiling;
    const own = block[axis] as number;
    const reducedLane = lane >= outer;
    const innermost = reducedLane ? lane : axes.length - 1;
    if (axis !== innermost || axis < outer) return own;
    const elements = block.reduce((n, b, i) => (i < outer ? n * b : n), 1);
    return Math.max(own, elements >= 12 ? 2 : elements >= 4 ? 4 : 8);
  }

  #prepare(leaf: Leaf) {
    if (leaf.is === 'acc') return;
    if (leaf.is === 'load') {
      this.#cursors.prepare(leaf.access.strides, 4);
      for (const g of leaf.access.guards ?? []) this.#cursors.prepare(g.strides, 1);
    } else this.#cursors.prepare(leaf.at.strides, 1);
  }

  run(): void {
    const scope: Scope = { kept: new Map() };
    this.#hoistConstant(scope);
    const { outer } = this.#nest;
    const { lane } = this.#tiling;
    const order = [...Array(outer).keys()].filter((axis) => axis !== lane);
    // Neighbours in memory last.
    if (lane >= 0 && lane < outer) order.push(lane);
    this.#loops(order, () => this.#point(scope));
  }

  #loops(axes: readonly number[], inside: () => void): void {
    const [axis, ...rest] = axes;
    if (axis === undefined) {
      inside();
      return;
    }
    const f = this.#body;
    for (const segment of this.#segments[axis] as readonly Segment[]) {
      this.#at[axis] = segment;
      const { count, advance } = segment;
      if (count === 1) this.#loops(rest, inside);
      else {
        const left = f.local('i32');
        f.i32(count).set(left).loop();
        this.#loops(rest, inside);
        this.#cursors.advance(axis, advance);
        f.get(left).i32(1).op('i32.sub').tee(left).brIf(0).end();
        f.release(left);
        this.#cursors.advance(axis, -advance * count);
      }
      this.#at[axis] = undefined;
    }
  }

  /** All positions of the current blocks of the axes [from, to). */
  #elements(from: number, to: number, base: readonly number[]): Element[] {
    let found: number[][] = [[...base]];
    let width: Width = 1;
    for (let axis = from; axis < to; axis++) {
      const segment = must(this.#at[axis], 'an axis outside of its loop');
      if (axis === this.#tiling.lane) width = segment.width;
      found = found.flatMap((fixed) =>
        segment.places.map((p) => fixed.map((f, i) => (i === axis ? p : f))),
      );
    }
    return found.map((fixed) => ({ fixed, width }));
  }

  /** Everything for one block of outer points. */
  #point(scope: Scope): void {
    const { outer, axes, reduce } = this.#nest;
    const elements = this.#elements(
      0,
      outer,
      axes.map(() => 0),
    );
    if (!reduce) {
      this.#within(scope, (own) => this.#finish(elements, own));
      return;
    }
    this.#within(scope, (own) => {
      const done = this.#reduce(elements, own);
      this.#finish(done, own);
      for (const { acc } of done) this.#body.release(acc as number);
    });
  }

  /** Evaluates and stores the results of each element. */
  #finish(elements: readonly Element[], scope: Scope): void {
    const f = this.#body;
    for (const e of elements) {
      const values = this.#nest.results.map(({ value }) => {
        this.#value(value, e, scope);
        const local = f.local(LANE_TYPE[e.width]);
        f.set(local);
        return local;
      });
      this.#nest.results.forEach(({ to }, i) => {
        store(to, values[i] as number, this.#site(e));
      });
      for (const local of values) f.release(local);
    }
  }

  /** The reduction for each element of a block, side by side. */
  #reduce(elements: readonly Element[], scope: Scope): Element[] {
    const { outer, axes } = this.#nest;
    const { lane } = this.#tiling;
    const reducedLane = lane >= outer;
    const sums = elements.map((e) => this.#begin(e.width, reducedLane));
    if (!reducedLane) this.#hoistOuter(elements, scope);
    const order = axes.map((_, axis) => axis).slice(outer);
    if (reducedLane) order.push(...order.splice(lane - outer, 1));
    this.#loops(order, () =>
      this.#within(scope, (own) => {
        const first = must(elements[0], 'an element');
        this.#elements(outer, axes.length, first.fixed).forEach((reduced, r) => {
          elements.forEach((e, i) => {
            const fixed = e.fixed.map((f, axis) => (axis < outer ? f : (reduced.fixed[axis] ?? 0)));
            const width = reducedLane ? reduced.width : e.width;
            this.#accumulate({ fixed, width }, sums[i] as Sums, r, own);
          });
        });
      }),
    );
    return elements.map((e, i) => ({ ...e, acc: this.#combineSums(sums[i] as Sums) }));
  }

  /** Fresh sums: several vectors where one would have to wait for itself. */
  #begin(width: Width, reducedLane: boolean): Sums {
    const { block, lane } = this.#tiling;
    const kinds = reducedLane
      ? (this.#segments[lane] as readonly Segment[]).map((s) => s.width)
      : [];
    const make = (w: Width, count: number) =>
      Array.from({ length: count }, () => {
        const local = this.#body.local(LANE_TYPE[w]);
        this.#neutral(w);
        this.#body.set(local);
        return local;
      });
    if (!reducedLane)
      return width === 4 ? { wide: make(4, 1), single: [] } : { wide: [], single: make(1, 1) };
    return {
      wide: kinds.includes(4) ? make(4, block[lane] as number) : [],
      single: kinds.includes(1) ? make(1, 1) : [],
    };
  }

  #neutral(width: Width): void {
    const value = this.#nest.reduce?.combine === 'max' ? Number.NEGATIVE_INFINITY : 0;
    if (width === 4) this.#body.f32x4([value, value, value, value]);
    else this.#body.f32(value);
  }

  #combine(width: Width): void {
    const max = this.#nest.reduce?.combine === 'max';
    if (width === 4) this.#body.op(max ? 'f32x4.max' : 'f32x4.add');
    else this.#body.op(max ? 'f32.max' : 'f32.add');
  }

  #accumulate(e: Element, sums: Sums, turn: number, scope: Scope): void {
    const list = e.width === 4 ? sums.wide : sums.single;
    const sum = must(list[turn % list.length], 'a sum');
    this.#body.get(sum);
    this.#value(must(this.#nest.reduce, 'a reduction').body, e, scope);
    this.#combine(e.width);
    this.#body.set(sum);
  }

  /** One local with the whole sum; where lanes were reduced, one number. */
  #combineSums({ wide, single }: Sums): number {
    const f = this.#body;
    const [vector, ...others] = wide;
    if (this.#tiling.lane < this.#nest.outer || vector === undefined) {
      return must(vector ?? single[0], 'a sum');
    }
    for (const other of others) {
      f.get(vector).get(other);
      this.#combine(4);
      f.set(vector);
      f.release(other);
    }
    // (a b c d) with (c d · ·), then its first two.
    f.get(vector).get(vector).get(vector).shuffle([2, 3, 0, 1]);
    this.#combine(4);
    f.tee(vector).lane('f32x4.extract_lane', 0).get(vector).lane('f32x4.extract_lane', 1);
    this.#combine(1);
    f.release(vector);
    const [rest] = single;
    const total = rest ?? f.local('f32');
    if (rest !== undefined) {
      f.get(rest);
      this.#combine(1);
    }
    f.set(total);
    return total;
  }

  // Values

  #site({ fixed, width }: Element): Site {
    return {
      body: this.#body,
      cursors: this.#cursors,
      width,
      lane: this.#tiling.lane,
      fixed,
      start: this.#start,
    };
  }

  /** Runs with a scope of its own, whose locals are free afterwards. */
  #within(outer: Scope, inside: (scope: Scope) => void): void {
    const own: Scope = { outer, kept: new Map() };
    inside(own);
    for (const local of own.kept.values()) this.#body.release(local);
  }

  #value(expr: Expr, e: Element, scope: Scope): void {
    const f = this.#body;
    const keep = (x: Expr) => {
      if (x.uses < 2 && !this.#isShared(x)) return;
      const local = f.local(localType(x, e.width));
      f.tee(local);
      scope.kept.set(this.#key(x, e), local);
    };
    emit(expr, {
      body: f,
      width: e.width,
      recall: (x) => {
        const key = this.#key(x, e);
        for (let s: Scope | undefined = scope; s; s = s.outer) {
          const local = s.kept.get(key);
          if (local === undefined) continue;
          f.get(local);
          return true;
        }
        if (x.op !== 'leaf') return false;
        const leaf = must(this.#nest.leaves[x.value], 'a leaf');
        this.#leaf(leaf, e);
        if (leaf.is !== 'acc') keep(x);
        return true;
      },
      keep,
      call: (name) => f.call(this.#library.math(name, e.width)),
    });
  }

  #key(x: Expr, e: Element): string {
    const bits = this.#nest.depends(x);
    let key = `${x.id} ${e.width}`;
    if (bits & ACC) return `${key} ${e.fixed.join()}`;
    for (let axis = 0; axis < e.fixed.length; axis++) {
      if (bits & (1 << axis)) key += ` ${e.fixed[axis]}`;
    }
    return key;
  }

  /** Whether other points of the present blocks have the same value. */
  #isShared(x: Expr): boolean {
    const bits = this.#nest.depends(x);
    if (bits & ACC) return false;
    return this.#at.some(
      (segment, axis) =>
        segment !== undefined && segment.places.length > 1 && (bits & (1 << axis)) === 0,
    );
  }

  #leaf(leaf: Leaf, e: Element): void {
    const f = this.#body;
    switch (leaf.is) {
      case 'load':
        load(leaf.access, this.#site(e));
        return;
      case 'acc':
        f.get(must(e.acc, 'acc outside of a reduction'));
        return;
      case 'index':
        this.#indices(leaf.at, e);
        f.op(e.width === 4 ? 'f32x4.convert_i32x4_s' : 'f32.convert_i32_s');
        return;
      case 'uniform':
        f.get(SEED).i32(leaf.stream);
        this.#indices(leaf.at, e);
        if (leaf.live) f.get(STEP);
        else f.i32(0);
        f.call(this.#library.uniform(e.width));
        return;
    }
    leaf satisfies never;
  }

  /** The affine index as lanes. */
  #indices(at: { offset: number; strides: readonly number[] }, e: Element): void {
    const f = this.#body;
    this.#cursors.index(at, e.fixed);
    if (e.width === 1) return;
    const step = at.strides[this.#tiling.lane] ?? 0;
    f.op('i32x4.splat');
    if (step !== 0) f.i32x4([0, step, 2 * step, 3 * step]).op('i32x4.add');
  }

  /** Values that are the same everywhere are computed once, before all loops. */
  #hoistConstant(scope: Scope): void {
    const { results, reduce, axes } = this.#nest;
    const fixed = axes.map(() => 0);
    const vectors = this.#segments.some((list) => list.some((s) => s.width === 4));
    const visit = (x: Expr) => {
      if (this.#nest.depends(x) !== 0 || x.kind !== 'float') {
        for (const arg of x.args) visit(arg);
        return;
      }
      const one: Element = { fixed, width: 1 };
      if (x.op === 'const' || scope.kept.has(this.#key(x, one))) return;
      this.#save(x, one, scope);
      if (!vectors) return;
      const four: Element = { fixed, width: 4 };
      const local = this.#body.local('v128');
      this.#body
        .get(scope.kept.get(this.#key(x, one)) as number)
        .op('f32x4.splat')
        .set(local);
      scope.kept.set(this.#key(x, four), local);
    };
    for (const { value } of results) visit(value);
    if (reduce) visit(reduce.body);
  }

  /** Of what is reduced, the parts that no reduced axis moves are computed before its loops. */
  #hoistOuter(elements: readonly Element[], scope: Scope): void {
    const { outer, reduce, depends } = this.#nest;
    const inner = ~((1 << outer) - 1);
    const visit = (x: Expr, e: Element) => {
      if ((depends(x) & inner) !== 0 || x.kind !== 'float') {
        for (const arg of x.args) visit(arg, e);
      } else if (depends(x) !== 0 && !scope.kept.has(this.#key(x, e))) this.#save(x, e, scope);
    };
    if (!reduce || this.#nest.axes.length === outer) return;
    for (const e of elements) visit(reduce.body, e);
  }

  #save(x: Expr, e: Element, scope: Scope): void {
    this.#value(x, e, scope);
    const key = this.#key(x, e);
    const known = scope.kept.get(key);
    const local = known ?? this.#body.local(LANE_TYPE[e.width]);
    this.#body.set(local);
    scope.kept.set(key, local);
  }
}
