/**
 * The rewriting rules, as a list that one can read. Each is given one value whose operands are already
 * rewritten and gives what stands for it instead, or nothing.
 */
import { BINARY, UNARY } from '../base/scalar.ts';
import type { OpAttrs, Value } from '../ir/ops.ts';
import { sameShape, size } from '../tensor/shape.ts';
import { axisSplits } from './axis-splits.ts';
import { CONCATENATIONS } from './concatenations.ts';
import { CONTRACTIONS } from './contractions.ts';
import {
  isBinary,
  isFill,
  isUnary,
  isUnaryOrBinary,
  type NewValue,
  newFill,
  type Rule,
} from './rule.ts';

/** Constant folding; a result that is not finite is left for the run to show. */
const foldConstants: Rule = (d, r) => {
  if (!d.args.length || !d.args.every((a) => isFill(r.at(a)))) return;
  const args = d.args.map(r.at);
  const [x, y] = args.map((a) => (a as Value & { op: 'fill' }).attrs.value) as [number, number];
  let value: number | undefined;
  if (isUnary(d.op)) value = UNARY[d.op](x);
  else if (isBinary(d.op)) value = BINARY[d.op](x, y);
  else if (d.op === 'sum') value = x * (size(args[0]!.shape) / size(d.shape));
  else if (['reshape', 'permute', 'broadcast', 'slice', 'reduceMax'].includes(d.op)) value = x;
  if (value === undefined || !Number.isFinite(value)) return;
  return r.add(newFill(value, d.shape));
};

/** x + 0, x · 1, x · 0, x − 0, x / 1, −(−x). */
const identities: Rule = (d, r) => {
  const [a, b] = d.args as [number, number];
  if (d.op === 'neg') {
    const x = r.at(a);
    return x.op === 'neg' ? x.args[0] : undefined;
  }
  if (!isBinary(d.op)) return;
  const [x, y] = [r.at(a), r.at(b)];
  switch (d.op) {
    case 'add':
      if (isFill(y, 0)) return a;
      if (isFill(x, 0)) return b;
      return;
    case 'sub':
      if (isFill(y, 0)) return a;
      if (isFill(x, 0)) return r.add({ op: 'neg', attrs: {}, shape: d.shape, args: [b] });
      return;
    case 'mul':
      if (isFill(y, 1)) return a;
      if (isFill(x, 1)) return b;
      // A number times 0 is 0 here even for infinities: a gradient that does not exist is none.
      if (isFill(x, 0) || isFill(y, 0)) return r.add(newFill(0, d.shape));
      return;
    case 'div':
      return isFill(y, 1) ? a : undefined;
    default:
      return;
  }
};

/** `wire` is an identity where no edge is watched, `stop` once gradients are known. */
const identityOps: Rule = (d, r) =>
  r.fence === 'none' && (d.op === 'wire' || (d.op === 'stop' && !r.undifferentiated))
    ? d.args[0]
    : undefined;

/** Reshapes of reshapes, and movements that move nothing. */
const movement: Rule = (d, r) => {
  if (d.op === 'concat' && d.args.length === 1) return d.args[0];
  if (d.op !== 'reshape' && d.op !== 'permute' && d.op !== 'slice') return;
  const x = r.at(d.args[0]!);
  const isIdentity =
    d.op === 'permute'
      ? (d.attrs as { order: readonly number[] }).order.every((o, i) => o === i)
      : sameShape(x.shape, d.shape);
  if (isIdentity) return x.id;
  if (d.op === 'reshape' && x.op === 'reshape') return r.add({ ...d, args: [x.args[0]!] });
  return;
};

/** What joins axes goes behind what moves them: then the one that is written moves everything. */
const permuteOfJoined: Rule = (d, r) => {
  if (d.op !== 'permute' || r.fence === 'node') return;
  const y = r.at(d.args[0]!);
  if (y.op !== 'reshape' || r.uses(y.id) > 1) return;
  const x = r.at(y.args[0]!);
  const groups = axisSplits(y.shape, x.shape);
  if (!groups?.some((g) => g.length > 1) || groups.flat().length < x.shape.length) return;
  const order = (d.attrs as OpAttrs['permute']).order.flatMap((i) => groups[i] as number[]);
  const shape = order.map((i) => x.shape[i]!);
  const moved = r.add({ op: 'permute', attrs: { order }, shape, args: [x.id] });
  return r.add({ op: 'reshape', attrs: {}, shape: d.shape, args: [moved] });
};

/**
 * f(a, joined b) = joined f(cut a, b): cutting axes costs nothing, so that what joins them waits until
 * the numbers are written.
 */
