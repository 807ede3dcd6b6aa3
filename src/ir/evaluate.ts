/**
 * The definition of the mathematics: what each primitive means, in float64, one value after the
 * other, nothing shared or saved. It is the truth that plans and backends are compared with, so it
 * stays naive; make something else fast.
 */
import { assert, must } from '../base/assert.ts';
import { uniformAt } from '../base/random.ts';
import { BINARY, UNARY } from '../base/scalar.ts';
import { type Shape, size, strides } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { closesOf, dependents } from './loops.ts';
import type { OpAttrs, OpName, Program, Value } from './ops.ts';

/** Everything that comes from outside a program. */
export interface Environment {
  readonly inputs?: Readonly<Record<string, ArrayLike<number>>>;
  /** Contents of the persistent buffers; left as they are. */
  readonly storage?: Readonly<Record<string, ArrayLike<number>>>;
  readonly dials?: Readonly<Record<string, number>>;
  readonly seed?: number;
  /** Counts the draws of `uniform` whose draw time is `step`. */
  readonly step?: number;
}

export interface Evaluation {
  /** One for each value of the program. */
  readonly values: readonly Float64Array[];
  readonly results: Readonly<Record<string, Tensor>>;
  /** The buffers after all writes; untouched buffers are copies. */
  readonly storage: Readonly<Record<string, Float64Array>>;
}

interface Call<O extends OpName> {
  readonly attrs: OpAttrs[O];
  readonly shape: Shape;
  readonly args: readonly Float64Array[];
  readonly shapes: readonly Shape[];
  readonly environment: Environment;
}
type Meaning<O extends OpName> = (call: Call<O>) => Float64Array;

/** A value from a rule for each of its indices. */
function fromIndex(shape: Shape, at: (index: readonly number[], linear: number) => number) {
  const out = new Float64Array(size(shape));
  const index = shape.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = at(index, i);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = index[axis]! + 1;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return out;
}

/** Elements of a row-major tensor. */
const placeIn = (shape: Shape) => {
  const along = strides(shape);
  return (index: readonly number[]): number => {
    let n = 0;
    for (let i = 0; i < along.length; i++) n += along[i]! * index[i]!;
    return n;
  };
};

const map =
  (f: (...x: number[]) => number): Meaning<OpName> =>
  ({ args: [a = new Float64Array(), b, c], shape }) => {
    const out = new Float64Array(size(shape));
    for (let i = 0; i < out.length; i++)
      out[i] = !b ? f(a[i]!) : c ? f(a[i]!, b[i]!, c[i]!) : f(a[i]!, b[i]!);
    return out;
  };
/** A row for each operation of a table of numbers. */
const each = <K extends string>(
  table: Readonly<Record<K, (x: number, y: number) => number>>,
): Readonly<Record<K, ReturnType<typeof map>>> =>
  Object.fromEntries(
    Object.entries(table).map(([name, f]) => [name, map(f as (...x: number[]) => number)]),
  ) as Record<K, ReturnType<typeof map>>;

const fold =
  (start: number, combine: (a: number, x: number) => number) =>
  ({
    attrs,
    args: [x = new Float64Array()],
    shapes: [from = []],
    shape,
  }: Call<'sum'> | Call<'reduceMax'>) => {
    const out = new Float64Array(size(shape)).fill(start);
    const kept = from.flatMap((_, axis) => (attrs.axes.includes(axis) ? [] : [axis]));
    const place = placeIn(shape);
    fromIndex(from, (index, i) => {
      const to = place(kept.map((axis) => index[axis]!));
      out[to] = combine(out[to]!, x[i]!);
      return 0;
    });
    return out;
  };

const copy = ({ args: [x] }: Call<OpName>) => Float64Array.from(must(x, 'an operand'));

const given = (from: ArrayLike<number> | undefined, name: string, count: number, offset = 0) => {
  assert(from, `nothing was given for ${name}`);
  assert(
    from.length >= offset + count,
    `${name} has ${from.length}, not ${offset + count} numbers`,
  );
  return Float64Array.from({ length: count }, (_, i) => from[offset + i]!);
};

