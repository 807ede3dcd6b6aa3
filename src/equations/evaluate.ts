/**
 * What an equation comes to, with the numbers of a step. It is asked for one element that a person looks at
 * and waits for, and by the law for all of them.
 */
import { assert, must } from '../base/assert.ts';
import { erf, erfc } from '../base/erf.ts';
import { UNARY } from '../base/scalar.ts';
import type {
  Equation,
  Expr,
  FunctionName,
  Index,
  Over,
  Quantity,
  Read,
  Source,
} from './expression.ts';
import { keyOf } from './expression.ts';

/** The numbers of a step; undefined for what it does not have. */
export type Numbers = (source: Source) => ArrayLike<number> | undefined;
/** Indices by their letters. */
export type Scope = Readonly<Record<string, number>>;

export interface Evaluator {
  /** @throws "internal:" where it reads what the step does not have */
  readonly value: (expr: Expr, scope: Scope) => number;
  /** The places that a sum runs over, row by row: only those at which its condition holds. */
  readonly places: (of: Over, scope: Scope) => readonly Scope[];
  /** What has been evaluated so far, in parts of expressions: what a search may cost is told by it. */
  readonly steps: () => number;
  /** The right side at each place of the left side's indices: where in the source's numbers, and what. */
  readonly all: (equation: Equation) => readonly { readonly at: number; readonly value: number }[];
}

const FUNCTION: Readonly<Record<FunctionName, (x: number, y: number) => number>> = {
  exp: Math.exp,
  ln: Math.log,
  log2: Math.log2,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  sigmoid: UNARY.sigmoid,
  Phi: (x) => erfc(-x * Math.SQRT1_2) / 2,
  erf,
  sin: Math.sin,
  cos: Math.cos,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  max: Math.max,
  min: Math.min,
};
const HOLDS = {
  '<': (a: number, b: number) => a < b,
  '≤': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '≥': (a: number, b: number) => a >= b,
  '=': (a: number, b: number) => a === b,
  '≠': (a: number, b: number) => a !== b,
} as const;

/** All places of some indices, row by row. */
function* placesOf(indices: readonly Index[], scope: Scope): Generator<Scope> {
  const [first, ...rest] = indices;
  if (!first) return yield scope;
  for (let i = 0; i < first.extent; i++) yield* placesOf(rest, { ...scope, [first.letter]: i });
}

/** The indices that an expression is written with and that nothing within it binds. */
export function freeIndices(expr: Expr, found = new Map<string, Index>()): readonly Index[] {
  if (expr.op === 'index') found.set(expr.letter, found.get(expr.letter) ?? expr);
  else if (expr.op === 'read') for (const at of expr.at) freeIndices(at, found);
  else if (expr.op === 'add' || expr.op === 'mul')
    for (const arg of expr.args) freeIndices(arg, found);
  return [...found.values()];
}

/** All reads in an expression, also where they stand for an index. */
export function* readsIn(expr: Expr): Generator<Read> {
  switch (expr.op) {
    case 'read':
      yield expr;
      for (const at of expr.at) yield* readsIn(at);
      return;
    case 'number':
    case 'constant':
    case 'index':
    case 'ellipsis':
      return;
    case 'sum':
    case 'max':
    case 'argmax':
      yield* readsIn(expr.body);
      if (expr.where) yield* readsIn(expr.where);
      return;
    case 'softmax':
      yield* readsIn(expr.body);
      yield* readsIn(expr.at);
      return;
    case 'cases':
      for (const { when, value } of expr.cases) {
        yield* readsIn(when);
        yield* readsIn(value);
      }
      yield* readsIn(expr.otherwise);
      return;
    default:
      for (const arg of expr.args) yield* readsIn(arg);
  }
}

/** Where a read lies among its source's numbers; undefined outside of a shape that is padded. */
export function placeOf(of: Quantity, at: readonly number[]): number | undefined {
  assert(at.length === of.shape.length, () => `${at.length} indices for ${of.letter.base}`);
  let place = of.offset ?? 0;
  let stride = 1;
  for (let axis = at.length - 1; axis >= 0; axis--) {
    const x = at[axis]!;
    const extent = of.shape[axis]!;
    if (!Number.isInteger(x) || x < 0 || x >= extent) {
      assert(
        of.padded,
        () => `${of.letter.base} is read at ${at.join()}, outside of ${of.shape.join()}`,
      );
      return undefined;
    }
    place += stride * x;
    stride *= extent;
  }
  return place;
}

/** The letters that a condition speaks of; undefined where it is not plain. */
function lettersIn(expr: Expr): readonly string[] | undefined {
  switch (expr.op) {
    case 'index':
      return [expr.letter];
    case 'number':
    case 'constant':
      return [];
    case 'read':
    case 'add':
    case 'mul':
    case 'neg':
    case 'compare': {
      const found: string[] = [];
      for (const arg of expr.op === 'read' ? expr.at : expr.args) {
        const letters = lettersIn(arg);
        if (!letters) return undefined;
        found.push(...letters);
      }
      return found;
    }
    default:
      return undefined;
  }
}

/**
 * The parts of a condition by how many letters are set when they can be told: a sum over a convolution's
 * window leaves most places out after one of them. None comes before one that is written before it.
 */
function partsOf({ over, where }: Over): readonly (readonly Expr[])[] {
  const parts: Expr[][] = Array.from({ length: over.length + 1 }, () => []);
  let depth = 0;
  for (const part of where?.op === 'and' ? where.args : where ? [where] : []) {
    const letters = lettersIn(part);
    const last = over.findLastIndex(({ letter }) => !letters || letters.includes(letter)) + 1;
    depth = Math.max(depth, last);
    parts[depth]!.push(part);
  }
  return parts;
}

