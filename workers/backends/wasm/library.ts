/** The functions that kernels call, added to a module when first asked for. */
import { Body, type Callee } from './assembler/body.ts';
import type { ValueType } from './assembler/instructions.ts';
import type { Constants } from './constants.ts';
import { type Called, type Expr, emit, LANE_TYPE, Pool, type Width } from './lanes.ts';
import { MATH } from './math.ts';
import { pow } from './pow.ts';
import { uniform } from './threefry.ts';

export interface Library {
  /** Whether the target has relaxed SIMD: a product and a sum in one instruction. */
  readonly relaxed: boolean;
  readonly constants: Constants;
  /** (x) → f(x), pow: (x, y). */
  math(name: Called, width: Width): Callee;
  /** (seed i32, stream i32, index lanes, step i32) → numbers in (0, 1). */
  uniform(width: Width): Callee;
}

/** @param add puts a function into the module */
export function library(
  relaxed: boolean,
  constants: Constants,
  add: (name: string, body: Body) => Callee,
): Library {
  const made = new Map<string, Callee>();
  const once = (key: string, make: () => Body): Callee => {
    const known = made.get(key);
    if (known) return known;
    const callee = add(key, make());
    made.set(key, callee);
    return callee;
  };
  const math = (name: Called, width: Width): Callee => {
    if (name !== 'pow')
      return once(`${name} ${width}`, () => mathBody(name, width, relaxed, constants));
    const one = once('pow 1', pow);
    return width === 1 ? one : once('pow 4', () => laneByLane(one));
  };
  return {
    relaxed,
    constants,
    math,
    uniform: (width) => once(`uniform ${width}`, () => uniformBody(width, constants)),
  };
}

function mathBody(
  name: Exclude<Called, 'pow'>,
  width: Width,
  relaxed: boolean,
  constants: Constants,
): Body {
  const type = LANE_TYPE[width];
  const body = new Body({ params: [type], results: [type] });
  const pool = new Pool();
  emitAll(body, MATH[name](pool, pool.leaf(0)), width, constants, relaxed);
  return body;
}

function uniformBody(width: Width, constants: Constants): Body {
  const index: ValueType = width === 4 ? 'v128' : 'i32';
  const body = new Body({ params: ['i32', 'i32', index, 'i32'], results: [LANE_TYPE[width]] });
  const p = new Pool();
  const [seed, stream, at, step] = [0, 1, 2, 3].map((i) => p.leaf(i, 'int')) as [
    Expr,
    Expr,
    Expr,
    Expr,
  ];
  emitAll(body, uniform(p, seed, stream, at, step), width, constants);
  return body;
}

/** Leaves are parameters; a scalar parameter of a wide function is spread over the lanes. */
function emitAll(body: Body, expr: Expr, width: Width, constants: Constants, fused = false): void {
  const kept = new Map<number, number>();
  emit(expr, {
    body,
    width,
    fused,
    has: ({ id }) => kept.has(id),
    constant: (bits) => constants.address(bits),
    recall({ op, id, value }) {
      const local = kept.get(id);
      if (local !== undefined) body.get(local);
      else if (op === 'leaf') {
        body.get(value);
        if (width === 4 && body.signature.params[value] === 'i32') body.op('i32x4.splat');
      }
      return local !== undefined || op === 'leaf';
    },
    keep(e) {
      if (e.uses < 2) return;
      const local = body.local(localType(e, width));
      body.tee(local);
      kept.set(e.id, local);
    },
    call() {
      throw new Error('internal: functions of the library call none');
    },
  });
}

export const localType = (e: Expr, width: Width): ValueType =>
  width === 4 ? 'v128' : e.kind === 'float' ? 'f32' : 'i32';

/** (v128, v128) → v128 by four calls. */
function laneByLane(one: Callee): Body {
  const body = new Body({ params: ['v128', 'v128'], results: ['v128'] });
  body.get(0);
  for (let lane = 0; lane < 4; lane++) {
    body.get(0).lane('f32x4.extract_lane', lane).get(1).lane('f32x4.extract_lane', lane);
    body.call(one).lane('f32x4.replace_lane', lane);
  }
  return body;
}
