/**
 * Code generation of one kernel from the values it computes: the expression of each root over the nest of its
 * shape, with every movement turned into index arithmetic on the way down to what lies in a buffer.
 */
import { assert, must } from '../base/assert.ts';
import type { Value } from '../ir/ops.ts';
import { type Affine, alwaysHolds } from '../plan/affine.ts';
import type { Access, Guard, Kernel, Scalar } from '../plan/plan.ts';
import { strides as rowMajor } from '../tensor/shape.ts';
import { axisSplits } from './axis-splits.ts';
import type { Address } from './fuse/addresses.ts';
import { isBinaryValue, isUnaryValue } from './fuse/classes.ts';
import type { Fusion } from './fuse/fusion.ts';

/** A value to be computed (or copied) and where it goes. */
export interface Root {
  readonly value: Value;
  /** The value's own address: it is computed. Any other: a materialised value is copied. */
  readonly to: Address;
  /** As the value itself lies when absent. */
  readonly strides?: readonly number[];
}

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);
const sameGuard = (a: Guard, b: Guard): boolean =>
  a.offset === b.offset && a.extent === b.extent && sameNumbers(a.strides, b.strides);
/** The same element at every point, behind the same guards. */
export const sameAccess = (a: Access, b: Access): boolean =>
  a.buffer === b.buffer &&
  a.offset === b.offset &&
  sameNumbers(a.strides, b.strides) &&
  a.guards?.length === b.guards?.length &&
  (a.guards ?? []).every((g, i) => sameGuard(g, b.guards?.[i] as Guard));

const absent = ({ op }: Pick<Value, 'op'>): never => {
  throw new Error(`internal: ${op} has no expression`);
};

