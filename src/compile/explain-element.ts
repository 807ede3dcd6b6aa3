/**
 * Which element of a tensor an equation is shown for: the one that a person asked for; else, of the sample
 * and the time step in question, the first one that tells most. A convolution at a picture's corner is a
 * sum of products with the 0 of the padding, true and of no use.
 */
import {
  type Evaluator,
  evaluator,
  freeIndices,
  placeOf,
  readsIn,
  type Scope,
} from '../equations/evaluate.ts';
import {
  type Equation,
  type Expr,
  type Index,
  keyOf,
  type Quantity,
  type Read,
  shownAxes,
} from '../equations/expression.ts';
import { livelyIn, withNumbers } from '../equations/numbers.ts';
import type { Move } from '../plan/plan.ts';
import { type Shape, size, strides } from '../tensor/shape.ts';

/** Of more elements than these some are looked at, evenly spread. */
const LOOKED_AT = 1000;
/** Fewer where each takes much to evaluate: so many steps in all (some tenths of a second), as the first element needs. */
const STEPS = 2_000_000;
const AT_LEAST = 16;

interface Asked {
  readonly move: Move;
  readonly sample?: number;
  readonly index?: readonly number[];
  readonly row?: number;
}
interface Line {
  readonly equation: Equation;
  /** `main` says what comes out; the others are letters on the way. */
  readonly role: 'main' | 'define' | 'recall';
  /** The numbers that were computed, where the left side is more than a letter. */
  readonly traced: ArrayLike<number> | undefined;
  /** The shape under which a person finds the tensor. */
  readonly shape: Shape;
}

/**
 * What the letters of each left side stand for. Those that say what comes out are of the most telling element,
 * equations with the same left indices of the same; a letter on the way is of the place that is read.
 */
export function elementsOf(
  asked: Asked,
  lines: readonly Line[],
  by: Evaluator,
): ReadonlyMap<Equation, Scope> {
  const found = new Map<Equation, Scope>();
  const main = new Map<string, { base: Scope; lines: Line[] }>();
  const later: { line: Line; base: Scope }[] = [];
  for (const line of lines) {
    const { left } = line.equation;
    const base = begin(asked, left);
    const wanted = pickedIn(asked, left, line.shape, base);
    if (wanted) found.set(line.equation, wanted);
    else if (line.role === 'main') {
      const { shape, offset = 0 } = left.of;
      const key = JSON.stringify([line.shape, shape, offset, left.at, base]);
      const group = main.get(key) ?? { base, lines: [] };
      main.set(key, group);
      group.lines.push(line);
    } else later.push({ line, base });
  }
  const share = STEPS / (main.size + later.length);
  for (const { base, lines } of main.values()) {
    const scope = telling(asked, lines, base, by, share);
    for (const { equation } of lines) found.set(equation, scope);
  }
  // Each letter stands before it is read.
  for (const { line, base } of later.reverse()) {
    const read = readIn(line.equation, lines, found, by);
    const rest = telling(asked, [line], { ...base, ...read }, by, share, read);
    found.set(line.equation, rest);
  }
  return found;
}

/**
 * Where those that read a letter read it: what its left indices are there, as far as no sum runs over them. Of
 * several that read it the first over whose read the fewest sums run.
 */
function readIn(
  { left }: Equation,
  lines: readonly Line[],
  found: ReadonlyMap<Equation, Scope>,
  by: Evaluator,
): Scope {
  const key = keyOf(left.of.source);
  let best: Scope = {};
  for (const { equation } of lines) {
    const scope = found.get(equation);
    if (!scope) continue;
    for (const read of readsIn(equation.right)) {
      if (keyOf(read.of.source) !== key) continue;
      const places = left.at.flatMap((x, axis) => {
        const at = read.at[axis];
        const isBound = at && freeIndices(at).every((i) => i.letter in scope);
        const place = isBound && x.op === 'index' ? by.value(at, scope) : undefined;
        return x.op === 'index' && place !== undefined && isPlace(left, x.letter, place)
          ? [[x.letter, place] as const]
          : [];
      });
      if (places.length > Object.keys(best).length) best = Object.fromEntries(places);
    }
  }
  return best;
}

const isPlace = (left: Read, letter: string, place: number): boolean =>
  freeIndices(left).some((i) => i.letter === letter && place >= 0 && place < i.extent);

/** The sample and the time step in question; 0 for all else. */
function begin({ move, sample = 0, row }: Asked, left: Read): Record<string, number> {
  const scope: Record<string, number> = {};
  const time = move.rows;
  const turned = (left.of.cell?.reverse ?? false) !== (move.phase === 'backward');
  for (const i of freeIndices(left)) {
    const done = Math.min(row ?? 0, (time ?? 1) - 1);
    scope[i.letter] = i.sample
      ? Math.min(Math.max(0, sample), i.extent - 1)
      : isTime(i, time)
        ? turned
          ? i.extent - 1 - done
          : done
        : 0;
  }
  return scope;
}

const isTime = (i: Index, time: number | undefined): boolean =>
  i.letter === 't' && i.extent === time;