interface Memo {
  readonly equation: Equation;
  readonly letters: readonly string[];
  /** What was asked for, by its place. */
  readonly values: Map<number, number>;
}

export function evaluator(where: readonly Equation[], numbers: Numbers): Evaluator {
  const memos = new Map<string, Memo>();
  const known = new Map<Quantity, Memo | ArrayLike<number>>();
  for (const equation of where) {
    const { of, at } = equation.left;
    memos.set(keyOf(of.source), {
      equation,
      letters: at.map((x) => {
        assert(x.op === 'index', 'what is defined has plain indices');
        return x.letter;
      }),
      values: new Map(),
    });
  }

  function find(of: Quantity): Memo | ArrayLike<number> {
    const key = keyOf(of.source);
    const found = memos.get(key) ?? must(numbers(of.source), `numbers for ${key}`);
    known.set(of, found);
    return found;
  }

  function read({ of, at }: Read, scope: Scope): number {
    const index = at.map((x) => value(x, scope));
    const place = placeOf(of, index);
    if (place === undefined) return 0;
    const from = known.get(of) ?? find(of);
    if (!('equation' in from)) return must(from[place], `${keyOf(of.source)} at ${place}`);
    const before = from.values.get(place);
    if (before !== undefined) return before;
    const inner = Object.fromEntries(from.letters.map((letter, axis) => [letter, index[axis]!]));
    const found = value(from.equation.right, inner);
    from.values.set(place, found);
    return found;
  }

  /** @param visit is handed one scope that changes, and how many places lie before this one */
  function eachPlace(expr: Over, scope: Scope, visit: (inner: Scope, place: number) => void): void {
    const { over } = expr;
    const parts = partsOf(expr);
    const inner: Record<string, number> = { ...scope };
    const walk = (depth: number, before: number): void => {
      for (const part of parts[depth]!) if (value(part, inner) === 0) return;
      const index = over[depth];
      if (!index) {
        visit(inner, before);
        return;
      }
      for (let i = 0; i < index.extent; i++) {
        inner[index.letter] = i;
        walk(depth + 1, before * index.extent + i);
      }
    };
    walk(0, 0);
  }

  function reduced(expr: Over, scope: Scope): number {
    let best = expr.op === 'sum' ? 0 : Number.NEGATIVE_INFINITY;
    let first = 0;
    eachPlace(expr, scope, (inner, place) => {
      const x = value(expr.body, inner);
      if (expr.op === 'sum') best += x;
      else if (x > best || Number.isNaN(x)) {
        best = x;
        first = place;
      }
    });
    return expr.op === 'argmax' ? first : best;
  }

  let steps = 0;
  function value(expr: Expr, scope: Scope): number {
    steps++;
    switch (expr.op) {
      case 'number':
      case 'constant':
        return expr.value;
      case 'index':
        // One that can only be 0 need not be bound by the left side.
        return expr.extent === 1 ? 0 : must(scope[expr.letter], `the index ${expr.letter}`);
      case 'read':
        return read(expr, scope);
      case 'add':
        return expr.args.reduce((n, x) => n + value(x, scope), 0);
      case 'mul':
        return expr.args.reduce((n, x) => n * value(x, scope), 1);
      case 'neg':
        return -value(expr.args[0], scope);
      case 'div':
        return value(expr.args[0], scope) / value(expr.args[1], scope);
      case 'pow':
        return value(expr.args[0], scope) ** value(expr.args[1], scope);
      case 'call': {
        const [x = Number.NaN, y = Number.NaN] = expr.args.map((a) => value(a, scope));
        return FUNCTION[expr.name](x, y);
      }
      case 'sum':
      case 'max':
      case 'argmax':
        return reduced(expr, scope);
      case 'softmax': {
        // By the largest, so that nothing overflows: the quotient is the same.
        const { letter, extent } = expr.over;
        const at = (i: number) => value(expr.body, { ...scope, [letter]: i });
        const all = Array.from({ length: extent }, (_, i) => at(i));
        const top = Math.max(...all);
        const total = all.reduce((n, x) => n + Math.exp(x - top), 0);
        return Math.exp(at(value(expr.at, scope)) - top) / total;
      }
      case 'cases':
        for (const { when, value: branch } of expr.cases)
          if (value(when, scope) !== 0) return value(branch, scope);
        return value(expr.otherwise, scope);
      case 'compare':
        return HOLDS[expr.is](value(expr.args[0], scope), value(expr.args[1], scope)) ? 1 : 0;
      case 'and':
        return expr.args.every((x) => value(x, scope) !== 0) ? 1 : 0;
      case 'ellipsis':
        return Number.NaN;
      default:
        return expr satisfies never;
    }
  }

  return {
    value,
    steps: () => steps,
    places: (of, scope) => {
      const found: Scope[] = [];
      eachPlace(of, scope, (inner) => found.push({ ...inner }));
      return found;
    },
    all: ({ left, right }) => {
      const found: { at: number; value: number }[] = [];
      for (const scope of placesOf(freeIndices(left), {})) {
        const at = placeOf(
          left.of,
          left.at.map((x) => value(x, scope)),
        );
        // An equation for a part, written at shifted places, may reach over the edge.
        if (at !== undefined) found.push({ at, value: value(right, scope) });
      }
      return found;
    },
  };
}
