/**
 * Equations as data: a small language of index expressions, in which a textbook's equation is written once
 * and then set in TeX, printed with numbers in, and evaluated. Nothing is derived or simplified beyond a
 * factor of 1 and a term of 0: a person writes what a textbook has, and a law says whether it is true.
 */
import type { Shape } from '../tensor/shape.ts';

/** What a letter's hue says: values flow forward, gradients back, weights are learnt. */
export type Hue = 'value' | 'gradient' | 'weight' | 'plain';

/** A letter as data, in Unicode; how it is set is the printer's business. */
export interface Letter {
  readonly base: string;
  readonly accent?: 'hat' | 'bar' | 'tilde';
  /** What stands below before any index: the number of a wire, `ih`, `t−1`. */
  readonly below?: string;
  /** What stands above: a layer's number, a dash. */
  readonly above?: string;
  /** The node whose it is, by its id, where others have one like it. */
  readonly of?: string;
}

/** What the numbers of a quantity are, among what a training step has. */
export interface Source {
  readonly of:
    | 'wire' // by edge: what arrives
    | 'output' // by port; its gradient is what comes back along all edges there
    | 'weight' // by its name within the node
    | 'state'
    | 'slot' // of the optimiser, for the weight in question
    | 'schedule' // a number that a schedule keeps
    | 'dial'
    | 'drawn' // uniform numbers of this step, by the name of their stream
    | 'fed' // a batch, by port
    | 'fixed' // the numbers of a source that gives the same whatever happens
    | 'loss'
    | 'prediction'
    | 'intermediate'
    | 'gradients' // of all weights, one after the other
    | 'validation' // what the engine writes: the validation cost and the count of checks
    | 'rate'
    | 'share' // of the cost: what a loss adds to it
    | 'cost'
    | 'penalty' // what the weights of a node add to the objective
    | 'objective'
    | 'local'; // defined by an equation alone
  readonly name: string;
  /** The gradient of the objective with respect to it. */
  readonly gradient?: boolean;
  /** As the update leaves it. */
  readonly after?: boolean;
}

/** What a letter stands for: a tensor, or a part of one. */
export interface Quantity {
  readonly letter: Letter;
  readonly hue: Hue;
  readonly source: Source;
  /** How its numbers are read, in row-major order; it need not be the shape that they have elsewhere. */
  readonly shape: Shape;
  /** Where it begins, where it is a part: a gate's rows of a matrix of weights. */
  readonly offset?: number;
  /** Written as ∂L/∂ of its letter. */
  readonly slope?: boolean;
  /** Outside of its shape and between its places it is 0 (padding; the state before the first step), no fault. */
  readonly padded?: boolean;
  /** The axis of the samples, where it is not the first: a cell computes [time, sample, unit]. */
  readonly samples?: number;
  /** Of a cell that is walked through time: which layer's it is, and which way that one reads. */
  readonly cell?: Cell;
}
export interface Cell {
  readonly layer: number;
  readonly reverse: boolean;
}

