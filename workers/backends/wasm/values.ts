/**
 * Values of expressions at points of a nest, with common-subexpression elimination and hoisting of
 * loop-invariant code: what several points share, or several expressions use, is computed once and kept in
 * a local for as long as its scope lasts.
 */
import { must } from '../../../src/base/assert.ts';
import { load, rowNumber, type Site } from './access.ts';
import type { Body } from './assembler/body.ts';
import { bitsOf } from './constants.ts';
import { type Expr, emit, isCalled, LANE_TYPE } from './lanes.ts';
import { type Library, localType } from './library.ts';
import { ACC, type Affine, type Leaf, type Nest } from './nest.ts';
import type { Position, Walk } from './walk.ts';

/** The signature of every kernel and routine: seed and step, for the random numbers. */
export const KERNEL_SIGNATURE = { params: ['i32', 'i32'], results: [] } as const;
/** That of a kernel in a loop, with the row as well, and of one that threads share, with the chunk. */
export const INDEXED_SIGNATURE = { params: ['i32', 'i32', 'i32'], results: [] } as const;
const SEED = 0;
const STEP = 1;
export const ROW = 2;
export const CHUNK = 2;

/** Constants that are kept in registers, of the sixteen of x86-64. */
const MOST_HOISTED = 8;

/** A position, with the local that holds what its reduction gave. */
export interface Element extends Position {
  readonly acc?: number;
}

/** Values kept in locals, by expression and position; visible in nested scopes. */
export interface Scope {
  readonly outer?: Scope;
  readonly kept: Map<string, number>;
}

function find(key: string, scope: Scope): number | undefined {
  for (let s: Scope | undefined = scope; s; s = s.outer) {
    const local = s.kept.get(key);
    if (local !== undefined) return local;
  }
  return undefined;
}

interface NestContext {
  readonly nest: Nest;
  readonly walk: Walk;
  readonly body: Body;
  readonly library: Library;
  readonly lane: number;
}

export class Values {
  readonly #in: NestContext;

  constructor(context: NestContext) {
    this.#in = context;
  }

  site({ fixed, width }: Position, scope: Scope): Site {
    const { body, walk, lane } = this.#in;
    const at = { body, induction: walk.induction, width, lane, fixed };
    const site: Site = {
      ...at,
      // Computed once for all accesses that ask for the same row.
      row: (indirect, place) => {
        const moved = indirect.index.strides.map((s, axis) => (s === 0 ? 0 : place[axis]));
        const key = `row ${JSON.stringify(indirect)} ${moved}`;
        const known = find(key, scope);
        if (known !== undefined) return known;
        const local = body.local('i32');
        rowNumber(indirect, { ...site, fixed: place, width: 1 });
        body.set(local);
        scope.kept.set(key, local);
        return local;
      },
    };
    return site;
  }

