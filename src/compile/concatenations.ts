/**
 * Rules for what is put together: slices and sums of what is 0 elsewhere are seen through, and what becomes
 * one value is computed as one, so that neurons of one layer become a layer.
 */
import type { OpAttrs, Value } from '../ir/ops.ts';
import { sameShape, size } from '../tensor/shape.ts';
import {
  isFill,
  isUnaryOrBinary,
  type NewValue,
  newFill,
  type Rewriting,
  type Rule,
} from './rule.ts';

/** A slice that lies within one operand of a concatenation is a slice of that operand. */
const sliceOfConcat: Rule = (d, r) => {
  if (d.op !== 'slice') return;
  const c = r.at(d.args[0]!);
  if (c.op !== 'concat') return;
  const axis = c.attrs.axis;
  const { starts, steps } = d.attrs as OpAttrs['slice'];
  if (steps) return;
  const from = starts[axis]!;
  const to = from + d.shape[axis]!;
  let at = 0;
  for (const id of c.args) {
    const extent = r.at(id).shape[axis]!;
    if (from >= at && to <= at + extent)
      return r.add({
        ...d,
        attrs: { starts: starts.map((s, i) => (i === axis ? s - at : s)) },
        args: [id],
      });
    at += extent;
  }
  return;
};

/** concat(x[0:2], x[2:5]) = x[0:5]. */
const concatOfSlices: Rule = (d, r) => {
  if (d.op !== 'concat') return;
  const { axis } = d.attrs as { axis: number };
  const parts = d.args.map(r.at);
  const [first] = parts as [Value];
  if (first.op !== 'slice' || first.attrs.steps) return;
  let at = first.attrs.starts[axis]!;
  for (const p of parts) {
    if (
      p.op !== 'slice' ||
      p.attrs.steps ||
      p.args[0] !== first.args[0] ||
      p.attrs.starts[axis] !== at
    )
      return;
    if (p.attrs.starts.some((s, i) => i !== axis && s !== first.attrs.starts[i])) return;
    at += p.shape[axis]!;
  }
  return r.add({ op: 'slice', attrs: first.attrs, shape: d.shape, args: first.args });
};

/** What is 0 around it along one axis alone: the axis, and where what is not 0 begins and ends. */
function supportOf(v: Value, r: Rewriting) {
  if (v.op !== 'pad' || v.attrs.steps) return;
  const x = r.at(v.args[0]!);
  const padded = v.shape.flatMap((d, i) => (d === x.shape[i] ? [] : [i]));
  const [axis] = padded;
  if (padded.length !== 1 || axis === undefined) return;
  const from = v.attrs.before[axis]!;
  return { axis, from, to: from + x.shape[axis]!, x };
}

/** pad(a) + pad(b), where b begins as a ends: pad(concat(a, b)). The gradients of slices come so. */
const sumOfNeighbours: Rule = (d, r) => {
  if (d.op !== 'add' || r.fence === 'node') return;
  const parts = d.args.map(r.at);
  if (parts.some((p) => r.uses(p.id) > 1)) return;
  const [a, b] = parts.flatMap((p) => supportOf(p, r) ?? []).sort((x, y) => x.from - y.from);
  if (!a || !b || a.axis !== b.axis || a.to !== b.from) return;
  const { axis, from } = a;
  const shape = d.shape.map((n, i) => (i === axis ? b.to - from : n));
  const whole = r.add({ op: 'concat', attrs: { axis }, shape, args: [a.x.id, b.x.id] });
  if (sameShape(shape, d.shape)) return whole;
  const before = d.shape.map((_, i) => (i === axis ? from : 0));
  return r.add({ op: 'pad', attrs: { before }, shape: d.shape, args: [whole] });
};

/** Concatenations along the outermost axis of a concatenation along it are one. */
const concatOfConcats: Rule = (d, r) => {
  if (d.op !== 'concat') return;
  const { axis } = d.attrs as { axis: number };
  const parts = d.args.map(r.at);
  const nested = (p: Value) => p.op === 'concat' && p.attrs.axis === axis && r.uses(p.id) <= 1;
  if (!parts.some(nested)) return;
  return r.add({ ...d, args: parts.flatMap((p) => (nested(p) ? p.args : [p.id])) });
};

