/**
 * The textbook's equations of one stop of the step cursor, for a person: in letters and with the numbers of
 * one element, and the products of the chain rule as data. What an equation comes to is held against what
 * was computed; one that does not hold there (on the edge of a domain) is left out, for what is shown is true.
 */
import { must } from '../base/assert.ts';
import type { Document } from '../document/records.ts';
import {
  type Evaluator,
  evaluator,
  freeIndices,
  placeOf,
  readsIn,
  type Scope,
} from '../equations/evaluate.ts';
import {
  type Cell,
  type Equation,
  type Expr,
  keyOf,
  num,
  type Quantity,
  type Source,
} from '../equations/expression.ts';
import { type MatrixFactor, matrixForm, matrixProduct } from '../equations/matrix.ts';
import { withNumbers } from '../equations/numbers.ts';
import { asItIs, bare, setter, substitute } from '../equations/print.ts';
import { markedTex, type Style, TEXT } from '../equations/styles.ts';
import { comesBack, termsOf } from '../equations/terms.ts';
import type { Plan, TensorRef } from '../plan/plan.ts';
import { type Shape, size } from '../tensor/shape.ts';
import {
  type BookRequest,
  type Chapter,
  chaptersOf,
  type Role,
  sourcesIn,
} from './equations-of-move.ts';
import { elementsOf, shown as inOrder, unravel } from './explain-element.ts';
import { numbersOf, type Reading, weightName } from './textbook.ts';

/** A formula as it is set on the page, and in plain text. */
interface Print {
  readonly tex: string;
  readonly text: string;
}
export interface Factor {
  readonly letters: Print;
  readonly value: number;
  /** What comes back; the others are the local derivative. */
  readonly incoming: boolean;
  /** Whose number it is, where it is a single one. */
  readonly of?: Source;
}
/** One of two matrices that are multiplied, and where its numbers are. */
interface ShownFactor {
  readonly of: Source;
  readonly letter: Print;
  /** As it is kept, and from which number on, where it is a part. */
  readonly shape: Shape;
  readonly offset: number;
  /** Its columns are the rows of the product. */
  readonly turned: boolean;
  /** Its first axis counts the samples of the batch. */
  readonly samples: boolean;
}
export interface ShownEquation {
  /** What stands on its left side: wires by their ids, weights by their whole names. */
  readonly of: Source;
  readonly role: Role;
  /** The whole equation; its right side once more with the numbers of one element, and what it comes to. */
  readonly letters: Print;
  readonly numbers: Print;
  readonly value: number;
  /** The same of whole matrices, where it is the product of two. */
  readonly matrix?: Print & {
    readonly factors: readonly ShownFactor[];
    /** Rows that are added to each row. */
    readonly added: readonly ShownFactor[];
  };
  /** Which element that is. */
  readonly index: readonly number[];
  readonly shape: Shape;
  /** On backward, where it is a short sum of products: the paths. */
  readonly terms?: readonly { readonly factors: readonly Factor[]; readonly value: number }[];
  /** Of a cell that is walked through time. */
  readonly cell?: Cell;
  /** Of an update: the weight in question. */
  readonly weight?: string;
}
export interface ShownBook {
  readonly equations: readonly ShownEquation[];
  /** How many do not hold at this element, and are left out. */
  readonly left: number;
}

type Numbers = (buffer: number) => ArrayLike<number>;

