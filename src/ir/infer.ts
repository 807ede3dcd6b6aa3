/**
 * The shape of each primitive's value from its operands'. `given` is what the writer said where the
 * operands do not decide it (leaves, reshape, broadcast, slice, pad, shear, carry). Violations are our bugs.
 */
import { assert } from '../base/assert.ts';
import { formatShape, type Shape, sameShape, size } from '../tensor/shape.ts';
import { ARITY, type OpAttrs, type OpName } from './ops.ts';

type Infer<O extends OpName> = (attrs: OpAttrs[O], args: readonly Shape[], given?: Shape) => Shape;

const given = (_: unknown, __: readonly Shape[], shape?: Shape): Shape => {
  assert(shape, 'a shape must be given');
  return shape;
};
const scalar = (): Shape => [];
const same = (_: unknown, args: readonly Shape[]): Shape => {
  const [first = []] = args;
  for (const s of args)
    assert(
      sameShape(s, first),
      () => `operands ${formatShape(first)} and ${formatShape(s)} differ`,
    );
  return first;
};
const reduced = (attrs: { axes: readonly number[] }, [x = []]: readonly Shape[]): Shape => {
  for (const a of attrs.axes)
    assert(a >= 0 && a < x.length, () => `axis ${a} of ${formatShape(x)}`);
  return x.filter((_, i) => !attrs.axes.includes(i));
};
/** Whether every element of `part` stands in `whole`, at its place and with its steps. */
const within = (
  part: Shape,
  whole: Shape,
  at: readonly number[],
  steps: readonly number[] | undefined,
): boolean =>
  part.every((d, i) => {
    const [from, step] = [at[i]!, steps?.[i] ?? 1];
    return from >= 0 && step >= 1 && from + step * (d - 1) < whole[i]!;
  });

const TABLE: { readonly [O in OpName]: Infer<O> } = {
  input: given,
  read: given,
  dial: scalar,
  fill: given,
  literal: (attrs, args, shape) => {
    const s = given(attrs, args, shape);
    assert(
      size(s) === attrs.data.length,
      () => `literal of ${attrs.data.length} numbers as ${formatShape(s)}`,
    );
    return s;
  },
  iota: given,
  uniform: given,
  neg: same,
  abs: same,
  sign: same,
  exp: same,
  log: same,
  log1p: same,
  expm1: same,
  sqrt: same,
  sin: same,
  cos: same,
  tanh: same,
  sigmoid: same,
  erfc: same,
  floor: same,
  add: same,
  sub: same,
  mul: same,
  div: same,
  pow: same,
  max: same,
  min: same,
  less: same,
  equal: same,
  select: same,
  stop: same,
  wire: same,
  sum: reduced,
  reduceMax: reduced,
  dot: (attrs, [a = [], b = []]) => {
    const r = a.length;
    assert(r >= 2 && b.length === r, () => `dot of ${formatShape(a)} and ${formatShape(b)}`);
    const [m, k] = attrs.transposeA ? [a[r - 1], a[r - 2]] : [a[r - 2], a[r - 1]];
    const [k2, n] = attrs.transposeB ? [b[r - 1], b[r - 2]] : [b[r - 2], b[r - 1]];
    assert(
      k === k2 && sameShape(a.slice(0, -2), b.slice(0, -2)),
      () => `dot of ${formatShape(a)} and ${formatShape(b)}`,
    );
    return [...a.slice(0, -2), m!, n!];
  },
  reshape: (attrs, args, shape) => {
    const s = given(attrs, args, shape);
    assert(
      size(s) === size(args[0] ?? []),
      () => `reshape ${formatShape(args[0] ?? [])} to ${formatShape(s)}`,
    );
    return s;
  },
  permute: (attrs, [x = []]) => {
    assert(
      attrs.order.length === x.length && x.every((_, i) => attrs.order.includes(i)),
      () => `permute ${formatShape(x)} by ${attrs.order}`,
    );
    return attrs.order.map((i) => x[i]!);
  },
  broadcast: (attrs, args, shape) => {
    const s = given(attrs, args, shape);
    const kept = s.filter((_, i) => !attrs.axes.includes(i));
    assert(
      sameShape(kept, args[0] ?? []),
      () => `broadcast ${formatShape(args[0] ?? [])} to ${formatShape(s)}`,
    );
    return s;
  },
  slice: (attrs, args, shape) => {
    const s = given(attrs, args, shape);
    const x = args[0] ?? [];
    assert(
      s.length === x.length && within(s, x, attrs.starts, attrs.steps),
      () => `slice of ${formatShape(x)} at ${attrs.starts} of ${formatShape(s)}`,
    );
    return s;
  },
  pad: (attrs, args, shape) => {
    const s = given(attrs, args, shape);
    const x = args[0] ?? [];
    assert(
      s.length === x.length && within(x, s, attrs.before, attrs.steps),
      () => `pad of ${formatShape(x)} at ${attrs.before} to ${formatShape(s)}`,
    );
    return s;
  },
  shear: ({ axis, along, by }, args, shape) => {
    const s = given({ axis }, args, shape);
    const x = args[0] ?? [];
    assert(
      axis !== along &&
        [axis, along].every((a) => a >= 0 && a < x.length) &&
        Number.isInteger(by) &&
        s.length === x.length &&
        s.every((d, i) => i === axis || d === x[i]),
      () => `shear of ${formatShape(x)} along ${axis} and ${along} to ${formatShape(s)}`,
    );
    return s;
  },
  concat: (attrs, args) => {
    const [first = []] = args;
    for (const s of args)
      assert(
        s.length === first.length && s.every((d, i) => i === attrs.axis || d === first[i]),
        () => `concat of ${args.map(formatShape).join(', ')} along ${attrs.axis}`,
      );
    return first.map((d, i) => (i === attrs.axis ? args.reduce((n, s) => n + s[i]!, 0) : d));
  },
  carry: (attrs, args, shape) => {
    const s = given(attrs, args, shape);
    const [row = []] = args;
    assert(
      s.length > 0 && sameShape(s.slice(1), row),
      () => `carry of ${formatShape(row)} along ${formatShape(s)}`,
    );
    return s;
  },
  close: same,
};

export function inferShape<O extends OpName>(
  op: O,
  attrs: OpAttrs[O],
  args: readonly Shape[],
  shape?: Shape,
): Shape {
  const arity = ARITY[op];
  assert(arity < 0 ? args.length > 0 : args.length === arity, `${op} takes ${arity} operands`);
  const out = (TABLE[op] as Infer<O>)(attrs, args, shape);
  assert(
    !shape || sameShape(out, shape),
    () => `${op} gives ${formatShape(out)}, not ${formatShape(shape ?? [])}`,
  );
  return out;
}
