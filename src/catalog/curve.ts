/**
 * An activation's curve and its derivative's, for pictures of them: the kind's own `apply`, evaluated,
 * and differentiated by the rules of its primitives. Not for computing with; the engine has the plan
 * for that.
 */

import type { Hyperparameters } from '../base/fields.ts';
import { canonical } from '../base/hash.ts';
import { createBuilder } from '../ir/builder.ts';
import { differentiate } from '../ir/differentiate.ts';
import { evaluate } from '../ir/evaluate.ts';
import type { Kind } from './kind.ts';

export interface CurveTable {
  readonly xs: readonly number[];
  readonly ys: ArrayLike<number>;
  /** f′ at the same places. */
  readonly slopes: ArrayLike<number>;
}

/** Steps between −1 and 1 of the reach; even, so that 0 is among the places. */
const STEPS = 80;
const REACH = 4;
const tables = new WeakMap<Kind, Map<string, CurveTable>>();

function bent(kind: Kind, params: Hyperparameters, xs: readonly number[]): CurveTable | undefined {
  if (!kind.apply) return undefined;
  const b = createBuilder();
  const x = b.literal(xs, [xs.length]);
  const y = kind.apply(b, x, params);
  // Each number has a place of its own, so the gradient of the sum is f′ at every one of them.
  const [slope] = differentiate(b, b.sum(y), [x]);
  const { results } = evaluate(b.program({ y, slope: slope ?? b.fill(0, x.shape) }));
  return { xs, ys: results.y?.data ?? [], slopes: results.slope?.data ?? [] };
}

/** f and f′ over [−reach, reach]; nothing for kinds that are no function of one number. */
export function curveTable(
  kind: Kind,
  params: Hyperparameters = {},
  reach = REACH,
): CurveTable | undefined {
  const own = tables.get(kind) ?? new Map<string, CurveTable>();
  tables.set(kind, own);
  const key = `${reach} ${canonical(params)}`;
  const known = own.get(key);
  if (known) return known;
  const xs = Array.from({ length: STEPS + 1 }, (_, i) => reach * ((2 * i) / STEPS - 1));
  const table = bent(kind, params, xs);
  if (!table) return undefined;
  // A slider that is dragged asks for a curve at each place: the last few are enough.
  if (own.size >= 32) own.clear();
  own.set(key, table);
  return table;
}

/** Below this share of the curve's steepest slope a number counts as saturated: little comes back through it. */
export const FLAT = 0.1;

interface Saturation {
  /** Of the numbers that are finite; 0 where there are none. */
  readonly share: number;
  /** The slope below which a number counts; 0 for a curve that is flat everywhere. */
  readonly below: number;
}

const isFlat = (slope: number, below: number) => below === 0 || Math.abs(slope) < below;

/** How many of these numbers lie where the curve is flat. */
export function saturation(
  kind: Kind,
  params: Hyperparameters,
  numbers: ArrayLike<number>,
): Saturation | undefined {
  const table = curveTable(kind, params);
  const xs = Array.from(numbers).filter(Number.isFinite);
  const there = table && bent(kind, params, xs.length ? xs : [0]);
  if (!there) return undefined;
  const steepest = Array.from(table.slopes).reduce((m, s) => Math.max(m, Math.abs(s)), 0);
  const below = FLAT * steepest;
  const flat = xs.filter((_, i) => isFlat(there.slopes[i]!, below)).length;
  return { share: xs.length ? flat / xs.length : 0, below };
}

/** The intervals of x over which the curve is flat (saturated), as pairs of ends. */
export function flatIntervals({ xs, slopes }: CurveTable, below: number): [number, number][] {
  const found: [number, number][] = [];
  let from: number | undefined;
  for (const [i, x] of xs.entries()) {
    if (isFlat(slopes[i]!, below)) {
      from ??= x;
      if (i === xs.length - 1) found.push([from, x]);
    } else if (from !== undefined) {
      found.push([from, xs[i - 1]!]);
      from = undefined;
    }
  }
  return found;
}