export function explainBook(asked: BookRequest): {
  readonly now: readonly number[];
  readonly before: readonly number[];
  readonly from: (now: Numbers, before: Numbers) => ShownBook;
} {
  const { plan, document, move } = asked;
  const chapters = chaptersOf(asked);
  const [now, before] = [new Set<number>(), new Set<number>()];
  const into = (set: Set<number>) => (ref: TensorRef) => {
    set.add(ref.buffer);
    return [];
  };
  for (const chapter of chapters) {
    const asking = numbersOf(
      plan,
      document,
      move.node,
      {
        ...asked,
        now: into(now),
        before: into(before),
      },
      chapter.weight,
    );
    for (const source of sourcesIn(chapter)) asking(source);
  }
  return {
    now: [...now],
    before: [...before],
    from(nowOf, beforeOf) {
      const cut =
        (of: Numbers) =>
        ({ buffer, offset, shape }: TensorRef) =>
          Array.prototype.slice.call(of(buffer), offset, offset + size(shape)) as number[];
      const shown = chapters.map((chapter) =>
        show(asked, chapter, { now: cut(nowOf), before: cut(beforeOf), ...asked }),
      );
      return {
        equations: shown.flatMap((s) => s.equations),
        left: shown.reduce((n, s) => n + s.left, 0),
      };
    },
  };
}

function show(asked: BookRequest, chapter: Chapter, reading: Reading): ShownBook {
  const { plan, document, move } = asked;
  const { weight } = chapter;
  const read = numbersOf(plan, document, move.node, reading, weight);
  const known = new Map<string, ArrayLike<number> | undefined>();
  const numbers = (source: Source) => {
    const key = keyOf(source);
    if (!known.has(key)) known.set(key, read(source));
    return known.get(key);
  };
  // What the engine has is read, not computed anew.
  const where = chapter.book.where.filter((e) => !numbers(e.left.of.source));
  const by = evaluator(where, numbers);
  const definedBy = new Map(where.map((e) => [keyOf(e.left.of.source), e]));
  const isKnown = (expr: Expr, seen = new Set<string>()): boolean =>
    [...readsIn(expr)].every(({ of: { source } }) => {
      const key = keyOf(source);
      if (seen.has(key)) return true;
      seen.add(key);
      const definition = definedBy.get(key);
      return definition ? isKnown(definition.right, seen) : numbers(source) !== undefined;
    });
  const named = (source: Source): Source =>
    source.of !== 'weight'
      ? source
      : { ...source, name: weight ?? weightName(document, move.node, source.name) };
  const style = markedTex(named);

  const lines = chapter.lines.flatMap(({ equation, role }) => {
    const { of } = equation.left;
    const traced = numbers(of.source);
    if ((!traced && of.source.of !== 'local') || !isKnown(equation.right)) return [];
    const shape = shapeOf(plan, document, move.node, of, weight);
    return [{ equation, role, traced, shape }];
  });
  const scopes = elementsOf(asked, lines, by);

  let left = 0;
  const equations = lines.flatMap(({ equation: e, role, traced, shape }): ShownEquation[] => {
    const { of } = e.left;
    const scope = must(scopes.get(e), 'the element of an equation');
    const place = placeOf(
      of,
      e.left.at.map((x) => by.value(x, scope)),
    );
    if (place === undefined) return [];
    const said = by.value(e.right, scope);
    const value = traced ? must(traced[place], 'a number that was computed') : said;
    // The gradient of weights that others use too is the sum of all their shares.
    const shared =
      of.source.of === 'weight' && of.source.gradient && isShared(asked, named(of.source));
    if (traced && !shared && !agree(said, value, traced)) {
      left++;
      return [];
    }
    const shown = shared ? said : value;
    const filled = withNumbers(e.right, scope, by);
    const set = setter(e, TEXT);
    // What a source of data brings is what it is.
    if (set(e.left) === set(e.right)) return [];
    const terms =
      move.phase === 'backward' && role !== 'recall' ? termsOf(e.right, scope, by) : undefined;
    const product = matrixProduct(e);
    return [
      {
        of: named(of.source),
        role,
        letters: both(style, (s) => {
          const set = setter(e, s);
          // As PyTorch's `grad`: each that uses a weight adds its share.
          const adds = s === TEXT ? '+=' : '\\mathrel{+}=';
          return `${set(e.left)} ${shared ? adds : '='} ${set(e.right)}`;
        }),
        numbers: both(style, (s) => {
          const result = asItIs({ op: 'number', value: shown, hue: of.hue, of: of.source }, s);
          return filled.op === 'number' ? result : `${asItIs(filled, s)} = ${result}`;
        }),
        value: shown,
        index: inOrder(of, unravel(place, shape)),
        shape: inOrder(of, shape),
        ...(terms && {
          terms: terms.map((factors) =>
            termOf(e, factors, scope, by, style, named, terms.length > 1),
          ),
        }),
        ...(product && {
          matrix: {
            ...both(style, (s) => must(matrixForm(e, s), 'the product of two matrices')),
            factors: product.factors.map((factor) => shownFactor(factor, style, named)),
            added: product.added.map((read) => shownFactor({ read, turned: false }, style, named)),
          },
        }),
        ...(of.cell && { cell: of.cell }),
        ...(weight !== undefined && { weight }),
      },
    ];
  });
  return { equations, left };
}

