/**
 * An expression with numbers put in: each letter becomes the number that it stands for, so that what prints
 * letters prints numbers too. A long sum shows its first terms and its last one; of cases the one that holds.
 */
import { size, strides } from '../tensor/shape.ts';
import type { Evaluator, Scope } from './evaluate.ts';
import { add, type Expr, type Over, type Quantity } from './expression.ts';

/** More terms are not written out. */
const TERMS = 4;

/** Sums over places within it, however deep. */
function sumsIn(x: Expr): number {
  switch (x.op) {
    case 'sum':
    case 'max':
      return 1 + sumsIn(x.body);
    case 'cases':
      return Math.max(...x.cases.map((c) => sumsIn(c.value)), sumsIn(x.otherwise));
    default:
      return 'args' in x ? x.args.reduce((n, a) => n + sumsIn(a), 0) : 0;
  }
}

export function withNumbers(
  expr: Expr,
  scope: Scope,
  { value, places: heldPlaces }: Pick<Evaluator, 'value' | 'places'>,
): Expr {
  const number = (x: Expr, at: Scope, of?: Quantity): Expr => ({
    op: 'number',
    value: value(x, at),
    ...(of && { hue: of.hue, of: of.source }),
  });
  // Of several sums, as a gate's over the input and the state, each is told by its two ends.
  const firsts = sumsIn(expr) > 1 ? [0] : [0, 1];
  const shownPlaces = (x: Over, at: Scope): { few: readonly Scope[]; isAll: boolean } => {
    const extents = x.over.map((i) => i.extent);
    const count = size(extents);
    // Without a condition those between the first and the last need not be walked.
    if (!x.where && count > TERMS) {
      const steps = strides(extents);
      const place = (k: number): Scope => ({
        ...at,
        ...Object.fromEntries(
          x.over.map((i, a) => [i.letter, Math.floor(k / steps[a]!) % i.extent]),
        ),
      });
      return { few: [...firsts, count - 1].map(place), isAll: false };
    }
    const places = heldPlaces(x, at);
    return places.length <= TERMS
      ? { few: places, isAll: true }
      : { few: [...firsts, places.length - 1].map((i) => places[i]!), isAll: false };
  };
  const reduced = (x: Over, at: Scope): Expr => {
    const { few, isAll } = shownPlaces(x, at);
    const terms = few.map((p) => filled(x.body, p));
    const all: readonly Expr[] = isAll
      ? terms
      : [...terms.slice(0, -1), { op: 'ellipsis' }, ...terms.slice(-1)];
    if (x.op === 'sum') return all.length ? { op: 'add', args: all } : add();
    return { op: 'call', name: 'max', args: all };
  };
  function filled(x: Expr, at: Scope): Expr {
    switch (x.op) {
      case 'number':
      case 'ellipsis':
        return x;
      case 'constant':
      case 'index':
      case 'argmax':
        return number(x, at);
      case 'read':
        return number(x, at, x.of);
      case 'sum':
      case 'max': {
        const all = reduced(x, at);
        return all.op === 'add' && all.args.length === 1 ? all.args[0]! : all;
      }
      case 'softmax': {
        const inner = (i: number): Expr => ({
          op: 'call',
          name: 'exp',
          args: [filled(x.body, { ...at, [x.over.letter]: i })],
        });
        const below: Over = {
          op: 'sum',
          over: [x.over],
          body: { op: 'call', name: 'exp', args: [x.body] },
        };
        return { op: 'div', args: [inner(value(x.at, at)), filled(below, at)] };
      }
      case 'cases': {
        const held = x.cases.find((c) => value(c.when, at) !== 0);
        return filled(held ? held.value : x.otherwise, at);
      }
      case 'neg':
        return { ...x, args: [filled(x.args[0], at)] };
      case 'div':
      case 'pow':
      case 'compare':
        return { ...x, args: [filled(x.args[0], at), filled(x.args[1], at)] };
      default:
        return { ...x, args: x.args.map((a) => filled(a, at)) };
    }
  }
  return filled(expr, scope);
}

/** The share that is neither 0 nor masked (−∞) of a result and the letters' numbers in what `withNumbers` made. */
export function livelyIn(filled: Expr, result?: number): number {
  const found = result === undefined ? [] : [result];
  const walk = (x: Expr) => {
    if (x.op === 'number') {
      if (x.of) found.push(x.value);
    } else if ('args' in x) for (const arg of x.args) walk(arg);
  };
  walk(filled);
  return found.length
    ? found.filter((x) => x !== 0 && x !== Number.NEGATIVE_INFINITY).length / found.length
    : 0;
}
