/**
 * Writes programs. Every method appends one primitive (and, where shapes differ, the explicit
 * broadcasts of NumPy's rule) and stamps it with the current origin and phase. Shapes come from
 * `infer`; a shape that does not fit is our bug here, for `check` has already told people about theirs.
 */
import { assert } from '../base/assert.ts';
import { broadcastShapes, formatShape, type Shape, sameShape } from '../tensor/shape.ts';
import { inferShape } from './infer.ts';
import type {
  BinaryName,
  OpAttrs,
  OpName,
  Phase,
  Program,
  UnaryName,
  Value,
  Write,
} from './ops.ts';

/** A handle on a value of the program under construction. */
export interface V {
  readonly id: number;
  readonly shape: Shape;
}

type Unary = { readonly [O in UnaryName]: (x: V) => V };
type Binary = { readonly [O in BinaryName]: (a: V | number, b: V | number) => V };

export interface Builder extends Unary, Binary {
  readonly values: Value[];
  /** Everything emitted while `body` runs carries this origin and phase. */
  within<T>(origin: string, phase: Phase, body: () => T): T;
  /** Appends any primitive; `shape` is given where the operands do not decide it. */
  emit<O extends OpName>(op: O, args: readonly V[], attrs: OpAttrs[O], shape?: Shape): V;
  fill(value: number, shape?: Shape): V;
  literal(data: readonly number[], shape: Shape): V;
  dial(name: string): V;
  iota(shape: Shape, axis: number): V;
  uniform(shape: Shape, stream: number, drawTime: 'init' | 'step'): V;
  select(c: V, a: V | number, b: V | number): V;
  stop(x: V): V;
  wire(x: V, edge: string): V;
  /** Sum over axes (all when absent). Negative axes count from the end. `keep` leaves extents of 1. */
  sum(x: V, axes?: readonly number[], keep?: boolean): V;
  mean(x: V, axes?: readonly number[], keep?: boolean): V;
  reduceMax(x: V, axes?: readonly number[], keep?: boolean): V;
  /** The same number, whose gradient goes to the first of equals alone. */
  firstMax(x: V, axes: readonly number[]): V;
  dot(a: V, b: V, options?: { transposeA?: boolean; transposeB?: boolean }): V;
  reshape(x: V, shape: Shape): V;
  permute(x: V, order: readonly number[]): V;
  /** Repeats to `shape` by NumPy's rule (aligned at the end, extents of 1 stretch). */
  broadcastTo(x: V, shape: Shape): V;
  slice(x: V, starts: readonly number[], sizes: Shape, steps?: readonly number[]): V;
  pad(x: V, before: readonly number[], shape: Shape, steps?: readonly number[]): V;
  /** Rows along `axis` moved by `by` for each step along `along`; see ops. */
  shear(x: V, axis: number, along: number, by: number, extent: number): V;
  concat(xs: readonly V[], axis: number): V;
  /**
   * A recurrence: [extent, …start] whose rows are those of what `close` is given under the same name,
   * one row later (in reverse: earlier), and `start` where there is none.
   */
  carry(start: V, extent: number, name: string, reverse?: boolean): V;
  /** Ends the recurrence; use the result in place of `next` from here on. */
  close(next: V, name: string): V;
  program(results: Readonly<Record<string, V>>, writes?: readonly Write[]): Program;
}