/** concat of rows [1, d] that are vectors [d]: one vector, reshaped once. */
const concatOfRows: Rule = (d, r) => {
  if (d.op !== 'concat' || (d.attrs as { axis: number }).axis !== 0 || d.shape.length !== 2) return;
  const parts = d.args.map(r.at);
  const isRow = (p: Value) =>
    p.op === 'reshape' && p.shape[0] === 1 && r.at(p.args[0]!).shape.length === 1;
  if (!parts.every(isRow)) return;
  const flat = r.add({
    op: 'concat',
    attrs: { axis: 0 },
    shape: [size(d.shape)],
    args: parts.map((p) => p.args[0]!),
  });
  return r.add({ op: 'reshape', attrs: {}, shape: d.shape, args: [flat] });
};

/** Whether the parts are one value already, or become one: what is concatenated is not written for it. */
function areOne(ids: readonly number[], axis: number, r: Rewriting): boolean {
  const parts = ids.map(r.at);
  const [first] = parts as [Value];
  if (!parts.every((p) => p.op === first.op)) return false;
  const column = (i: number) => parts.map((p) => p.args[i]!);
  switch (first.op) {
    case 'fill':
      return parts.every((p) => isFill(p, first.attrs.value));
    case 'read':
    case 'slice':
      return true;
    case 'reshape':
      return areOne(column(0), axis, r);
    case 'broadcast':
      return (
        !first.attrs.axes.includes(axis) &&
        areOne(column(0), axis - first.attrs.axes.filter((a) => a < axis).length, r)
      );
    default:
      return (
        isUnaryOrBinary(first.op) &&
        parts.every((p) => r.uses(p.id) <= 1) &&
        first.args.every((_, i) => areOne(column(i), axis, r))
      );
  }
}

/** concat(f(a), f(b)) = f(concat(a, b)): neurons of one layer become one layer. */
const concatOfAlike: Rule = (d, r) => {
  if (d.op !== 'concat' || r.fence === 'node') return;
  const { axis } = d.attrs as { axis: number };
  const parts = d.args.map(r.at);
  const [first] = parts as [Value];
  if (!parts.every((p) => p.op === first.op && r.uses(p.id) <= 1)) return;
  const column = (i: number) => parts.map((p) => p.args[i]!);
  if (isUnaryOrBinary(first.op)) {
    if (!areOne(d.args, axis, r)) return;
    const args = first.args.map((_, i) =>
      r.add({ op: 'concat', attrs: { axis }, shape: d.shape, args: column(i) }),
    );
    return r.add({ op: first.op, attrs: first.attrs, shape: d.shape, args } as NewValue);
  }
  if (first.op === 'fill')
    return parts.every((p) => isFill(p, (first as Value & { op: 'fill' }).attrs.value))
      ? r.add(newFill(first.attrs.value, d.shape))
      : undefined;
  if (first.op === 'broadcast') {
    const axes = first.attrs.axes;
    if (axes.includes(axis)) return;
    if (!parts.every((p) => p.op === 'broadcast' && sameShape(p.attrs.axes, axes))) return;
    const inner = axis - axes.filter((a) => a < axis).length;
    const shape = d.shape.filter((_, i) => !axes.includes(i));
    const whole = r.add({ op: 'concat', attrs: { axis: inner }, shape, args: column(0) });
    return r.add({ op: 'broadcast', attrs: { axes }, shape: d.shape, args: [whole] });
  }
  return;
};

/** Neighbours in storage that are read one after the other are read at once. */
const concatOfReads: Rule = (d, r) => {
  if (d.op !== 'concat' || (d.attrs as { axis: number }).axis !== 0 || d.shape.length !== 1) return;
  const parts = d.args.map(r.at);
  const [first] = parts as [Value];
  if (first.op !== 'read' || first.attrs.unplaced) return;
  let at = first.attrs.offset;
  for (const p of parts) {
    if (p.op !== 'read' || p.attrs.buffer !== first.attrs.buffer || p.attrs.offset !== at) return;
    if (r.uses(p.id) > 1) return;
    at += size(p.shape);
  }
  return r.add({ op: 'read', attrs: first.attrs, shape: d.shape, args: [] });
};

export const CONCATENATIONS: readonly Rule[] = [
  sliceOfConcat,
  concatOfSlices,
  sumOfNeighbours,
  concatOfRows,
  concatOfConcats,
  concatOfReads,
  concatOfAlike,
];
