/**
 * Recurrences. A program has no loop: a value that is computed row by row along time is written with
 * all its rows at once, [time, …], and `carry` stands for the same value one row earlier. That is an
 * arrow backwards in the list, from a carry to the value that closes it; all that walks along operands
 * has to know it. Who depends on itself in this way is on a cycle, and only that must be computed row
 * by row: the rest (the products with all inputs, the gradients of weights) needs no loop.
 *
 * Compare `fby` of Lustre (Caspi, Pilaud, Halbwachs, Plaice 1987).
 */
import { assert, must } from '../base/assert.ts';
import type { Value } from './ops.ts';

/** Carries and what closes them, by id. */
export function closesOf(values: readonly Value[]): ReadonlyMap<number, number> {
  const closes = new Map<number, number>();
  for (const v of values) if (v.op === 'close') closes.set(v.args[1]!, v.id);
  return closes;
}

/** All that the roots need, themselves included: operands, and of a carry what closes it. */
export function needs(values: readonly Value[], roots: Iterable<number>): Uint8Array {
  const closes = closesOf(values);
  const marked = new Uint8Array(values.length);
  const mark = (id: number) => {
    if (marked[id]) return;
    marked[id] = 1;
    const close = closes.get(id);
    if (close !== undefined) late.push(close);
  };
  let late: number[] = [];
  const visit = (from: number) => {
    for (let id = from; id >= 0; id--)
      if (marked[id]) for (const a of must(values[id], 'a value').args) mark(a);
  };
  for (const id of roots) mark(id);
  visit(values.length - 1);
  // A carry comes before its close: what it brought in is behind us.
  while (late.length) {
    const again = late.filter((id) => !marked[id]);
    late = [];
    for (const id of again) mark(id);
    if (again.length) visit(Math.max(...again));
  }
  return marked;
}

/** All that depends on the given values, themselves included. */
export function dependents(values: readonly Value[], on: Iterable<number>): Uint8Array {
  const closes = [...closesOf(values)];
  const marked = new Uint8Array(values.length);
  for (const id of on) marked[id] = 1;
  for (let settled = false; !settled; ) {
    for (const v of values) if (v.args.some((a) => marked[a])) marked[v.id] = 1;
    const reached = closes.filter(([carry, close]) => marked[close] && !marked[carry]);
    for (const [carry] of reached) marked[carry] = 1;
    settled = reached.length === 0;
  }
  return marked;
}

/** Values that are computed row by row together, for each depends on the others' earlier rows. */
export interface Loop {
  /** Rows. */
  readonly extent: number;
  /** From the last row to the first. */
  readonly reverse: boolean;
  /** In the order of the program. */
  readonly members: readonly number[];
}

export function loopsOf(values: readonly Value[]): readonly Loop[] {
  const loops: { extent: number; reverse: boolean; members: Set<number> }[] = [];
  for (const [carry, close] of closesOf(values)) {
    const { op, attrs, shape } = must(values[carry], `value ${carry}`);
    assert(op === 'carry', `value ${carry} is closed and is no carry`);
    const after = behind(values, carry);
    const members = new Set<number>();
    if (after[close]) {
      const before = needs(values, [close]);
      for (let id = carry; id < values.length; id++) if (after[id] && before[id]) members.add(id);
    }
    if (!members.size) continue;
    const joined = loops.filter((l) => [...members].some((id) => l.members.has(id)));
    for (const l of joined) {
      assert(l.reverse === attrs.reverse && l.extent === shape[0], 'loops of unlike rows meet');
      for (const id of l.members) members.add(id);
      loops.splice(loops.indexOf(l), 1);
    }
    loops.push({ extent: shape[0]!, reverse: attrs.reverse, members });
  }
  return loops.map((l) => ({ ...l, members: [...l.members].sort((a, b) => a - b) }));
}

/** What depends on a value along operands alone. */
function behind(values: readonly Value[], root: number): Uint8Array {
  const marked = new Uint8Array(values.length);
  marked[root] = 1;
  for (let id = root + 1; id < values.length; id++)
    if (must(values[id], 'a value').args.some((a) => marked[a])) marked[id] = 1;
  return marked;
}

/**
 * Whether row t of a value is made from row t of these operands alone. So it must be for each member of a
 * loop with the operands that are members: its axis 0 is time, and is neither cut, moved nor summed.
 */
export function keepsRows(
  v: Pick<Value, 'op' | 'attrs' | 'shape'>,
  operands: readonly Pick<Value, 'shape'>[],
): boolean {
  if (operands.some((o) => o.shape[0] !== v.shape[0])) return false;
  const { op, attrs, shape } = v as Value;
  switch (op) {
    case 'sum':
    case 'reduceMax':
    case 'broadcast':
      return !attrs.axes.includes(0);
    case 'dot':
      return shape.length > 2;
    case 'permute':
      return attrs.order[0] === 0;
    case 'slice':
      return attrs.starts[0] === 0 && (attrs.steps?.[0] ?? 1) === 1;
    case 'pad':
      return attrs.before[0] === 0 && (attrs.steps?.[0] ?? 1) === 1;
    case 'shear':
      return attrs.axis !== 0 && attrs.along !== 0;
    case 'concat':
      return attrs.axis !== 0;
    default:
      return true;
  }
}