export interface Index {
  readonly op: 'index';
  readonly letter: string;
  readonly extent: number;
  /** It counts the samples of the batch: not written where an equation is the same for each. */
  readonly sample?: boolean;
}
export interface Read {
  readonly op: 'read';
  readonly of: Quantity;
  readonly at: readonly Expr[];
}
export interface Compare {
  readonly op: 'compare';
  readonly is: '<' | '≤' | '>' | '≥' | '=' | '≠';
  readonly args: readonly [Expr, Expr];
}
/** Conditions that all hold. */
export interface Both {
  readonly op: 'and';
  readonly args: readonly Expr[];
}
/** Over all indices that meet the condition; the largest, or where the first of the largest stands (row by row). */
export interface Over {
  readonly op: 'sum' | 'max' | 'argmax';
  readonly over: readonly Index[];
  readonly where?: Expr;
  readonly body: Expr;
}
/** e^body / Σ e^body, where `over` is put to `at` above the line. */
export interface Softmax {
  readonly op: 'softmax';
  readonly over: Index;
  readonly at: Expr;
  readonly body: Expr;
}
const FUNCTIONS = {
  exp: 1,
  ln: 1,
  log2: 1,
  sqrt: 1,
  tanh: 1,
  sigmoid: 1,
  /** The normal distribution function. */
  Phi: 1,
  erf: 1,
  sin: 1,
  cos: 1,
  abs: 1,
  sign: 1,
  floor: 1,
  max: 2,
  min: 2,
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

export type Expr =
  /** `of`: whose number it is, where it was put in for a letter. */
  | { readonly op: 'number'; readonly value: number; readonly hue?: Hue; readonly of?: Source }
  /** A number that has a name: a hyperparameter, the size of the batch, π. */
  | { readonly op: 'constant'; readonly letter: Letter; readonly value: number }
  | Index
  | Read
  | { readonly op: 'add' | 'mul'; readonly args: readonly Expr[] }
  | { readonly op: 'neg'; readonly args: readonly [Expr] }
  | { readonly op: 'div' | 'pow'; readonly args: readonly [Expr, Expr] }
  | { readonly op: 'call'; readonly name: FunctionName; readonly args: readonly Expr[] }
  | Over
  | Softmax
  | {
      readonly op: 'cases';
      readonly cases: readonly { readonly when: Expr; readonly value: Expr }[];
      readonly otherwise: Expr;
    }
  /** As a number 1 where it holds, else 0 (Iverson's bracket). */
  | Compare
  | Both
  /** Terms that are not written out. */
  | { readonly op: 'ellipsis' };

export interface Equation {
  /** Its indices are bound by the right side's; it holds for all of them. */
  readonly left: Read;
  readonly right: Expr;
}

export type Operand = Expr | number;

export const num = (x: Operand): Expr => (typeof x === 'number' ? { op: 'number', value: x } : x);
const isNumber = (x: Expr, value: number): boolean => x.op === 'number' && x.value === value;

export const index = (letter: string, extent: number, sample = false): Index => ({
  op: 'index',
  letter,
  extent,
  ...(sample && { sample }),
});
export const constant = (letter: Letter | string, value: number): Expr => ({
  op: 'constant',
  letter: letterOf(letter),
  value,
});

const nary = (op: 'add' | 'mul', neutral: number, all: readonly Operand[]): Expr => {
  const args = all
    .map(num)
    .flatMap((x) => (x.op === op ? x.args : [x]))
    .filter((x) => !isNumber(x, neutral));
  return args.length > 1 ? { op, args } : (args[0] ?? num(neutral));
};
export const add = (...args: readonly Operand[]): Expr => nary('add', 0, args);
export const mul = (...args: readonly Operand[]): Expr => nary('mul', 1, args);
export const neg = (x: Operand): Expr => ({ op: 'neg', args: [num(x)] });
export const sub = (a: Operand, b: Operand): Expr =>
  isNumber(num(b), 0) ? num(a) : isNumber(num(a), 0) ? neg(b) : add(a, neg(b));
/** A quotient: a sign stands before it, and a quotient above the line is one with both below. */
export const div = (a: Operand, b: Operand): Expr => {
  const [above, below] = [num(a), num(b)];
  if (isNumber(below, 1)) return above;
  if (above.op === 'neg') return neg(div(above.args[0], below));
  return above.op === 'div'
    ? { op: 'div', args: [above.args[0], mul(above.args[1], below)] }
    : { op: 'div', args: [above, below] };
};
export const pow = (a: Operand, b: Operand): Expr => ({ op: 'pow', args: [num(a), num(b)] });
export const square = (a: Operand): Expr => pow(a, 2);

const call =
  (name: FunctionName) =>
  (...args: readonly Operand[]): Expr => ({ op: 'call', name, args: args.map(num) });
type Unary = (x: Operand) => Expr;
type Binary = (a: Operand, b: Operand) => Expr;
export const exp: Unary = call('exp');
export const ln: Unary = call('ln');
export const log2: Unary = call('log2');
export const sqrt: Unary = call('sqrt');
export const tanh: Unary = call('tanh');
export const sigmoid: Unary = call('sigmoid');
export const Phi: Unary = call('Phi');
export const sin: Unary = call('sin');
export const cos: Unary = call('cos');
export const abs: Unary = call('abs');
export const sign: Unary = call('sign');
export const floor: Unary = call('floor');
export const larger: Binary = call('max');
export const smaller: Binary = call('min');

const over =
  (op: Over['op']) =>
  (indices: Index | readonly Index[], body: Operand, where?: Expr): Expr => {
    const list = 'op' in indices ? [indices] : indices;
    if (op !== 'argmax' && !list.length && !where) return num(body);
    return { op, over: list, body: num(body), ...(where && { where }) };
  };
export const sum = over('sum');
export const maximum = over('max');
export const argmax = over('argmax');
export const softmax = (over: Index, at: Operand, body: Operand): Expr => ({
  op: 'softmax',
  over,
  at: num(at),
  body: num(body),
});

export const compare = (a: Operand, is: Compare['is'], b: Operand): Expr => ({
  op: 'compare',
  is,
  args: [num(a), num(b)],
});
export const and = (...args: readonly Expr[]): Expr =>
  args.length === 1 ? args[0]! : { op: 'and', args };
/** One branch after the other; the last one is what holds otherwise. */
export const cases = (
  branches: readonly (readonly [when: Expr, then: Operand])[],
  otherwise: Operand,
): Expr =>
  branches.length
    ? {
        op: 'cases',
        cases: branches.map(([when, then]) => ({ when, value: num(then) })),
        otherwise: num(otherwise),
      }
    : num(otherwise);

const letterOf = (letter: Letter | string): Letter =>
  typeof letter === 'string' ? { base: letter } : letter;

/** A quantity that is read by giving its indices: `x(n, k)`. */
export interface Tensor {
  (...at: readonly Operand[]): Read;
  readonly quantity: Quantity;
}
export function tensor(
  letter: Letter | string,
  hue: Hue,
  source: Source,
  shape: Shape,
  options: Pick<Quantity, 'offset' | 'padded' | 'slope' | 'samples' | 'cell'> = {},
): Tensor {
  const quantity: Quantity = { letter: letterOf(letter), hue, source, shape, ...options };
  return tensorOf(quantity);
}
export const tensorOf = (quantity: Quantity): Tensor =>
  Object.assign(
    (...at: readonly Operand[]): Read => ({ op: 'read', of: quantity, at: at.map(num) }),
    { quantity },
  );
/** ∂L/∂ of it. */
export const gradient = ({ quantity }: Tensor): Tensor =>
  tensorOf({
    ...quantity,
    slope: true,
    hue: 'gradient',
    source: { ...quantity.source, gradient: true },
  });
/** What the update makes of it, as another letter. */
export const after = ({ quantity }: Tensor, letter: Letter | string): Tensor =>
  tensorOf({
    ...quantity,
    letter: letterOf(letter),
    source: { ...quantity.source, after: true },
  });
/** The same numbers under another shape, or a part of them. */
export const seenAs = ({ quantity }: Tensor, as: Partial<Omit<Quantity, 'source'>>): Tensor =>
  tensorOf({ ...quantity, ...as });

/** Axes in the order in which they are shown, whatever the numbers lie in: the sample's first, as on wires. */
export const shownAxes = ({ shape, samples = 0 }: Quantity): readonly number[] => {
  const axes = shape.map((_, axis) => axis);
  return samples ? [samples, ...axes.filter((axis) => axis !== samples)] : axes;
};

export const equation = (left: Read, right: Operand): Equation => ({ left, right: num(right) });

/** Sources that are the same are one. */
export const keyOf = ({ of, name, gradient, after }: Source): string =>
  `${of}${gradient ? '′' : ''}${after ? '⁺' : ''}:${name}`;
