/**
 * What a kernel costs by its own description: arithmetic operations, and the bytes that must pass between
 * memory and processor at least, each number read or written once. A measure to hold measured times
 * against (a roofline), not a promise; a backend that reads a number twice pays more.
 */
import { accessRange, affineAt, alwaysHolds, isInjective, points } from './affine.ts';
import type { Access, BinaryOp, Guard, Kernel, Scalar, Step, UnaryOp } from './plan.ts';
import { selectionOf } from './selection.ts';

interface KernelCost {
  readonly flops: number;
  readonly bytes: number;
}

/** Arithmetic operations of each for one number; functions that are worked out by a series count about ten. */
const OPERATIONS: { readonly [O in UnaryOp | BinaryOp | 'select' | 'uniform']: number } = {
  neg: 1,
  abs: 1,
  sign: 1,
  exp: 10,
  log: 10,
  log1p: 10,
  expm1: 10,
  sqrt: 1,
  sin: 10,
  cos: 10,
  tanh: 10,
  sigmoid: 10,
  erfc: 10,
  floor: 1,
  add: 1,
  sub: 1,
  mul: 1,
  div: 1,
  pow: 20,
  max: 1,
  min: 1,
  less: 1,
  equal: 1,
  select: 1,
  // 20 rounds of Threefry, three operations each
  uniform: 60,
};

/** Functions of numbers that are worked out by a series: ten operations and more for each. */
export const TRANSCENDENTAL: ReadonlySet<string> = new Set(
  Object.entries(OPERATIONS).flatMap(([op, n]) => (n >= 10 && op !== 'uniform' ? [op] : [])),
);

/** Of all these expressions; what several share is computed once. */
function operations(all: readonly Scalar[]): number {
  const seen = new Set<Scalar>();
  const visit = (s: Scalar): number => {
    if (seen.has(s)) return 0;
    seen.add(s);
    if (s.op === 'uniform') return OPERATIONS.uniform;
    if (!('args' in s)) return 0;
    return s.args.reduce((n, arg) => n + visit(arg), OPERATIONS[s.op]);
  };
  return all.reduce((n, s) => n + visit(s), 0);
}

function loadsIn(s: Scalar): number[] {
  if (s.op === 'load') return [s.load];
  return 'args' in s ? s.args.flatMap(loadsIn) : [];
}

const product = (extents: readonly number[]): number => extents.reduce((n, d) => n * d, 1);

/** A sum of products of two loads or more: what the peak of the machine's arithmetic bounds. */
export const isContraction = ({ reduce }: Kernel): boolean =>
  reduce?.combine === 'sum' &&
  reduce.body.op === 'mul' &&
  reduce.body.args.every((arg) => loadsIn(arg).length > 0);

/** The share of a nest that lies inside of a guard. */
function shareInside(guard: Guard, axes: readonly number[]): number {
  if (alwaysHolds(guard, axes)) return 1;
  const moving = axes.map((extent, i) => (guard.strides[i] ? extent : 1));
  let inside = 0;
  for (const index of points(moving)) {
    const at = affineAt(guard, index);
    if (at >= 0 && at < guard.extent) inside++;
  }
  return inside / product(moving);
}

/**
 * The share of a nest in which no factor of the product lies in the padding; elsewhere the product is 0
 * and need not be taken. Guards count as independent of each other, as those of rows and columns are.
 */
function share({ loads, axes, reduce }: Kernel): number {
  if (reduce?.body.op !== 'mul') return 1;
  const guards = new Map<string, Guard>();
  for (const load of new Set(loadsIn(reduce.body)))
    for (const guard of loads[load]?.guards ?? []) guards.set(JSON.stringify(guard), guard);
  return product([...guards.values()].map((guard) => shareInside(guard, axes)));
}

/** How many different elements an access touches, or a bound where it meets some of them again. */
function touched(access: Access, axes: readonly number[]): number {
  const range = accessRange(access, axes);
  if (!range) return 0;
  const span = range.high - range.low + 1;
  const own = axes.map((extent, i) => (access.strides[i] ? extent : 1));
  return isInjective(access.strides, own) ? Math.min(span, product(own)) : span;
}

/** Elements of all accesses to the buffers; what two of them share is counted once where it can be told. */
function elements(
  accesses: readonly Access[],
  axes: readonly number[],
  visited = product(axes),
): number {
  const buffers = new Map<number, Map<string, Access>>();
  for (const access of accesses) {
    const known = buffers.get(access.buffer) ?? new Map<string, Access>();
    buffers.set(access.buffer, known.set(JSON.stringify(access), access));
  }
  let count = 0;
  for (const known of buffers.values()) {
    const ranges = [...known.values()].flatMap((a) => accessRange(a, axes) ?? []);
    if (ranges.length === 0) continue;
    const span = Math.max(...ranges.map((r) => r.high)) - Math.min(...ranges.map((r) => r.low)) + 1;
    const sum = [...known.values()].reduce((n, a) => n + Math.min(visited, touched(a, axes)), 0);
    count += Math.min(span, sum);
  }
  return count;
}

export function costOfKernel(kernel: Kernel): KernelCost {
  const { axes, reduced, loads, reduce, results } = kernel;
  const outer = axes.slice(0, axes.length - reduced);
  const finish = operations(results.map((r) => r.value)) * product(outer);
  // One more for each term: it is added to the others, or compared with them.
  const each = reduce ? operations([reduce.body]) + 1 : 0;
  // Where all rows are left out but the one asked for, nobody need look at the others.
  const selection = selectionOf(kernel);
  const visited = product(axes) / (selection ? axes[selection.axis]! : 1);
  const terms = each * visited * share(kernel);
  const written = results.map((r) => r.to);
  const numbers = elements(loads, axes, visited) + elements(written, outer);
  return { flops: Math.round(terms + finish), bytes: 4 * numbers };
}

export function costOfSteps(steps: readonly Step[]): KernelCost {
  let flops = 0;
  let bytes = 0;
  for (const { kernel } of steps) {
    const cost = costOfKernel(kernel);
    flops += cost.flops;
    bytes += cost.bytes;
  }
  return { flops, bytes };
}