  /** Leaves the value on the operand stack. */
  push(expr: Expr, e: Element, scope: Scope): void {
    const { body, nest, walk, library } = this.#in;
    const keep = (x: Expr) => {
      const depends = nest.depends(x);
      if (x.uses < 2 && (depends & ACC || !walk.shares(depends))) return;
      const local = body.local(localType(x, e.width));
      body.tee(local);
      scope.kept.set(this.#key(x, e), local);
    };
    emit(expr, {
      body,
      width: e.width,
      fused: library.relaxed,
      has: (x) => this.#find(x, e, scope) !== undefined,
      recall: (x) => {
        const local = this.#find(x, e, scope);
        if (local !== undefined) body.get(local);
        else if (x.op === 'leaf') {
          const leaf = must(nest.leaves[x.value], 'a leaf');
          this.#leaf(leaf, e, scope);
          if (leaf.is !== 'acc') keep(x);
        }
        return local !== undefined || x.op === 'leaf';
      },
      keep,
      call: (name) => body.call(library.math(name, e.width)),
      constant: (bits) => library.constants.address(bits),
    });
  }

  /** Leaves sum + value on the stack: one instruction where it is a product and the target has relaxed SIMD. */
  pushSum(sum: number, expr: Expr, e: Element, scope: Scope): void {
    const { body, library } = this.#in;
    const fused = library.relaxed && e.width === 4 && expr.op === 'mul' && expr.uses < 2;
    if (!fused || this.#find(expr, e, scope) !== undefined) {
      body.get(sum);
      this.push(expr, e, scope);
      body.op(e.width === 4 ? 'f32x4.add' : 'f32.add');
      return;
    }
    for (const factor of expr.args) this.push(factor, e, scope);
    body.get(sum).op('f32x4.relaxed_madd');
  }

  /** Hoists what is invariant in the whole nest before all loops. */
  hoistConstant(scope: Scope): void {
    const { nest, walk, body } = this.#in;
    const fixed = nest.axes.map(() => 0);
    const wide = walk.laneWidths().includes(4);
    for (const x of wide ? this.#constants() : []) {
      const four = body.local('v128');
      this.push(x, { fixed, width: 4 }, scope);
      body.set(four);
      scope.kept.set(this.#key(x, { fixed, width: 4 }), four);
    }
    const seen = new Set<Expr>();
    const visit = (x: Expr) => {
      if (seen.has(x)) return;
      seen.add(x);
      if (nest.depends(x) !== 0 || x.kind !== 'float') {
        for (const arg of x.args) visit(arg);
        return;
      }
      if (x.op === 'const') return;
      const one = this.#save(x, { fixed, width: 1 }, scope);
      if (!wide) return;
      const four = body.local('v128');
      body.get(one).op('f32x4.splat').set(four);
      scope.kept.set(this.#key(x, { fixed, width: 4 }), four);
    };
    for (const { value } of nest.results) visit(value);
    if (nest.reduce) visit(nest.reduce.body);
  }

  /**
   * Constants that stay in registers: few, in a loop that has no accumulators and calls nothing (a call
   * preserves no vector register).
   */
  #constants(): readonly Expr[] {
    const { nest } = this.#in;
    if (nest.reduce) return [];
    const seen = new Set<Expr>();
    const visit = (x: Expr): void => {
      if (seen.has(x)) return;
      seen.add(x);
      for (const arg of x.args) visit(arg);
    };
    for (const { value } of nest.results) visit(value);
    const all = [...seen];
    const found = all.filter((x) => x.op === 'const');
    if (all.some(isCalled)) return [];
    return found.sort((a, b) => b.uses - a.uses).slice(0, MOST_HOISTED);
  }

  /** Hoists from the reduction what is invariant along the reduced axes. */
  hoistOuter(elements: readonly Element[], scope: Scope): void {
    const { nest } = this.#in;
    const { outer, reduce, depends } = nest;
    if (!reduce || nest.axes.length === outer) return;
    const reduced = ~((1 << outer) - 1);
    const visit = (x: Expr, e: Element, seen: Set<Expr>) => {
      if (seen.has(x)) return;
      seen.add(x);
      if ((depends(x) & reduced) !== 0 || x.kind !== 'float') {
        for (const arg of x.args) visit(arg, e, seen);
      } else if (depends(x) !== 0 && !scope.kept.has(this.#key(x, e))) this.#save(x, e, scope);
    };
    for (const e of elements) visit(reduce.body, e, new Set());
  }

  /** The local that holds the value from now on. */
  #save(x: Expr, e: Element, scope: Scope): number {
    const { body } = this.#in;
    this.push(x, e, scope);
    const local = scope.kept.get(this.#key(x, e)) ?? body.local(LANE_TYPE[e.width]);
    body.set(local);
    scope.kept.set(this.#key(x, e), local);
    return local;
  }

  #find(x: Expr, e: Element, scope: Scope): number | undefined {
    return find(this.#key(x, e), scope);
  }

  /** The expression and what of the position it depends on. */
  #key(x: Expr, e: Position): string {
    const depends = this.#in.nest.depends(x);
    let key = `${x.id} ${e.width}`;
    for (let axis = 0; axis < e.fixed.length; axis++) {
      if (depends & (ACC | (1 << axis))) key += ` ${e.fixed[axis]}`;
      else key += ' ';
    }
    return key;
  }

  #leaf(leaf: Leaf, e: Element, scope: Scope): void {
    const { body, library } = this.#in;
    switch (leaf.is) {
      case 'load':
        load(leaf.access, this.site(e, scope));
        return;
      case 'acc':
        body.get(must(e.acc, 'acc outside of a reduction'));
        return;
      case 'index': {
        const known = this.#in.walk.induction.constant(leaf.at, e.fixed);
        if (known !== undefined && !(e.width === 4 && leaf.at.strides[this.#in.lane])) {
          if (e.width === 1) body.f32(known);
          else body.i32(0).memory('v128.load32_splat', library.constants.address(bitsOf(known)));
          return;
        }
        this.#indices(leaf.at, e);
        body.op(e.width === 4 ? 'f32x4.convert_i32x4_s' : 'f32.convert_i32_s');
        return;
      }
      case 'uniform':
        body.get(SEED).i32(leaf.stream);
        this.#indices(leaf.at, e);
        if (leaf.live) body.get(STEP);
        else body.i32(0);
        body.call(library.uniform(e.width));
        return;
    }
    leaf satisfies never;
  }

  /** The affine index as lanes. */
  #indices(at: Affine, e: Element): void {
    const { body, walk, lane } = this.#in;
    walk.induction.index(at, e.fixed);
    if (e.width === 1) return;
    const step = at.strides[lane] ?? 0;
    body.op('i32x4.splat');
    if (step !== 0) body.i32x4([0, step, 2 * step, 3 * step]).op('i32x4.add');
  }
}
