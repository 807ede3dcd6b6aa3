/**
 * A simplified kernel with its scalars as lane expressions, and which axes each of them depends on:
 * what tiling is chosen from and code is generated from.
 */
import { must } from '../../../src/base/assert.ts';
import type { Scalar } from '../../../src/plan/plan.ts';
import { type Called, type Expr, Pool } from './lanes.ts';
import type { Access, Guard, Indirect, Kernel } from './lowered.ts';
import { MATH, sign } from './math.ts';
import { simplify } from './simplify.ts';

export interface Affine {
  readonly offset: number;
  readonly strides: readonly number[];
  /** In a loop over time: how far it moves with each row. */
  readonly row?: number;
}
export type Place = Access &
  Affine & {
    readonly guards?: readonly (Guard & Affine)[];
    readonly indirect?: IndirectPlace;
  };
export type IndirectPlace = Indirect & { readonly index: Place };

/** What a leaf of an expression stands for. */
export type Leaf =
  | { readonly is: 'load'; readonly access: Place }
  | { readonly is: 'acc' }
  | { readonly is: 'index'; readonly at: Affine }
  | {
      readonly is: 'uniform';
      readonly at: Affine;
      readonly stream: number;
      readonly live: boolean;
    };

export interface Nest {
  readonly axes: readonly number[];
  /** How many of the axes are not reduced. */
  readonly outer: number;
  readonly reduce?: { readonly combine: 'sum' | 'max'; readonly body: Expr };
  readonly results: readonly { readonly value: Expr; readonly to: Place }[];
  readonly leaves: readonly Leaf[];
  /** The axes on which a value depends, as bits; ACC for what the reduction gave. */
  depends(expr: Expr): number;
  /** Whether a buffer is both read and written. */
  readonly inPlace: boolean;
}

export const ACC = 1 << 30;

/**
 * Functions that are inlined in loops without a reduction: there a call costs a fifth of them, for it
 * preserves no vector register. The blocks of a reduction would hold too many copies.
 */
const INLINE: Partial<typeof MATH> = {
  exp: MATH.exp,
  sigmoid: MATH.sigmoid,
  tanh: MATH.tanh,
};

export function nest(kernel: Kernel): Nest {
  const { axes, reduced, loads, reduce, results } = simplify(kernel);
  const outer = axes.length - reduced;
  const pool = new Pool();
  const leaves: Leaf[] = [];
  const places = new Map<string, number>();
  const leaf = (made: Leaf): Expr => {
    const key = JSON.stringify(made);
    const place = places.get(key) ?? leaves.push(made) - 1;
    places.set(key, place);
    return pool.leaf(place);
  };
  const inline = reduce ? {} : INLINE;
  const translate = (s: Scalar) => toExpr(s, loads, pool, leaf, inline);
  const body = reduce && { combine: reduce.combine, body: translate(reduce.body) };

  const known = new Map<number, number>();
  const depends = (e: Expr): number => {
    let bits = known.get(e.id);
    if (bits === undefined) {
      bits = e.op === 'leaf' ? leafDepends(must(leaves[e.value], 'leaf')) : 0;
      for (const arg of e.args) bits |= depends(arg);
      known.set(e.id, bits);
    }
    return bits;
  };
  const written = new Set(results.map((r) => r.to.buffer));
  return {
    axes,
    outer,
    ...(body && { reduce: body }),
    results: results.map(({ value, to }) => {
      const result = translate(value);
      result.uses++;
      return { value: result, to };
    }),
    leaves,
    depends,
    inPlace: loads.some((l) => written.has(l.buffer)),
  };
}

const affineOf = ({ offset, strides, row }: Affine): Affine => ({
  offset,
  strides,
  ...(row !== undefined && { row }),
});

export const moves = (strides: readonly number[]): number =>
  strides.reduce((bits, s, axis) => (s === 0 ? bits : bits | (1 << axis)), 0);

function leafDepends(leaf: Leaf): number {
  if (leaf.is === 'acc') return ACC;
  if (leaf.is !== 'load') return moves(leaf.at.strides);
  const { strides, guards = [], indirect } = leaf.access;
  const bits = moves(strides) | moves(indirect?.index.strides ?? []);
  return guards.reduce((all, g) => all | moves(g.strides), bits);
}

function toExpr(
  s: Scalar,
  loads: readonly Access[],
  p: Pool,
  leaf: (l: Leaf) => Expr,
  inline: Partial<typeof MATH>,
): Expr {
  const of = (arg: Scalar) => toExpr(arg, loads, p, leaf, inline);
  switch (s.op) {
    case 'load':
      return leaf({ is: 'load', access: must(loads[s.load], `no load ${s.load}`) });
    case 'acc':
      return leaf({ is: 'acc' });
    case 'const':
      return p.const(s.value);
    case 'index':
      return leaf({ is: 'index', at: affineOf(s) });
    case 'uniform': {
      const at = affineOf(s);
      return leaf({ is: 'uniform', at, stream: s.stream, live: s.moment === 'step' });
    }
    case 'less':
    case 'equal':
      return p.select(p.op(s.op, of(s.args[0]), of(s.args[1])), p.const(1), p.const(0));
    case 'select':
      return p.select(mask(of(s.args[0]), p), of(s.args[1]), of(s.args[2]));
    case 'sign':
      return sign(p, of(s.args[0]));
    case 'pow': {
      const [x, y] = [of(s.args[0]), of(s.args[1])];
      return y.op === 'const' && y.value === 2 ? p.op('mul', x, x) : p.call('pow', x, y);
    }
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'max':
    case 'min':
      return p.op(s.op, of(s.args[0]), of(s.args[1]));
    case 'neg':
    case 'abs':
    case 'sqrt':
    case 'floor':
      return p.op(s.op, of(s.args[0]));
    default:
      s.op satisfies Called;
      return inline[s.op]?.(p, of(s.args[0])) ?? p.call(s.op, of(s.args[0]));
  }
}

/** Not 0; a comparison that was made a number for it is taken back. */
function mask(c: Expr, p: Pool): Expr {
  const [test, yes, no] = c.args;
  const compared = c.op === 'select' && yes === p.const(1) && no === p.const(0);
  return compared && test ? test : p.op('unequal', c, p.const(0));
}
