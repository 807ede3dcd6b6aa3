/**
 * Vectorisation and register blocking: along which axis four neighbours share a vector, and how many points
 * of the other axes are computed side by side (unroll-and-jam), so that what they share is loaded once (for
 * a matrix product: the register block). Chosen by a cost model, instructions per point.
 */

import { type Expr, isCalled } from './lanes.ts';
import type { Access } from './lowered.ts';
import { moves, type Nest } from './nest.ts';

export interface Tiling {
  /** The axis whose neighbours lie in the lanes of a vector; −1 for none. */
  readonly lane: number;
  /** For each axis, how many points (on the lane axis: vectors) a block has. */
  readonly block: readonly number[];
  /** For each axis, how many such points one iteration of its loop computes in sequence. */
  readonly unroll: readonly number[];
}

export function tiling(nest: Nest): Tiling {
  const candidates = [-1, ...nest.axes.keys()]
    .filter((axis) => axis < 0 || nest.axes[axis]! >= 4)
    // A scatter: two lanes may add to the same row.
    .filter((axis) => !nest.results.some(({ to }) => to.indirect?.index.strides[axis]))
    .map((lane) => {
      const block = blocks(nest, lane);
      return { lane, block, unroll: unrolled(nest, lane, block) };
    });
  let best = candidates[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const c = cost(nest, candidate);
    if (c < least) [best, least] = [candidate, c];
  }
  return best;
}

/** Vectors and single points that a lane axis of this extent takes; see segments.ts. */
const units = (extent: number, mayOverlap: boolean): number =>
  mayOverlap ? Math.ceil(extent / 4) : Math.floor(extent / 4) + (extent % 4);

const CALL = 16;
const GATHER = 6;

/** Instructions, roughly; a function of math.ts counts as many. */
function work(exprs: readonly Expr[]): number {
  const seen = new Set<Expr>();
  const visit = (e: Expr): number => {
    if (seen.has(e)) return 0;
    seen.add(e);
    const own = e.op === 'const' || e.op === 'leaf' ? 0 : isCalled(e) ? CALL : 1;
    return e.args.reduce((sum, arg) => sum + visit(arg), own);
  };
  return exprs.reduce((sum, e) => sum + visit(e), 0);
}

function loadsOf(nest: Nest, exprs: readonly Expr[]): Access[] {
  const found = new Set<Access>();
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    const leaf = e.op === 'leaf' ? nest.leaves[e.value] : undefined;
    if (leaf?.is === 'load') found.add(leaf.access);
    for (const arg of e.args) visit(arg);
  };
  for (const e of exprs) visit(e);
  return [...found];
}

const inner = (nest: Nest): readonly Expr[] =>
  nest.reduce ? [nest.reduce.body] : nest.results.map((r) => r.value);

/** Instructions per point of the whole nest, reduced axes included. */
function cost(nest: Nest, { lane, block }: Tiling): number {
  const { axes, outer, reduce, results } = nest;
  const depth = axes.slice(outer).reduce((n, d) => n * d, 1);
  const extent = axes[lane] ?? 1;
  const reduces = lane >= outer;
  const share = lane < 0 ? 1 : units(extent, !reduces && !nest.inPlace) / extent;

  let perUnit = work(inner(nest)) + (reduce ? 1 : 0);
  for (const a of loadsOf(nest, inner(nest))) {
    const depends = moves(a.strides) | (a.guards ?? []).reduce((m, g) => m | moves(g.strides), 0);
    const reuse = block.reduce((n, b, i) => (depends & (1 << i) ? n : n * b), 1);
    perUnit += loadCost(a, lane) / reuse;
  }
  let perResult = 0;
  for (const { to } of results) {
    const stride = to.strides[lane] ?? 0;
    perResult += lane >= 0 && !reduces && stride !== 1 ? GATHER : 1;
  }
  if (reduce) {
    perResult += work(results.map((r) => r.value));
    for (const a of loadsOf(
      nest,
      results.map((r) => r.value),
    ))
      perResult += loadCost(a, lane);
  }
  // A horizontal sum takes a handful of shuffles; the epilogue is then scalar.
  const epilogue = reduces ? perResult + 8 : perResult * share;
  return perUnit * share + epilogue / depth;
}

