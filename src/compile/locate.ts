/**
 * What is stored and what is not. Every value is either *located* (it lies in a buffer) or is written
 * into the kernels that use it, as a scalar expression over an affine index. Movement (reshape,
 * permute, broadcast, slice, pad, shear) is index arithmetic and costs nothing; chains of elementwise
 * ops become one expression, also where they part and meet again; a reduction takes the elementwise
 * chain behind it along as its epilogue. What costs next to nothing is computed again by each that needs it.
 * Only a pad with steps is written out: between its numbers stand zeros, which no affine index finds.
 *
 * In a loop over time (loops.ts) a value holds all its rows, where anything outside asks for them;
 * otherwise one row will do, written anew each time round: its stride along time is 0. A value that is
 * carried on lies in one buffer with what closes it, a row apart.
 *
 * With `fence: 'node'` whatever another node or another phase reads is located, so that no kernel
 * does the work of two nodes.
 */
import { must } from '../base/assert.ts';
import type { Piecemeal, Share } from '../base/piecemeal.ts';
import { SERIES } from '../ir/cost.ts';
import { BINARY, UNARY, type Value } from '../ir/ops.ts';
import { strides as rowMajor, type Shape, size } from '../tensor/shape.ts';
import { axisSplits } from './axis-splits.ts';
import type { GroupedProgram } from './loops.ts';
import type { Fence } from './rule.ts';

/** Where tensors that exist beforehand lie, and new scratch. */
export interface BufferAllocator {
  read(buffer: string): number;
  input(name: string, shape: Shape): number;
  dial(name: string): number;
  literal(data: readonly number[]): number;
  scratch(name: string, size: number): number;
}

export interface Address {
  readonly buffer: number;
  readonly offset: number;
}

export interface Located {
  /** The value with this id; wires and stops stand for their operand. */
  readonly at: (id: number) => Value;
  /** Whether the value stands for itself and lies in a buffer that a kernel must fill. */
  readonly isMaterialised: (v: Value) => boolean;
  /** Where it lies, if it does, views of what lies somewhere included. */
  readonly addressOf: (v: Value) => Address | undefined;
  /** How it lies there: row-major, in a loop perhaps with one row for all. */
  readonly stridesOf: (v: Value) => readonly number[];
  /** Whether it holds one row of the loop that it is computed in. */
  readonly isRow: (v: Value) => boolean;
  /** The reduction that ends in the kernel that computes this value. */
  readonly reductionOf: (v: Value) => Value | undefined;
}

export const ELEMENTWISE: ReadonlySet<string> = new Set([...UNARY, ...BINARY, 'select']);
/** What goes on with the number at its own place. */
const CHAIN: ReadonlySet<string> = new Set([...ELEMENTWISE, 'close']);
const REDUCING: ReadonlySet<string> = new Set(['sum', 'reduceMax', 'dot']);
const MOVEMENT: ReadonlySet<string> = new Set([
  'reshape',
  'permute',
  'broadcast',
  'slice',
  'pad',
  'shear',
]);
/** A pad whose numbers stand apart, with zeros in between. */
export const isScattered = (v: Value): boolean => v.op === 'pad' && v.attrs.steps !== undefined;
/** How many operations a value may cost that is computed again by each that needs it. */
const CHEAP = 8;
/** How long an expression may become, written out: each x + f(x) in a row doubles it. */
const LONG = 1024;
/** What no kernel works out again: functions, and the two operations that a processor takes long for. */
const DEAR: ReadonlySet<string> = new Set([...SERIES, 'sqrt', 'div']);

/**
 * What a cheap value is made from, two tensors at most, or nothing where it is dear. Storage may be
 * written before the value is asked for again, so that what reads it is none.
 */