/** Writes the kernel that computes some values of one shape at the given places. */
export function writeKernel(
  { at, isMaterialised, addressOf, stridesOf, reductionOf }: Fusion,
  roots: readonly Root[],
): Kernel {
  const first = must(roots[0], 'a root').value;
  const outer = first.shape;
  /** Located values are computed by the kernel that fills their own place; elsewhere they are loaded. */
  const computed = (v: Value) =>
    !isMaterialised(v) || roots.some((r) => r.value.id === v.id && r.to === addressOf(v));
  const reducer = computed(first) ? reductionOf(first) : undefined;
  const x = reducer ? at(reducer.args[0]!) : undefined;
  const reducedAxes: number[] =
    reducer?.op === 'dot'
      ? [x?.shape[x.shape.length - (reducer.attrs.transposeA ? 2 : 1)] as number]
      : reducer?.op === 'sum' || reducer?.op === 'reduceMax'
        ? reducer.attrs.axes.map((a) => x?.shape[a] as number)
        : [];
  const axes = [...outer, ...reducedAxes];
  const unit = (i: number): Affine => ({
    offset: 0,
    strides: axes.map((_, j) => (i === j ? 1 : 0)),
  });
  const own = outer.map((_, i) => unit(i));
  const inner = reducedAxes.map((_, i) => unit(outer.length + i));
  const loads: Access[] = [];
  /** Expressions at the plain index are shared objects, so that a backend can compute them once. */
  const shared = new Map<number, Scalar>();

  const combine = (index: readonly Affine[], factors: readonly number[], offset = 0): Affine => ({
    offset: index.reduce((n, f, i) => n + f.offset * factors[i]!, offset),
    strides: axes.map((_, j) => index.reduce((n, f, i) => n + f.strides[j]! * factors[i]!, 0)),
  });
  /** The guards with one more, where it says anything new. */
  const guarded = (guards: readonly Guard[], guard: Guard): readonly Guard[] => {
    if (alwaysHolds(guard, axes)) return guards;
    const low = (g: Guard) => -g.offset;
    const high = (g: Guard) => g.extent - g.offset;
    const like = (g: Guard) => g.strides.every((s, j) => s === guard.strides[j]);
    const implied = guards.some((g) => like(g) && low(g) >= low(guard) && high(g) <= high(guard));
    return implied
      ? guards
      : [
          ...guards.filter((g) => !(like(g) && low(g) <= low(guard) && high(g) >= high(guard))),
          guard,
        ];
  };
  const load = (
    v: Value,
    address: Address,
    index: readonly Affine[],
    guards: readonly Guard[],
  ): Scalar => {
    const place = combine(index, stridesOf(v), address.offset);
    const access: Access = guards.length
      ? { buffer: address.buffer, ...place, guards }
      : { buffer: address.buffer, ...place };
    const known = loads.findIndex((a) => sameAccess(a, access));
    return { op: 'load', load: known < 0 ? loads.push(access) - 1 : known };
  };
  const expression = (
    v: Value,
    index: readonly Affine[],
    guards: readonly Guard[] = [],
  ): Scalar => {
    const plain = index === own && !guards.length;
    const done = plain ? shared.get(v.id) : undefined;
    if (done) return done;
    const made = express(v, index, guards);
    if (plain) shared.set(v.id, made);
    return made;
  };
  const express = (v: Value, index: readonly Affine[], guards: readonly Guard[]): Scalar => {
    if (reducer && v.id === reducer.id) return { op: 'acc' };
    const address = isMaterialised(v) && computed(v) ? undefined : addressOf(v);
    if (address) return load(v, address, index, guards);
    const operand = (i = 0) => at(v.args[i]!);
    const scalar = (i: number) => {
      assert(!guards.length, 'a padded expression is materialised');
      return expression(operand(i), index);
    };
    // A primitive that is unary or binary has a scalar operation of its name, or this is no program.
    if (isUnaryValue(v)) return { op: v.op, args: [scalar(0)] };
    if (isBinaryValue(v)) return { op: v.op, args: [scalar(0), scalar(1)] };
    switch (v.op) {
      case 'select':
        return { op: v.op, args: [scalar(0), scalar(1), scalar(2)] };
      case 'close':
        return expression(operand(), index, guards);
      case 'fill':
        return { op: 'const', value: v.attrs.value };
      case 'iota':
        return { op: 'index', ...must(index[v.attrs.axis], 'an axis') };
      case 'uniform': {
        const { stream, drawTime } = v.attrs;
        return { op: 'uniform', stream, moment: drawTime, ...combine(index, rowMajor(v.shape)) };
      }
      case 'reshape': {
        const y = operand();
        const groups = must(axisSplits(y.shape, v.shape), 'a reshape that cuts axes');
        const moved = groups.map((group) =>
          combine(
            group.map((i) => index[i]!),
            rowMajor(group.map((i) => v.shape[i]!)),
          ),
        );
        return expression(y, moved, guards);
      }
      case 'permute': {
        const moved: Affine[] = [];
        for (const [i, o] of v.attrs.order.entries()) moved[o] = index[i]!;
        return expression(operand(), moved, guards);
      }
      case 'broadcast': {
        const { axes: added } = v.attrs;
        return expression(
          operand(),
          index.filter((_, i) => !added.includes(i)),
          guards,
        );
      }
      case 'slice': {
        const { starts, steps } = v.attrs;
        return expression(
          operand(),
          index.map((f, i) => combine([f], [steps?.[i] ?? 1], starts[i]!)),
          guards,
        );
      }
      case 'pad': {
        const y = operand();
        const { before } = v.attrs;
        const moved = index.map((f, i) => ({ ...f, offset: f.offset - before[i]! }));
        const all = moved.reduce(
          (list, f, i) =>
            y.shape[i] === v.shape[i] ? list : guarded(list, { ...f, extent: y.shape[i]! }),
          guards,
        );
        return expression(y, moved, all);
      }
      case 'shear': {
        const y = operand();
        const { axis, along, by } = v.attrs;
        const row = combine([index[axis]!, index[along]!], [1, by]);
        const moved = index.map((f, i) => (i === axis ? row : f));
        return expression(y, moved, guarded(guards, { ...row, extent: y.shape[axis]! }));
      }
      // These lie in a buffer, or end a kernel of their own.
      case 'input':
      case 'read':
      case 'dial':
      case 'literal':
      case 'carry':
      case 'sum':
      case 'reduceMax':
      case 'dot':
      case 'concat':
      case 'stop':
      case 'wire':
        return absent(v);
      default:
        return absent(v satisfies never);
    }
  };

  let reduce: Kernel['reduce'];
  if (reducer?.op === 'dot') {
    const [a, b] = reducer.args.map(at) as [Value, Value];
    const batch = own.slice(0, -2);
    const [m, n] = own.slice(-2) as [Affine, Affine];
    const [k] = inner as [Affine];
    const { transposeA, transposeB } = reducer.attrs;
    const body: Scalar = {
      op: 'mul',
      args: [
        expression(a, [...batch, ...(transposeA ? [k, m] : [m, k])]),
        expression(b, [...batch, ...(transposeB ? [n, k] : [k, n])]),
      ],
    };
    reduce = { combine: 'sum', body };
  } else if (reducer?.op === 'sum' || reducer?.op === 'reduceMax') {
    const y = at(reducer.args[0]!);
    const gone = reducer.attrs.axes;
    let [o, i] = [0, 0];
    const index: Affine[] = y.shape.map((_, axis) =>
      gone.includes(axis) ? inner[i++]! : own[o++]!,
    );
    // Reduced axes come in the order in which `axes` names them.
    const ordered = index.map((f, axis) => (gone.includes(axis) ? inner[gone.indexOf(axis)]! : f));
    reduce = { combine: reducer.op === 'sum' ? 'sum' : 'max', body: expression(y, ordered) };
  }
  const results = roots.map(({ value, to, strides }) => ({
    value: expression(value, own),
    to: { buffer: to.buffer, offset: to.offset, strides: strides ?? stridesOf(value) },
  }));
  return {
    axes,
    reduced: reducedAxes.length,
    loads,
    ...(reduce && { reduce }),
    results,
  };
}

/** Whether each read of what the kernel writes is at the very place that it writes. */
export function writesInPlace(kernel: Kernel): boolean {
  const outer = kernel.axes.length - kernel.reduced;
  return kernel.results.every(({ to }) =>
    kernel.loads.every(
      (l) =>
        l.buffer !== to.buffer ||
        (l.offset === to.offset &&
          l.strides.slice(0, outer).every((s, i) => s === to.strides[i] || kernel.axes[i] === 1)),
    ),
  );
}