function loadCost(a: Access, lane: number): number {
  const guards = a.guards ?? [];
  const guarded = guards.some((g) => (g.strides[lane] ?? 0) !== 0);
  if (a.indirect) return a.indirect.index.strides[lane] ? 3 * GATHER : 3;
  const stride = lane < 0 ? 0 : (a.strides[lane] ?? 0);
  if (guarded) return 3 * GATHER;
  return (stride === 0 || stride === 1 ? 1 : stride === 2 ? 3 : GATHER) + 2 * guards.length;
}

/** Blocks for vectors along `lane`. */
function blocks(nest: Nest, lane: number): number[] {
  const { axes, outer, reduce } = nest;
  const block = axes.map(() => 1);
  const heavy = work(inner(nest));
  if (!reduce) {
    if (lane >= 0) block[lane] = heavy <= 6 ? 4 : heavy <= 24 ? 2 : 1;
    return jammed(nest, lane, block);
  }
  const shared = reuseAxes(nest, lane);
  const [a, b] = shared;
  if (heavy > 12) return block;
  if (lane >= outer) {
    // 8 or 9 sums of 4 lanes, and what they are made from, fit into the registers.
    const three = b !== undefined && axes[b] === 3;
    if (a !== undefined) block[a] = three ? 3 : 4;
    if (b !== undefined) block[b] = three ? 3 : 2;
    // One accumulator would be a chain of dependent additions: four side by side.
    if (a === undefined) block[lane] = 4;
    return block;
  }
  const vectors = Math.ceil((axes[lane] ?? 0) / 4);
  if (lane >= 0) block[lane] = Math.min(vectors, a === undefined ? 4 : 2);
  if (a !== undefined) block[a] = vectors < 2 ? 6 : 4;
  if (lane < 0 && b !== undefined) block[b] = 2;
  return block;
}

/**
 * Unrolls the innermost reduced axis, to spare the loop's own cost. Not where a block has enough to do:
 * engines load all operands of a basic block first, and registers spill.
 */
function unrolled(nest: Nest, lane: number, block: readonly number[]): number[] {
  const { axes, outer, reduce } = nest;
  const innermost = lane >= outer ? lane : axes.length - 1;
  const elements = block.slice(0, outer).reduce((n, b) => n * b, 1);
  const each = reduce ? elements * (1 + work([reduce.body])) : 1;
  const turns = elements >= 6 ? 1 : Math.max(1, Math.min(8, Math.floor(48 / each)));
  const unroll = axes.map((_, axis) => (axis < outer || axis !== innermost ? 1 : turns));
  // Small windows without any loop.
  let points = axes[innermost]!;
  for (let axis = axes.length - 1; axis >= outer; axis--) {
    if (axis === innermost) continue;
    points *= axes[axis]!;
    if (points > turns) break;
    unroll[axis] = axes[axis]!;
  }
  return unroll;
}

/** Unroll-and-jam of short axes whose points read the same. */
function jammed(nest: Nest, lane: number, block: readonly number[]): number[] {
  const loads = loadsOf(nest, inner(nest)).filter((a) => moves(a.strides) !== 0);
  const wider = [...block];
  let points = 1;
  for (const [axis, extent] of nest.axes.entries()) {
    const same = loads.some((a) => a.strides[axis] === 0);
    if (axis === lane || !same || points * extent > 4) continue;
    points *= extent;
    wider[axis] = extent;
  }
  if (lane >= 0 && points > 1) wider[lane] = 1;
  return wider;
}

/** The outer axes, other than the lanes', along which a load is reused, the most reuse first. */
function reuseAxes(nest: Nest, lane: number): number[] {
  const { axes, outer, reduce } = nest;
  if (!reduce) return [];
  const loads = loadsOf(nest, [reduce.body]).filter((a) => moves(a.strides) !== 0);
  const away = (axis: number) => Math.max(...loads.map((a) => Math.abs(a.strides[axis] ?? 0)));
  return axes
    .map((extent, axis) => ({
      axis,
      extent,
      saved: loads.filter((a) => a.strides[axis] === 0).length,
      // A vector is the most expensive to load again.
      vectors: loads.filter((a) => a.strides[axis] === 0 && a.strides[lane] !== 0).length,
      away: away(axis),
    }))
    .filter((s) => s.axis < outer && s.axis !== lane && s.extent > 1 && s.saved > 0)
    .sort(
      (s, t) =>
        t.saved - s.saved ||
        t.vectors - s.vectors ||
        Math.min(4, t.extent) - Math.min(4, s.extent) ||
        s.away - t.away,
    )
    .map((s) => s.axis);
}