/** The element that was asked for, where the tensor has it. */
function pickedIn(
  { index: picked = [] }: Asked,
  { of, at }: Read,
  shape: Shape,
  base: Scope,
): Scope | undefined {
  // In time an element is that of a step: its sample and its unit.
  const inTime = of.cell && at[0]?.op === 'index' && at.length === picked.length + 1;
  const asked = inTime ? [base[(at[0] as Index).letter]!, ...picked] : computed(of, picked);
  const fits = asked.length === shape.length && asked.every((x, i) => x >= 0 && x < shape[i]!);
  if (!fits || !asked.length) return undefined;
  const place = strides(shape).reduce((n, s, i) => n + s * asked[i]!, 0) - (of.offset ?? 0);
  if (place < 0 || place >= size(of.shape)) return undefined;
  const wanted = unravel(place, of.shape);
  const found = { ...base };
  for (const [axis, x] of at.entries()) {
    if (x.op === 'index') found[x.letter] = wanted[axis]!;
    else if (!solve(x, wanted[axis]!, found)) return undefined;
  }
  return found;
}

/** A place, or a shape, as it is shown of one that is computed, and the other way round. */
export const shown = (of: Quantity, computed: readonly number[]): readonly number[] =>
  computed.length === of.shape.length ? shownAxes(of).map((axis) => computed[axis]!) : computed;
function computed(of: Quantity, shown: readonly number[]): readonly number[] {
  if (shown.length !== of.shape.length) return shown;
  const place = [...shown];
  for (const [i, axis] of shownAxes(of).entries()) place[axis] = shown[i]!;
  return place;
}

/** The first element with the fewest zeros among the numbers that are printed; what is `bound` stays. */
function telling(
  { move }: Asked,
  lines: readonly Line[],
  base: Scope,
  by: Evaluator,
  steps: number,
  bound: Scope = {},
): Scope {
  const { left } = lines[0]!.equation;
  const free = freeIndices(left).filter(
    (i) => !i.sample && !isTime(i, move.rows) && !(i.letter in bound),
  );
  const extents = free.map((i) => i.extent);
  const all = size(extents);
  if (all === 1) return base;
  const worth = (scope: Scope): number => {
    const place = placeOf(
      left.of,
      left.at.map((x) => by.value(x, scope)),
    );
    // A part that is written at shifted places may reach over the edge.
    if (place === undefined) return -1;
    const each = lines.map(({ equation, traced }) =>
      livelyIn(withNumbers(equation.right, scope, by), traced?.[place]),
    );
    return each.reduce((n, x) => n + x, 0) / each.length;
  };
  const begun = by.steps();
  let best = base;
  let most = worth(base);
  const consider = (scope: Scope | undefined) => {
    const x = scope ? worth(scope) : -1;
    if (scope && x > most) [best, most] = [scope, x];
  };
  const dear = Math.max(AT_LEAST, Math.floor(steps / Math.max(1, by.steps() - begun)));
  const count = Math.min(all, LOOKED_AT, dear);
  for (let k = 1; k < count && most < 1; k++) {
    const place = unravel(Math.floor((k * all) / count), extents);
    consider({ ...base, ...Object.fromEntries(free.map((i, axis) => [i.letter, place[axis]!])) });
  }
  // Among many that are 0, as the rows of a table of which few were looked up, the largest is found at once.
  if (most < 1) for (const line of lines) consider(largest(line, free, base));
  return best;
}

/** Where the tensor's largest number is, of the sample and the time step. */
function largest(
  { equation, traced }: Line,
  free: readonly Index[],
  base: Scope,
): Scope | undefined {
  const { of, at } = equation.left;
  if (!traced || !at.every((x) => x.op === 'index')) return undefined;
  const isFree = new Set(free.map((i) => i.letter));
  let found: Scope | undefined;
  let most = 0;
  for (let place = 0; place < size(of.shape); place++) {
    const x = Math.abs(traced[(of.offset ?? 0) + place] ?? 0);
    if (!(x > most)) continue;
    const wanted = unravel(place, of.shape);
    if (at.some((i, axis) => !isFree.has(i.letter) && base[i.letter] !== wanted[axis])) continue;
    found = { ...base, ...Object.fromEntries(at.map((i, axis) => [i.letter, wanted[axis]!])) };
    most = x;
  }
  return found;
}

export const unravel = (place: number, shape: Shape): number[] =>
  strides(shape).map((stride, i) => Math.floor(place / stride) % shape[i]!);

/** Sets the letters of an expression such as o + 3 so that it comes to a number; false where it cannot. */
function solve(expr: Expr, wanted: number, scope: Record<string, number>): boolean {
  const free = freeIndices({ op: 'add', args: [expr] });
  const by = evaluator([], () => undefined);
  const walk = (left: typeof free): boolean => {
    const [first, ...rest] = left;
    if (!first) return by.value(expr, scope) === wanted;
    for (let i = 0; i < first.extent; i++) {
      scope[first.letter] = i;
      if (walk(rest)) return true;
    }
    return false;
  };
  return walk(free);
}
