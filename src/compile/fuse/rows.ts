/**
 * Rows of a loop over time. A value that only its own loop reads needs one row, written anew in each round:
 * its stride along time is 0 (array contraction; Gao, Olsen, Sarkar and Thekkath, "Collective Loop Fusion
 * for Array Contraction", 1992). All others hold a row for each round.
 */
import { must } from '../../base/assert.ts';
import type { Value } from '../../ir/ops.ts';
import type { GroupedProgram } from '../loops.ts';
import type { Fence } from '../rule.ts';
import type { Materialised } from './materialise.ts';
import type { Uses } from './uses.ts';

/**
 * Values that hold one row, by id. A recurrence is contracted as a whole or not at all. Invariant: nobody
 * outside of the loop, no result and no write reads a value in the set, not even through expressions.
 */
export function contractedToRow(
  { program, at, usersOf }: Uses,
  loopOf: GroupedProgram['loopOf'],
  set: Materialised,
  fence: Fence,
): ReadonlySet<number> {
  const rows = new Set<number>();
  if (fence === 'node') return rows;
  const outliving = new Set(
    [...Object.values(program.results), ...program.writes.map((w) => w.value)].map(
      (id) => at(id).id,
    ),
  );
  const staysIn = (v: Value, loop: number): boolean =>
    !outliving.has(v.id) &&
    usersOf(v).every((u) => loopOf(u.id)?.id === loop && (set[u.id] === 1 || staysIn(u, loop)));
  const needsOneRow = (v: Value): boolean => {
    const loop = loopOf(v.id);
    return loop !== undefined && loop.extent > 1 && staysIn(v, loop.id);
  };
  for (const v of program.values) {
    if (v.op === 'close') {
      const carry = must(program.values[v.args[1]!], 'a carry');
      if (needsOneRow(v) && needsOneRow(carry)) rows.add(v.id).add(carry.id);
    } else if (set[v.id] && needsOneRow(v)) rows.add(v.id);
  }
  return rows;
}
