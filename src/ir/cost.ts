/**
 * What a primitive costs: arithmetic operations, and bytes that pass between memory and processor
 * when it runs by itself (four to a number). A measure for comparing programs, not a promise of time.
 */
import { must } from '../base/assert.ts';
import { type Shape, size } from '../tensor/shape.ts';
import { BINARY, type OpAttrs, type OpName, type Program, UNARY, type Value } from './ops.ts';

export interface Cost {
  readonly flops: number;
  readonly bytes: number;
}

type Rule<O extends OpName> = (call: {
  readonly attrs: OpAttrs[O];
  readonly shape: Shape;
  readonly args: readonly Shape[];
}) => number;

/** So many operations for each number of the result. Transcendental functions count about ten. */
const each =
  (n: number): Rule<OpName> =>
  ({ shape }) =>
    n * size(shape);
const moves = each(0);
const simple = each(1);
const curve = each(10);
const reduces: Rule<OpName> = ({ args: [x = []] }) => size(x);

const FLOPS: { readonly [O in OpName]: Rule<O> } = {
  input: moves,
  read: moves,
  dial: moves,
  fill: moves,
  literal: moves,
  iota: moves,
  // 20 rounds of Threefry, three operations each
  uniform: each(60),
  neg: simple,
  abs: simple,
  sign: simple,
  exp: curve,
  log: curve,
  log1p: curve,
  expm1: curve,
  sqrt: simple,
  sin: curve,
  cos: curve,
  tanh: curve,
  sigmoid: curve,
  erfc: curve,
  floor: simple,
  add: simple,
  sub: simple,
  mul: simple,
  div: simple,
  pow: each(20),
  max: simple,
  min: simple,
  less: simple,
  equal: simple,
  select: simple,
  stop: moves,
  wire: moves,
  sum: reduces,
  reduceMax: reduces,
  // one multiplication and one addition for each term
  dot: ({ attrs, shape, args: [a = []] }) =>
    2 * size(shape) * a[a.length - (attrs.transposeA ? 2 : 1)]!,
  reshape: moves,
  permute: moves,
  broadcast: moves,
  slice: moves,
  pad: moves,
  shear: moves,
  concat: moves,
  carry: moves,
  close: moves,
};

/** Functions of numbers that are worked out by a series: ten operations and more for each. */
export const SERIES: ReadonlySet<string> = new Set(
  [...UNARY, ...BINARY].filter((op) => FLOPS[op]({ attrs: {}, shape: [], args: [] }) >= 10),
);

/** These are views of what is there already, or written into the program: nothing passes. */
const FREE: ReadonlySet<OpName> = new Set(['input', 'read', 'dial', 'reshape', 'stop', 'wire']);

export function costOf(value: Value, args: readonly Shape[]): Cost {
  const rule = FLOPS[value.op] as Rule<OpName>;
  const numbers = FREE.has(value.op)
    ? 0
    : size(value.shape) + args.reduce((n, s) => n + size(s), 0);
  return { flops: rule({ attrs: value.attrs, shape: value.shape, args }), bytes: 4 * numbers };
}

export function costOfProgram(program: Program): Cost {
  let flops = 0;
  let bytes = 0;
  for (const value of program.values) {
    const args = value.args.map((a) => must(program.values[a], `value ${a}`).shape);
    const cost = costOf(value, args);
    flops += cost.flops;
    bytes += cost.bytes;
  }
  return { flops, bytes };
}