const elementwiseOfJoined: Rule = (d, r) => {
  if (r.fence === 'node' || !(isUnaryOrBinary(d.op) || d.op === 'select')) return;
  const args = d.args.map(r.at);
  const isJoin = (v: Value) =>
    v.op === 'reshape' &&
    r.uses(v.id) <= 1 &&
    r.at(v.args[0]!).op === 'permute' &&
    axisSplits(v.shape, r.at(v.args[0]!).shape)?.some((g) => g.length > 1) === true;
  const joined = args.filter(isJoin);
  const [y] = joined;
  if (joined.length !== 1 || !y) return;
  const { shape } = r.at(y.args[0]!);
  const cut = args.map((a) =>
    a.id === y.id
      ? a.args[0]!
      : isFill(a)
        ? r.add(newFill(a.attrs.value, shape))
        : r.add({ op: 'reshape', attrs: {}, shape, args: [a.id] }),
  );
  const inner = r.add({ op: d.op, attrs: d.attrs, shape, args: cut } as NewValue);
  return r.add({ op: 'reshape', attrs: {}, shape: d.shape, args: [inner] });
};

/** A sum or maximum over axes of extent 1 only drops them. */
const reductionOfOne: Rule = (d, r) => {
  if (d.op !== 'sum' && d.op !== 'reduceMax') return;
  const x = r.at(d.args[0]!);
  const { axes } = d.attrs as { axes: readonly number[] };
  if (axes.some((a) => x.shape[a] !== 1)) return;
  return r.add({ op: 'reshape', attrs: {}, shape: d.shape, args: d.args });
};

/** Σ over joined axes = Σ over the axes that they join: so that two gradients of biases are seen to be one. */
const sumOfJoined: Rule = (d, r) => {
  if (d.op !== 'sum' || r.fence === 'node') return;
  const x = r.at(d.args[0]!);
  if (x.op !== 'reshape') return;
  const y = r.at(x.args[0]!);
  const groups = y.shape.length > x.shape.length ? axisSplits(x.shape, y.shape) : undefined;
  if (!groups) return;
  const axes = (d.attrs as OpAttrs['sum']).axes.flatMap((a) => groups[a] as number[]);
  const shape = y.shape.filter((_, i) => !axes.includes(i));
  const sum = r.add({ op: 'sum', attrs: { axes }, shape, args: [y.id] });
  return sameShape(shape, d.shape)
    ? sum
    : r.add({ op: 'reshape', attrs: {}, shape: d.shape, args: [sum] });
};

/** Dividing by what is repeated: divided once, multiplied often. */
const divideOnce: Rule = (d, r) => {
  if (d.op !== 'div' || r.fence === 'node') return;
  const [x, y] = d.args.map(r.at) as [Value, Value];
  if (y.op !== 'broadcast' || isFill(x)) return;
  const by = r.at(y.args[0]!);
  const one = r.add(newFill(1, by.shape));
  const inverse = r.add({ op: 'div', attrs: {}, shape: by.shape, args: [one, by.id] });
  const spread = r.add({ op: 'broadcast', attrs: y.attrs, shape: y.shape, args: [inverse] });
  return r.add({ op: 'mul', attrs: {}, shape: d.shape, args: [x.id, spread] });
};

/** x² costs a product, not a power. */
const square: Rule = (d, r) => {
  if (d.op !== 'pow' || !isFill(r.at(d.args[1]!), 2)) return;
  const x = d.args[0]!;
  return r.add({ op: 'mul', attrs: {}, shape: d.shape, args: [x, x] });
};

/**
 * Where x is positive, y = select(0 < x, x, 0) is, so that a gradient asks y instead: x need not be
 * kept for it.
 */
const maskOfRelu: Rule = (d, r) => {
  if (d.op !== 'select' || r.fence === 'node') return;
  const [c, g, zero] = d.args.map(r.at) as [Value, Value, Value];
  if (c.op !== 'less' || !isFill(zero, 0)) return;
  const [low, x] = c.args.map(r.at) as [Value, Value];
  if (!isFill(low, 0) || x.id === g.id) return;
  const y = r.known({ ...d, shape: x.shape, args: [c.id, x.id, zero.id] });
  if (y === undefined || y === x.id) return;
  const mask = r.add({ op: 'less', attrs: {}, shape: d.shape, args: [low.id, y] });
  return r.add({ ...d, args: [mask, g.id, zero.id] });
};

export const RULES: readonly Rule[] = [
  foldConstants,
  identities,
  identityOps,
  movement,
  reductionOfOne,
  sumOfJoined,
  square,
  maskOfRelu,
  divideOnce,
  permuteOfJoined,
  elementwiseOfJoined,
  ...CONCATENATIONS,
  ...CONTRACTIONS,
];