const MEANING: { readonly [O in OpName]: Meaning<O> } = {
  input: ({ attrs, shape, environment }) =>
    given(environment.inputs?.[attrs.name], attrs.name, size(shape)),
  read: ({ attrs, shape, environment }) =>
    given(environment.storage?.[attrs.buffer], attrs.buffer, size(shape), attrs.offset),
  dial: ({ attrs, environment }) =>
    Float64Array.of(must(environment.dials?.[attrs.name], `the dial ${attrs.name}`)),
  fill: ({ attrs, shape }) => new Float64Array(size(shape)).fill(attrs.value),
  literal: ({ attrs }) => Float64Array.from(attrs.data),
  iota: ({ attrs, shape }) => fromIndex(shape, (index) => index[attrs.axis]!),
  uniform: ({ attrs, shape, environment }) => {
    const step = attrs.drawTime === 'step' ? (environment.step ?? 0) : 0;
    return fromIndex(shape, (_, i) => uniformAt(environment.seed ?? 0, attrs.stream, i, step));
  },

  ...each(UNARY),
  ...each(BINARY),
  select: map((c, x, y) => (c !== 0 ? x : y)),
  stop: copy,
  wire: copy,

  sum: fold(0, (a, x) => a + x),
  reduceMax: fold(Number.NEGATIVE_INFINITY, Math.max),

  dot: ({ attrs, args: [x = new Float64Array(), y = new Float64Array()], shapes, shape }) => {
    const [a = [], b = []] = shapes;
    const inner = a[a.length - (attrs.transposeA ? 2 : 1)]!;
    const [inA, inB] = [placeIn(a), placeIn(b)];
    // From one k to the next.
    const left = attrs.transposeA ? a.at(-1)! : 1;
    const right = attrs.transposeB ? 1 : b.at(-1)!;
    return fromIndex(shape, (index) => {
      const batch = index.slice(0, -2);
      const [row, column] = index.slice(-2) as [number, number];
      const fromA = inA([...batch, ...(attrs.transposeA ? [0, row] : [row, 0])]);
      const fromB = inB([...batch, ...(attrs.transposeB ? [column, 0] : [0, column])]);
      let total = 0;
      for (let k = 0; k < inner; k++) total += x[fromA + k * left]! * y[fromB + k * right]!;
      return total;
    });
  },

  reshape: copy,
  permute: ({ attrs, args: [x], shapes: [from = []], shape }) => {
    const place = placeIn(from);
    return fromIndex(shape, (index) => {
      const source = from.map((_, axis) => index[attrs.order.indexOf(axis)]!);
      return x?.[place(source)] as number;
    });
  },
  broadcast: ({ attrs, args: [x], shapes: [from = []], shape }) => {
    const place = placeIn(from);
    const own = shape.flatMap((_, axis) => (attrs.axes.includes(axis) ? [] : [axis]));
    return fromIndex(shape, (index) => x?.[place(own.map((axis) => index[axis]!))] as number);
  },
  slice: ({ attrs, args: [x], shapes: [from = []], shape }) => {
    const place = placeIn(from);
    return fromIndex(shape, (index) => {
      const source = index.map((i, axis) => attrs.starts[axis]! + (attrs.steps?.[axis] ?? 1) * i);
      return x?.[place(source)] as number;
    });
  },
  pad: ({ attrs, args: [x], shapes: [from = []], shape }) => {
    const place = placeIn(from);
    return fromIndex(shape, (index) => {
      const source = index.map((i, axis) => (i - attrs.before[axis]!) / (attrs.steps?.[axis] ?? 1));
      const inside = source.every((i, axis) => Number.isInteger(i) && i >= 0 && i < from[axis]!);
      return inside ? (x?.[place(source)] as number) : 0;
    });
  },
  shear: ({ attrs: { axis, along, by }, args: [x], shapes: [from = []], shape }) => {
    const place = placeIn(from);
    return fromIndex(shape, (index) => {
      const at = index[axis]! + by * index[along]!;
      const source = index.map((i, a) => (a === axis ? at : i));
      return at >= 0 && at < from[axis]! ? (x?.[place(source)] as number) : 0;
    });
  },
  concat: ({ attrs, args, shapes, shape }) => {
    const places = shapes.map(placeIn);
    return fromIndex(shape, (index) => {
      let at = index[attrs.axis]!;
      for (const [i, from] of shapes.entries()) {
        const extent = from[attrs.axis]!;
        if (at < extent) {
          const source = index.map((k, axis) => (axis === attrs.axis ? at : k));
          return args[i]?.[must(places[i], 'places')(source)] as number;
        }
        at -= extent;
      }
      return Number.NaN;
    });
  },
  // The first row; in all others what `evaluate` knows of the value that closes the recurrence.
  carry: ({ attrs, args: [start = new Float64Array()], shape }) => {
    const out = new Float64Array(size(shape));
    out.set(start, attrs.reverse ? out.length - start.length : 0);
    return out;
  },
  close: copy,
};