function cheapLeaves(v: Value, argsOf: (v: Value) => readonly Value[]): Value[] | undefined {
  const leaves = new Set<Value>();
  const seen = new Set<Value>();
  const visit = (x: Value): boolean => {
    if (seen.has(x)) return true;
    seen.add(x);
    if (seen.size > 2 * CHEAP || DEAR.has(x.op)) return false;
    if (ELEMENTWISE.has(x.op)) return argsOf(x).every(visit);
    const base = behind(x, argsOf);
    if (base.op === 'read' || base.op === 'uniform' || base.op === 'carry') return false;
    if (!INLINE.has(base.op)) leaves.add(x);
    return leaves.size <= 2;
  };
  return ELEMENTWISE.has(v.op) && visit(v) ? [...leaves] : undefined;
}

/** What a view looks at. */
function behind(v: Value, argsOf: (v: Value) => readonly Value[]): Value {
  let x = v;
  while (isView(x)) x = argsOf(x)[0]!;
  return x;
}

/** Index arithmetic over what its operand is. */
export const isView = (v: Value): boolean => MOVEMENT.has(v.op) && !isScattered(v);
const LOCATED: ReadonlySet<string> = new Set(['read', 'input', 'dial', 'literal', 'carry']);
/** Written into each kernel that uses them. */
const INLINE: ReadonlySet<string> = new Set(['fill', 'iota']);