export function createBuilder(initial: readonly Value[] = []): Builder {
  const values: Value[] = [...initial];
  let origin = '';
  let phase: Phase = 'forward';

  const emit: Builder['emit'] = (op, args, attrs, shape) => {
    const resolved = inferShape(
      op,
      attrs,
      args.map((a) => a.shape),
      shape,
    );
    const value = {
      id: values.length,
      op,
      args: args.map((a) => a.id),
      attrs,
      shape: resolved,
      origin,
      phase,
    } as unknown as Value;
    values.push(value);
    return { id: value.id, shape: resolved };
  };
  const fill = (value: number, shape: Shape = []) => emit('fill', [], { value }, shape);
  const reshape = (x: V, shape: Shape) =>
    sameShape(x.shape, shape) ? x : emit('reshape', [x], {}, shape);

  const broadcastTo = (x: V, shape: Shape): V => {
    if (sameShape(x.shape, shape)) return x;
    const lead = shape.length - x.shape.length;
    const axes: number[] = [];
    const kept: number[] = [];
    for (let i = 0; i < shape.length; i++) {
      const d = i < lead ? undefined : x.shape[i - lead];
      if (d === shape[i]) kept.push(d!);
      else {
        assert(
          d === undefined || d === 1,
          () => `cannot broadcast ${formatShape(x.shape)} to ${formatShape(shape)}`,
        );
        axes.push(i);
      }
    }
    return emit('broadcast', [reshape(x, kept)], { axes }, shape);
  };
  const lift = (x: V | number): V => (typeof x === 'number' ? fill(x) : x);
  const binary = (op: BinaryName) => (a: V | number, b: V | number) => {
    const x = lift(a);
    const y = lift(b);
    const shape = broadcastShapes(x.shape, y.shape);
    assert(shape, () => `${op} of ${formatShape(x.shape)} and ${formatShape(y.shape)}`);
    return emit(op, [broadcastTo(x, shape), broadcastTo(y, shape)], {});
  };
  const unary = (op: UnaryName) => (x: V) => emit(op, [x], {});
  const normal = (x: V, axes?: readonly number[]) =>
    (axes ?? x.shape.map((_, i) => i)).map((a) => (a < 0 ? a + x.shape.length : a));
  const reduce =
    (op: 'sum' | 'reduceMax') =>
    (x: V, axes?: readonly number[], keep = false) => {
      const list = normal(x, axes);
      const y = list.length ? emit(op, [x], { axes: list }) : x;
      return keep
        ? reshape(
            y,
            x.shape.map((d, i) => (list.includes(i) ? 1 : d)),
          )
        : y;
    };
  const sum = reduce('sum');

  const builder: Builder = {
    values,
    within(o, p, body) {
      const before = [origin, phase] as const;
      origin = o;
      phase = p;
      try {
        return body();
      } finally {
        [origin, phase] = before;
      }
    },
    emit,
    fill,
    literal: (data, shape) => emit('literal', [], { data }, shape),
    dial: (name) => emit('dial', [], { name }, []),
    iota: (shape, axis) => emit('iota', [], { axis }, shape),
    uniform: (shape, stream, drawTime) => emit('uniform', [], { stream, drawTime }, shape),
    select(c, a, b) {
      const [x, y] = [lift(a), lift(b)];
      const shape = [x.shape, y.shape].reduce<Shape>((s, t) => broadcastShapes(s, t) ?? s, c.shape);
      return emit(
        'select',
        [broadcastTo(c, shape), broadcastTo(x, shape), broadcastTo(y, shape)],
        {},
      );
    },
    stop: (x) => emit('stop', [x], {}),
    wire: (x, edge) => emit('wire', [x], { edge }),
    sum,
    mean(x, axes, keep) {
      const n = normal(x, axes).reduce((p, a) => p * x.shape[a]!, 1);
      return builder.mul(sum(x, axes, keep), 1 / n);
    },
    reduceMax: reduce('reduceMax'),
    firstMax: (x, axes) => emit('reduceMax', [x], { axes: normal(x, axes), ties: 'first' }),
    dot: (a, b, o = {}) =>
      emit('dot', [a, b], { transposeA: o.transposeA ?? false, transposeB: o.transposeB ?? false }),
    reshape,
    permute: (x, order) => emit('permute', [x], { order }),
    broadcastTo,
    slice: (x, starts, sizes, steps) =>
      sameShape(x.shape, sizes) ? x : emit('slice', [x], { starts, ...strided(steps) }, sizes),
    pad: (x, before, shape, steps) =>
      sameShape(x.shape, shape) ? x : emit('pad', [x], { before, ...strided(steps) }, shape),
    shear: (x, axis, along, by, extent) =>
      emit(
        'shear',
        [x],
        { axis, along, by },
        x.shape.map((d, i) => (i === axis ? extent : d)),
      ),
    carry: (start, extent, name, reverse = false) =>
      emit('carry', [start], { name, reverse }, [extent, ...start.shape]),
    close(next, name) {
      const carry = values.findLast((v) => v.op === 'carry' && v.attrs.name === name);
      assert(carry?.op === 'carry', `nothing carries ${name}`);
      return emit('close', [next, { id: carry.id, shape: carry.shape }], carry.attrs);
    },
    concat: (xs, axis) => (xs.length === 1 ? xs[0]! : emit('concat', xs, { axis })),
    program: (results, writes = []) => ({
      values,
      results: Object.fromEntries(Object.entries(results).map(([k, v]) => [k, v.id])),
      writes,
    }),
    neg: unary('neg'),
    abs: unary('abs'),
    sign: unary('sign'),
    exp: unary('exp'),
    log: unary('log'),
    log1p: unary('log1p'),
    expm1: unary('expm1'),
    sqrt: unary('sqrt'),
    sin: unary('sin'),
    cos: unary('cos'),
    tanh: unary('tanh'),
    sigmoid: unary('sigmoid'),
    erfc: unary('erfc'),
    floor: unary('floor'),
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    pow: binary('pow'),
    max: binary('max'),
    min: binary('min'),
    less: binary('less'),
    equal: binary('equal'),
  };
  return builder;
}

/** Steps as an attribute, where some step is not 1. */
const strided = (steps: readonly number[] | undefined) =>
  steps?.some((s) => s !== 1) ? { steps } : {};
