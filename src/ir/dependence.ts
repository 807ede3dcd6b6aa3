/**
 * Which numbers a program's values depend on, number by number, whatever the numbers are: sets of the numbers
 * that one asks about, as bits, carried through the program. A derivative may be 0 where there is a
 * dependence; where there is none it is 0 for certain.
 */
import { must } from '../base/assert.ts';
import { type Shape, size } from '../tensor/shape.ts';
import { evaluateOp } from './evaluate.ts';
import { closesOf, needs } from './loops.ts';
import type { OpName, Program, Value, ValueOf } from './ops.ts';

/** A set, as bits; undefined: none. Shared between numbers, never changed once it is handed on. */
export type Bits = Uint32Array | undefined;
/** The set of each number of a value; undefined where all are empty. */
export type Sets = readonly Bits[] | undefined;

export function* membersOf(bits: Bits): Generator<number> {
  for (const [word, all] of (bits ?? []).entries())
    for (let rest = all; rest; rest &= rest - 1) yield word * 32 + 31 - Math.clz32(rest & -rest);
}

function union(a: Bits, b: Bits): Bits {
  if (!a || !b || a === b) return a ?? b;
  const both = a.slice();
  for (let i = 0; i < b.length; i++) both[i]! |= b[i]!;
  return both;
}

/** Where their derivative is 0 wherever there is one, and where it is left out. */
const FLAT: ReadonlySet<OpName> = new Set(['sign', 'floor', 'less', 'equal', 'stop']);

/** Where each number of a movement's value comes from: its place among the operands' numbers, −1 for none. */
function origins(value: Value, shapes: readonly Shape[]): Float64Array {
  let first = 1;
  const places = shapes.map((shape) => {
    const from = first;
    first += size(shape);
    return Float64Array.from({ length: size(shape) }, (_, i) => from + i);
  });
  return evaluateOp(value, places, shapes).map((i) => i - 1);
}

/**
 * @param roots values whose sets are wanted
 * @param given of inputs by name, the sets of their numbers; all others are empty
 * @returns the sets of a value
 */
export function dependence(
  { values }: Program,
  roots: readonly number[],
  given: Readonly<Record<string, readonly Bits[]>>,
): (id: number) => Sets {
  const wanted = needs(values, roots);
  const closes = closesOf(values);
  const carried = [...closes.values()].filter((id) => wanted[id]);
  let before: Sets[] = [];
  for (;;) {
    const sets: Sets[] = [];
    for (const v of values) sets.push(wanted[v.id] ? setsOf(v, sets, before) : undefined);
    // Each round gets one more row of what is carried right.
    const settled = carried.every((id) => alike(sets[id], before[id]));
    before = sets;
    if (settled) return (id) => sets[id];
  }

  function setsOf(v: Value, sets: readonly Sets[], former: readonly Sets[]): Sets {
    if (v.op === 'input') return given[v.attrs.name];
    const args = v.args.map((a) => sets[a]);
    const shapes = v.args.map((a) => must(values[a], 'an operand').shape);
    const empty = (): Bits[] => new Array<Bits>(size(v.shape)).fill(undefined);
    if (v.op === 'carry') {
      const row = size(shapes[0] ?? []);
      const last = former[must(closes.get(v.id), 'a close')];
      if (!args[0] && !last) return undefined;
      const out = empty();
      const start = v.attrs.reverse ? out.length - row : 0;
      for (let i = 0; i < row; i++) out[start + i] = args[0]?.[i];
      const [to, from] = v.attrs.reverse ? [0, row] : [row, 0];
      for (let i = 0; i < out.length - row; i++) out[to + i] = last?.[from + i];
      return out;
    }
    if (v.op === 'close') return args[0];
    if (FLAT.has(v.op) || args.every((a) => !a)) return undefined;
    switch (v.op) {
      case 'wire':
      case 'reshape':
        return args[0];
      case 'permute':
      case 'broadcast':
      case 'slice':
      case 'pad':
      case 'shear':
      case 'concat': {
        const all = args.flatMap((a, i) => a ?? new Array<Bits>(size(shapes[i]!)).fill(undefined));
        return Array.from(origins(v, shapes), (i) => (i < 0 ? undefined : all[i]));
      }
      case 'sum':
      case 'reduceMax': {
        const [shape = []] = shapes;
        const spread = { ...v, op: 'broadcast', shape } as ValueOf<'broadcast'>;
        const out = empty();
        for (const [i, to] of origins(spread, [v.shape]).entries())
          out[to] = union(out[to], args[0]![i]);
        return out;
      }
      case 'dot':
        return ofDot(v, args, shapes);
      case 'select':
        return merged(args.slice(1), size(v.shape));
      default:
        return merged(args, size(v.shape));
    }
  }
}

const merged = (args: readonly Sets[], count: number): Sets => {
  const [first, ...others] = args.filter((a) => a !== undefined);
  if (others.length === 0) return first;
  return Array.from({ length: count }, (_, i) =>
    others.reduce<Bits>((bits, a) => union(bits, a[i]), first?.[i]),
  );
};

function ofDot(
  { attrs, shape }: ValueOf<'dot'>,
  [x, y]: readonly Sets[],
  [a = [], b = []]: readonly Shape[],
): Sets {
  const [rows = 1, columns = 1] = shape.slice(-2);
  const inner = a[a.length - (attrs.transposeA ? 2 : 1)]!;
  const batches = size(shape.slice(0, -2));
  const out = new Array<Bits>(size(shape)).fill(undefined);
  const [ofA, ofB] = [size(a.slice(-2)), size(b.slice(-2))];
  for (let n = 0; n < batches; n++) {
    // What a whole row of the one, or a whole column of the other, depends on.
    const left = Array.from({ length: x ? rows : 0 }, (_, i) => {
      let bits: Bits;
      for (let k = 0; k < inner; k++)
        bits = union(bits, x![n * ofA + (attrs.transposeA ? k * rows + i : i * inner + k)]);
      return bits;
    });
    const right = Array.from({ length: y ? columns : 0 }, (_, j) => {
      let bits: Bits;
      for (let k = 0; k < inner; k++)
        bits = union(bits, y![n * ofB + (attrs.transposeB ? j * inner + k : k * columns + j)]);
      return bits;
    });
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        out[(n * rows + i) * columns + j] = union(left[i], right[j]);
  }
  return out;
}

const alike = (a: Sets, b: Sets): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.every((bits, i) => {
      const other = b[i];
      return bits === other || (bits && other && bits.every((w, k) => w === other[k]));
    }));
