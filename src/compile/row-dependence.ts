/**
 * Legality of rewriting within a loop over time (dependence analysis). Members of a loop (ir/loops) are computed row by row, so that
 * their axis 0 is time: no rule may cut it, move it or join it with another. Rules are written without
 * thinking of it; what they give in place of a member is checked here, all of it down to what is
 * carried, and is not taken where some row would be made of another than its own.
 */
import { closesOf, keepsRows, type Loop, loopsOf } from '../ir/loops.ts';
import type { Value } from '../ir/ops.ts';

interface RowDependence {
  /** Heard of each new value, as part of what is written for an old one. */
  made(v: Value, old: Value): void;
  /** Whether a new value can stand for an old one. */
  isLegal(id: number, old: Value): boolean;
  /** Heard when all of an old value is written. */
  done(old: Value): void;
}

/** Of the loops that are still open, those on whose carries a value depends, and whether it mixes their rows. */
type Past = ReadonlyMap<Loop, boolean>;

/** @param values the old program; @param at new values by their id */
export function rowDependenceOf(
  values: readonly Value[],
  at: readonly Value[],
): RowDependence | undefined {
  const closes = closesOf(values);
  if (!closes.size) return undefined;
  const loopOfMember = new Map(
    loopsOf(values).flatMap((l) => l.members.map((id) => [id, l] as const)),
  );
  /** How many closes a loop still waits for. */
  const open = new Map<Loop, number>();
  for (const id of closes.values()) {
    const loop = loopOfMember.get(id);
    if (loop) open.set(loop, (open.get(loop) ?? 0) + 1);
  }
  const pasts: (Past | undefined)[] = [];

  return {
    made(v, old) {
      const past = new Map<Loop, boolean>();
      const own = v.op === 'carry' ? loopOfMember.get(old.id) : undefined;
      if (own) past.set(own, false);
      // A close names its carry only to say whose rows these are.
      for (const arg of v.op === 'close' ? v.args.slice(0, 1) : v.args)
        for (const [loop, mixed] of pasts[arg] ?? []) {
          if (!open.has(loop)) continue;
          const mixes = mixed || !keepsRows(v, [at[arg]!]);
          past.set(loop, mixes || past.get(loop) === true);
        }
      if (past.size) pasts[v.id] = past;
    },
    isLegal(id, old) {
      const loop = loopOfMember.get(old.id);
      return !loop || pasts[id]?.get(loop) !== true;
    },
    done(old) {
      const loop = old.op === 'close' ? loopOfMember.get(old.id) : undefined;
      const left = loop && open.get(loop)! - 1;
      if (loop && left) open.set(loop, left);
      else if (loop) open.delete(loop);
    },
  };
}