/** One primitive applied to whole operands. */
export function evaluateOp(
  value: Value,
  args: readonly Float64Array[],
  shapes: readonly Shape[],
  environment: Environment = {},
): Float64Array {
  const meaning = MEANING[value.op] as Meaning<OpName>;
  return meaning({ attrs: value.attrs, shape: value.shape, args, shapes, environment });
}

/**
 * One value after the other; rows that are carried hold what `known` has of the values that close them.
 * What depends on no carry stays as it is known.
 */
function evaluateOnce(
  program: Program,
  environment: Environment,
  known: readonly Float64Array[],
  recurs: Uint8Array,
): readonly Float64Array[] {
  const values: Float64Array[] = [];
  const closes = closesOf(program.values);
  for (const value of program.values) {
    const settled = recurs[value.id] ? undefined : known[value.id];
    if (settled) {
      values.push(settled);
      continue;
    }
    const args = value.args.map((a) => must(values[a], `value ${a} before ${value.id}`));
    const shapes = value.args.map((a) => must(program.values[a], `value ${a}`).shape);
    const made = evaluateOp(value, args, shapes, environment);
    const before = value.op === 'carry' && known[closes.get(value.id) ?? -1];
    if (value.op === 'carry' && before) {
      const row = args[0]?.length ?? 0;
      if (value.attrs.reverse) made.set(before.subarray(row), 0);
      else made.set(before.subarray(0, before.length - row), row);
    }
    values.push(made);
  }
  return values;
}

/**
 * All values of a program, its results by name, and the storage after its writes. What is carried
 * along time is a fixed point: each round gets one more row of it right, until no number changes.
 */
export function evaluate(program: Program, environment: Environment = {}): Evaluation {
  const carries = program.values.filter((v) => v.op === 'carry').map((v) => v.id);
  const recurs = dependents(program.values, carries);
  let values = evaluateOnce(program, environment, [], recurs);
  for (let settled = carries.length === 0; !settled; ) {
    const next = evaluateOnce(program, environment, values, recurs);
    settled = next.every((data, id) => data.every((x, i) => Object.is(x, values[id]?.[i])));
    values = next;
  }
  const storage: Record<string, Float64Array> = {};
  for (const [name, data] of Object.entries(environment.storage ?? {}))
    storage[name] = Float64Array.from(data);
  for (const { buffer, offset, value } of program.writes)
    must(storage[buffer], `the buffer ${buffer}`).set(
      must(values[value], `value ${value}`),
      offset,
    );
  const results = Object.fromEntries(
    Object.entries(program.results).map(([name, id]) => [
      name,
      { shape: must(program.values[id], `value ${id}`).shape, data: must(values[id], name) },
    ]),
  );
  return { values, results, storage };
}
