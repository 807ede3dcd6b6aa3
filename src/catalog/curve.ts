/**
 * An activation's curve as a short table, for pictures of it: the kind's own `apply`, evaluated once.
 * Not for computing with; the engine has the plan for that.
 */

import type { Params } from '../base/fields.ts';
import { canonical } from '../base/hash.ts';
import { createBuilder } from '../ir/builder.ts';
import { evaluate } from '../ir/evaluate.ts';
import type { Kind } from './kind.ts';

export interface CurveTable {
  readonly xs: readonly number[];
  readonly ys: ArrayLike<number>;
}

const POINTS = 81;
const REACH = 4;
const xs = Array.from({ length: POINTS }, (_, i) => -REACH + (2 * REACH * i) / (POINTS - 1));
const tables = new WeakMap<Kind, Map<string, CurveTable>>();

/** f over [−4, 4]; nothing for kinds that are no function of one number. */
export function curveTable(kind: Kind, params: Params = {}): CurveTable | undefined {
  if (!kind.apply) return undefined;
  const own = tables.get(kind) ?? new Map<string, CurveTable>();
  tables.set(kind, own);
  const key = canonical(params);
  const known = own.get(key);
  if (known) return known;
  const b = createBuilder();
  const y = kind.apply(b, b.literal(xs, [POINTS]), params);
  const ys = evaluate(b.program({ y })).results.y?.data ?? [];
  const table = { xs, ys };
  // A slider that is dragged asks for a curve at each place: the last few are enough.
  if (own.size >= 32) own.clear();
  own.set(key, table);
  return table;
}
