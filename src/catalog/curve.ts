/**
 * An activation's curve as a short table, for pictures of it: the kind's own `apply`, evaluated once.
 * Not for computing with; the engine has the plan for that.
 */
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
const tables = new WeakMap<Kind, CurveTable>();

/** f over [−4, 4]; nothing for kinds that are no function of one number. */
export function curveTable(kind: Kind): CurveTable | undefined {
  if (!kind.apply) return undefined;
  const known = tables.get(kind);
  if (known) return known;
  const b = createBuilder();
  const y = kind.apply(b, b.literal(xs, [POINTS]));
  const ys = evaluate(b.program({ y })).results.y?.data ?? [];
  const table = { xs, ys };
  tables.set(kind, table);
  return table;
}