const both = (style: Style, of: (style: Style) => string): Print => ({
  tex: of(style),
  text: of(TEXT),
});

const shownFactor = (
  { read: { of, at, op }, turned }: MatrixFactor,
  style: Style,
  named: (source: Source) => Source,
): ShownFactor => ({
  of: named(of.source),
  letter: both(style, (s) => bare({ op, of, at }, s)),
  shape: of.shape,
  offset: of.offset ?? 0,
  turned,
  samples: at[0]?.op === 'index' && at[0].sample === true,
});

function termOf(
  e: Equation,
  factors: readonly Expr[],
  scope: Scope,
  by: Evaluator,
  style: Style,
  named: (source: Source) => Source,
  several: boolean,
) {
  // Of several terms each says of which place it is.
  const placed = (x: Expr): Expr =>
    several
      ? freeIndices(e.left).reduce(
          (y, i) => (i.sample ? y : substitute(y, i.letter, num(scope[i.letter]!))),
          x,
        )
      : x;
  const told = factors.map(
    (x): Factor => ({
      letters: both(style, (s) => setter(e, s)(placed(x))),
      value: by.value(x, scope),
      incoming: comesBack(x),
      ...(x.op === 'read' && { of: named(x.of.source) }),
    }),
  );
  return { factors: told, value: told.reduce((n, f) => n * f.value, 1) };
}

/**
 * How far an equation may be from what was computed and is still shown, in parts of the tensor's largest
 * number. Equations are evaluated in double precision, from inputs that were rounded to float32; the engine
 * adds up in float32, and what nearly cancels is off by as much as what it was made of. Sums of some thousand
 * terms stay below a tenth of this; and it is less than what three digits tell apart.
 */
export const TOLERANCE = 1e-4;
/** Below it float32 has no full precision. */
const SMALLEST = 2 ** -126;

function agree(said: number, computed: number, all: ArrayLike<number>): boolean {
  if (Object.is(said, computed)) return true;
  let most = SMALLEST;
  for (let i = 0; i < all.length; i++) most = Math.max(most, Math.abs(all[i]!));
  return Math.abs(said - computed) <= TOLERANCE * most;
}

function isShared({ compilation, document }: BookRequest, { name }: Source): boolean {
  const found = compilation.parameters.find((p) => p.name === name);
  return (found?.users ?? []).some((id) => document.nodes[id]);
}

/** The shape under which a person finds a tensor; of a letter alone its own. */
function shapeOf(
  plan: Plan,
  document: Document,
  node: string,
  of: Quantity,
  weight: string | undefined,
): Shape {
  let found: Shape | undefined;
  const note = (ref: TensorRef) => {
    found ??= ref.shape;
    return [];
  };
  const reading = { now: note, before: note, seed: 0, step: 0 };
  const ask = numbersOf(plan, document, node, reading, weight);
  ask(of.source);
  // A letter on the way of an update is one for each number of the weight.
  if (!found && weight !== undefined && of.shape.length) ask({ of: 'weight', name: '' });
  return found ?? of.shape;
}