export function* locating(
  { program, loopOf }: GroupedProgram,
  fence: Fence,
  allocator: BufferAllocator,
): Piecemeal<Located, Share<'schedule'>> {
  const { values } = program;
  const said = { pass: 'schedule', done: 0, of: values.length } as const;
  /** Wires and stops stand for their operand. */
  const same = new Int32Array(values.length);
  for (const v of values)
    same[v.id] = v.op === 'wire' || v.op === 'stop' ? same[v.args[0]!]! : v.id;
  const at = (id: number): Value => must(values[same[id]!], 'a value');
  /** A close names its carry only to say whose rows these are. */
  const argsOf = (v: Value): Value[] => (v.op === 'close' ? v.args.slice(0, 1) : v.args).map(at);

  /** A slice that is a contiguous stretch of its operand. */
  const isStretch = (v: Value): boolean => {
    if (v.op !== 'slice' || v.attrs.steps) return false;
    const x = at(v.args[0]!);
    const first = v.shape.findIndex((d) => d !== 1);
    return first < 0 || v.shape.every((d, i) => i <= first || d === x.shape[i]);
  };
  const isAlias = (v: Value): boolean => v.op === 'reshape' || isStretch(v);
  /** A reshape that only cuts axes is index arithmetic wherever its operand lies. */
  const isSplit = (v: Value): boolean =>
    v.op === 'reshape' && axisSplits(at(v.args[0]!).shape, v.shape) !== undefined;

  // 1. Who uses what
  const users: Value[][] = values.map(() => []);
  for (const v of values) {
    if (same[v.id] !== v.id) continue;
    for (const a of argsOf(v)) users[a.id]!.push(v);
  }

  yield said;

  // 2. What is located
  const located = new Uint8Array(values.length);
  const store = (v: Value): void => {
    if (LOCATED.has(v.op)) return;
    if (isAlias(v)) store(at(v.args[0]!));
    else located[v.id] = 1;
  };
  /** Everything computed behind these views is located; the views themselves stay index arithmetic. */
  const storeBehind = (v: Value): void => {
    if (LOCATED.has(v.op) || INLINE.has(v.op)) return;
    if (isView(v)) storeBehind(at(v.args[0]!));
    else located[v.id] = 1;
  };
  /** What is read with guards must lie somewhere, constants too: outside it is 0. */
  const storePadded = (v: Value): void => {
    if (isView(v)) storePadded(at(v.args[0]!));
    else store(v);
  };
  for (const id of Object.values(program.results)) store(at(id));
  for (const v of values) {
    if (same[v.id] !== v.id) continue;
    const mine = users[v.id]!;
    if (mine.length > 1 && isView(v)) storeBehind(v);
    for (const a of argsOf(v)) {
      if (isAlias(v) && !isSplit(v)) store(a);
      if (v.op === 'dot' || v.op === 'broadcast') storeBehind(a);
      if (v.op === 'pad' || v.op === 'shear') storePadded(a);
      if (fence === 'node' && (a.origin !== v.origin || a.phase !== v.phase)) storeBehind(a);
    }
    if (v.op === 'concat' || v.op === 'close' || isScattered(v)) located[v.id] = 1;
  }

  yield said;

  // 3. Parts of a concatenation along the outermost axis are written where they will stand
  const spots = new Map<number, Address>();
  /** Values of a loop that hold one row. */
  const rowed = new Uint8Array(values.length);
  const names = new Map<number, string>();
  for (const [name, id] of Object.entries(program.results)) {
    const v = at(id);
    if (!names.has(v.id)) names.set(v.id, name);
  }
  const label = (v: Value): string => names.get(v.id) ?? `t${v.id}`;
  const scratch = (v: Value): Address => ({
    buffer: allocator.scratch(label(v), size(rowed[v.id] ? v.shape.slice(1) : v.shape)),
    offset: 0,
  });
  for (let id = values.length - 1; id >= 0; id--) {
    const v = values[id]!;
    if (v.op !== 'concat' || size(v.shape.slice(0, v.attrs.axis)) !== 1) continue;
    const spot = spots.get(id) ?? scratch(v);
    spots.set(id, spot);
    let offset = spot.offset;
    for (const part of argsOf(v)) {
      let x = part;
      while (x.op === 'reshape') x = at(x.args[0]!);
      const computed = ELEMENTWISE.has(x.op) || REDUCING.has(x.op) || x.op === 'concat';
      const near = fence === 'none' || (x.origin === v.origin && x.phase === v.phase);
      if (computed && near && !spots.has(x.id) && !names.has(x.id)) {
        located[x.id] = 1;
        spots.set(x.id, { buffer: spot.buffer, offset });
      }
      offset += size(part.shape);
    }
  }

  // What would grow beyond all measure is cut
  const lengths = new Float64Array(values.length);
  for (const v of values) {
    if (same[v.id] !== v.id || LOCATED.has(v.op)) continue;
    const length = argsOf(v).reduce((n, a) => n + (located[a.id] ? 1 : lengths[a.id]!), 1);
    lengths[v.id] = length;
    if (length > LONG && ELEMENTWISE.has(v.op)) located[v.id] = 1;
  }

  // 4. Whose kernel computes what is not located: that of the one value in which all uses end
  const home = new Int32Array(values.length);
  /** Computed again in each kernel that uses it; what it is made from then lies somewhere. */
  const repeated = (v: Value): boolean => {
    const leaves = fence === 'none' ? cheapLeaves(v, argsOf) : undefined;
    for (const leaf of leaves ?? []) storeBehind(leaf);
    return leaves !== undefined;
  };
  const findHomes = (): void => {
    for (let id = values.length - 1; id >= 0; id--) {
      const v = values[id]!;
      home[id] = id;
      if (same[id] !== id || located[id]) continue;
      const mine = users[id]!;
      const [user] = mine;
      if (!user || !(ELEMENTWISE.has(v.op) || REDUCING.has(v.op) || v.op === 'uniform')) continue;
      const there = home[user.id]!;
      if (mine.every((u) => CHAIN.has(u.op) && home[u.id] === there)) home[id] = there;
      else if (mine.length > 1 && !repeated(v)) located[id] = 1;
    }
  };

  // 5. Which reductions end inside the kernel of an elementwise value behind them
  const carries = new Int32Array(values.length).fill(-1);
  /** Whether nothing more had to be located for it. */
  const carry = (): boolean => {
    let settled = true;
    const keep = (v: Value) => {
      if (!located[v.id]) settled = false;
      located[v.id] = 1;
    };
    carries.fill(-1);
    for (const v of values) {
      if (same[v.id] !== v.id) continue;
      if (REDUCING.has(v.op)) {
        carries[v.id] = v.id;
        for (const a of argsOf(v)) if (carries[a.id]! >= 0) keep(a);
      } else if (CHAIN.has(v.op)) {
        for (const a of argsOf(v)) {
          const carried = carries[a.id]!;
          if (located[a.id] || carried < 0) continue;
          if (carries[v.id]! >= 0 && carries[v.id] !== carried) keep(a);
          else carries[v.id] = carried;
        }
      }
      if (carries[v.id]! >= 0 && home[v.id] === v.id) keep(v);
    }
    return settled;
  };
  do {
    yield said;
    findHomes();
  } while (!carry());
  yield said;

  // 6. What holds a single row: in a loop, and read by kernels of that loop alone
  const written = new Set([
    ...Object.values(program.results),
    ...program.writes.map((w) => w.value),
  ]);
  const kept = new Set([...written].map((id) => at(id).id));
  const staysIn = (v: Value, loop: number): boolean =>
    !kept.has(v.id) &&
    users[v.id]!.every(
      (u) => loopOf(u.id)?.id === loop && (located[u.id] === 1 || staysIn(u, loop)),
    );
  const isBrief = (v: Value): boolean => {
    const loop = loopOf(v.id);
    return fence === 'none' && loop !== undefined && loop.extent > 1 && staysIn(v, loop.id);
  };
  for (const v of values) {
    if (v.op !== 'close') {
      if (located[v.id] && isBrief(v)) rowed[v.id] = 1;
      continue;
    }
    const carry = must(values[v.args[1]!], 'a carry');
    if (isBrief(v) && isBrief(carry)) {
      rowed[v.id] = 1;
      rowed[carry.id] = 1;
      continue;
    }
    const row = size(v.shape.slice(1));
    const buffer = allocator.scratch(label(v), size(v.shape) + row);
    spots.set(v.id, { buffer, offset: v.attrs.reverse ? 0 : row });
    spots.set(carry.id, { buffer, offset: v.attrs.reverse ? row : 0 });
  }
  const isRow = (v: Value): boolean =>
    rowed[v.id] === 1 || (!located[v.id] && isAlias(v) && isRow(at(v.args[0]!)));

  // 7. Where
  const addressOf = (v: Value): Address | undefined => {
    const known = spots.get(v.id);
    if (known) return known;
    let spot: Address | undefined;
    if (v.op === 'read') spot = { buffer: allocator.read(v.attrs.buffer), offset: v.attrs.offset };
    else if (v.op === 'input') spot = { buffer: allocator.input(v.attrs.name, v.shape), offset: 0 };
    else if (v.op === 'dial') spot = { buffer: allocator.dial(v.attrs.name), offset: 0 };
    else if (v.op === 'literal') spot = { buffer: allocator.literal(v.attrs.data), offset: 0 };
    else if (located[v.id] || v.op === 'carry') spot = scratch(v);
    else if (isAlias(v)) {
      const x = at(v.args[0]!);
      const base = addressOf(x);
      if (base && v.op === 'slice') {
        const s = rowMajor(x.shape);
        const from = v.attrs.starts.reduce((n, start, i) => n + start * s[i]!, 0);
        spot = { buffer: base.buffer, offset: base.offset + from };
      } else spot = base;
    }
    if (spot) spots.set(v.id, spot);
    return spot;
  };

  return {
    at,
    isMaterialised: (v) => located[v.id] === 1 && same[v.id] === v.id,
    addressOf,
    stridesOf: (v) => rowMajor(v.shape).map((s, i) => (i === 0 && isRow(v) ? 0 : s)),
    isRow,
    reductionOf: (v) => (carries[v.id]! >= 0 ? at(carries[v.id]!) : undefined),
  };
}
