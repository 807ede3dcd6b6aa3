/**
 * The closed list of primitives: all mathematics that Chainrule can do. Layers, losses, optimisers
 * and initialisers are programs over these. Each question asked of a primitive (arity? shape?
 * gradient? value? fusion class?) is one table typed `OpTable<Rule>`, so that tsc lists each missing row.
 */
import type { Shape } from '../tensor/shape.ts';

/** The attributes of each primitive. Operands are counted in `ARITY`. */
export interface OpAttrs {
  // Leaves
  /** A batch that comes from outside, e.g. `data1.x`. */
  input: { readonly name: string };
  /**
   * A view of a persistent buffer (`weights`, `slot:m` …) that starts at `offset` elements; `unplaced`: of a
   * parameter or state by its name, whose address is laid out later.
   */
  read: { readonly buffer: string; readonly offset: number; readonly unplaced?: true };
  /** One number that is written without recompiling, e.g. `lr`. Scalar. */
  dial: { readonly name: string };
  fill: { readonly value: number };
  /** A small constant tensor written out in full. */
  literal: { readonly data: readonly number[] };
  /** Each element holds its index along `axis`. */
  iota: { readonly axis: number };
  /** Uniform (0, 1), counter-based; see base/random.ts. `step` draws anew each training step. */
  uniform: { readonly stream: number; readonly drawTime: 'init' | 'step' };
  // Elementwise; operands have the same shape (broadcasting is explicit)
  neg: None;
  abs: None;
  sign: None;
  exp: None;
  log: None;
  log1p: None;
  /** eˣ − 1, to its last digits near 0. */
  expm1: None;
  sqrt: None;
  sin: None;
  cos: None;
  tanh: None;
  sigmoid: None;
  /** 1 − erf x, to its last digits where that is small. */
  erfc: None;
  floor: None;
  add: None;
  sub: None;
  mul: None;
  div: None;
  pow: None;
  max: None;
  min: None;
  /** 1 where a < b, else 0. */
  less: None;
  /** 1 where a = b, else 0. */
  equal: None;
  /** select(c, a, b): a where c ≠ 0, else b. */
  select: None;
  /** Identity whose gradient is zero. */
  stop: None;
  /** Identity that stands for an edge on the canvas: its value and cotangent are the edge's. */
  wire: { readonly edge: string };
  // Reductions; the reduced axes are dropped
  sum: { readonly axes: readonly number[] };
  /** Which of equals the gradient goes to: all alike (the default, as torch.amax) or the first. */
  reduceMax: { readonly axes: readonly number[]; readonly ties?: 'first' };
  // Contraction
  /** A[…batch, m, k] · B[…batch, k, n] → […batch, m, n]; the last two axes of an operand may be given transposed. */
  dot: { readonly transposeA: boolean; readonly transposeB: boolean };
  // Movement
  reshape: None;
  /** Output axis i is operand axis order[i]. */
  permute: { readonly order: readonly number[] };
  /** Adds the output axes `axes`, along which the operand is repeated. */
  broadcast: { readonly axes: readonly number[] };
  /** Elements `starts + steps · index` (steps of 1 when absent); the extent is the value's shape. */
  slice: { readonly starts: readonly number[]; readonly steps?: readonly number[] };
  /** The operand at `before + steps · index`, zeros elsewhere: the adjoint of `slice`. */
  pad: { readonly before: readonly number[]; readonly steps?: readonly number[] };
  /**
   * out[…, i, …, k, …] = x[…, i + by · k, …, k, …], 0 outside, where i runs along `axis` to the value's
   * extent and k along `along`. On an operand repeated along k it cuts windows: tap k of window i.
   */
  shear: { readonly axis: number; readonly along: number; readonly by: number };
  concat: { readonly axis: number };
  // Recurrence along axis 0, which is time
  /**
   * What the `close` of the same name was one row earlier; the operand in the first row. In reverse
   * time runs from the last row to the first.
   */
  carry: Recurrence;
  /** close(next, carry): next itself, which is carried on to the following row; see loops.ts. */
  close: Recurrence;
}
interface Recurrence {
  readonly name: string;
  readonly reverse: boolean;
}
type None = Readonly<Record<never, never>>;

export type OpName = keyof OpAttrs;
/**
 * One row for each primitive: a question that is asked of all of them. A row that lacks does not compile.
 *
 * @example
 * const isCommutative: OpTable<boolean> = {
 *   add: true,
 *   sub: false,
 *   … a row for each name of `OpAttrs`
 * };
 */
export type OpTable<Rule> = { readonly [O in OpName]: Rule };

export const UNARY = [
  'neg',
  'abs',
  'sign',
  'exp',
  'log',
  'log1p',
  'expm1',
  'sqrt',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'erfc',
  'floor',
] as const;
export const BINARY = ['add', 'sub', 'mul', 'div', 'pow', 'max', 'min', 'less', 'equal'] as const;
export type UnaryName = (typeof UNARY)[number];
export type BinaryName = (typeof BINARY)[number];

/** How many operands; −1 for any number from one up. */
export const ARITY: OpTable<number> = {
  input: 0,
  read: 0,
  dial: 0,
  fill: 0,
  literal: 0,
  iota: 0,
  uniform: 0,
  neg: 1,
  abs: 1,
  sign: 1,
  exp: 1,
  log: 1,
  log1p: 1,
  expm1: 1,
  sqrt: 1,
  sin: 1,
  cos: 1,
  tanh: 1,
  sigmoid: 1,
  erfc: 1,
  floor: 1,
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  pow: 2,
  max: 2,
  min: 2,
  less: 2,
  equal: 2,
  select: 3,
  stop: 1,
  wire: 1,
  sum: 1,
  reduceMax: 1,
  dot: 2,
  reshape: 1,
  permute: 1,
  broadcast: 1,
  slice: 1,
  pad: 1,
  shear: 1,
  concat: -1,
  carry: 1,
  close: 2,
};

export type Phase = 'init' | 'forward' | 'backward' | 'update';

/** One value in SSA form: its id is its place in the program's list, operands come before it. */
export type Value = { readonly [O in OpName]: ValueOf<O> }[OpName];
export interface ValueOf<O extends OpName> {
  readonly id: number;
  readonly op: O;
  readonly args: readonly number[];
  readonly attrs: OpAttrs[O];
  readonly shape: Shape;
  /** The node that this came from; '' for what belongs to none (the cost's mean, the flat update). */
  readonly origin: string;
  readonly phase: Phase;
}

/** A persistent buffer and the named tensors that lie in it. */
export interface Storage {
  readonly name: string;
  readonly size: number;
  readonly views: readonly {
    readonly name: string;
    readonly offset: number;
    readonly shape: Shape;
  }[];
}

/** A value written to persistent storage at the end of a run of the program. */
export interface Write {
  readonly buffer: string;
  readonly offset: number;
  readonly value: number;
}

/**
 * A program: values in order, what is kept (`results`, by name) and what is written to storage.
 * A write takes effect after every value was computed.
 */
export interface Program {
  readonly values: readonly Value[];
  readonly results: Readonly<Record<string, number>>;
  readonly writes: readonly Write[];
}
