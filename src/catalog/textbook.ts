/**
 * The facet `textbook`: how a thing is written, as equations that are set in TeX, printed with numbers and
 * evaluated (src/equations). A kind says what comes out of each port, what goes back along each wire that
 * arrives, and the gradient of each weight; it defines letters for what stands between. L is what training
 * lowers: the cost, the mean over the batch, with the penalties of weights. test/laws/textbook.test.ts
 * holds every equation to the numbers of the engine.
 */
import type { Hyperparameters, Thing } from '../base/fields.ts';
import {
  add,
  type Cell,
  constant,
  type Equation,
  type Expr,
  equation,
  gradient,
  type Hue,
  type Index,
  index,
  type Letter,
  mul,
  num,
  type Operand,
  type Read,
  type Source,
  sign,
  type Tensor,
  tensor,
} from '../equations/expression.ts';
import { type Shape, size } from '../tensor/shape.ts';
import type { Penalty } from './penalty.ts';

/** Letters for what stands between, in the order in which they are defined. */
interface Locals {
  /**
   * Introduces a letter over some indices; with its definition, or to be defined later, where equations
   * speak of each other. `traced`: the engine has it too, under that name, and the law compares.
   */
  readonly local: (
    letter: Letter | string,
    indices: readonly Index[],
    definition?: Operand,
    options?: {
      readonly hue?: Hue;
      readonly traced?: Source;
      readonly padded?: boolean;
      readonly cell?: Cell;
    },
  ) => Tensor;
  readonly define: (left: Read, right: Operand) => void;
}

/** A wire that arrives, with the shape of what it brings, the batch first. */
export interface BookWire {
  readonly edge: string;
  readonly shape: Shape;
}

export interface BookContext<P = Hyperparameters> extends Locals {
  readonly params: P;
  readonly node: string;
  readonly batch: number;
  /** The wire at a port; all of them, in a fixed order, where it takes many. */
  readonly wire: (port: string) => BookWire;
  readonly wires: (port: string) => readonly BookWire[];
  /** Whether anything reads an output, so that something comes back there. */
  readonly isRead: (port: string) => boolean;
  /** The shape of an output, the batch first. */
  readonly out: (port: string) => Shape;
}

/** What a kind says: what it computes, and the gradients of what arrives and of its weights. */
export interface Sides {
  readonly forward: readonly Equation[];
  readonly backward: readonly Equation[];
}

/** What an optimiser is told of one tensor of weights, all its numbers in one row. */
export interface UpdateBookContext<P = Hyperparameters> extends Locals {
  readonly params: P;
  readonly i: Index;
  /** The weight before, wₜ₋₁, and the gradient that the optimiser is given. */
  readonly w: Tensor;
  readonly g: Tensor;
  /** A slot before and after, under a letter of its own. */
  readonly slot: (
    name: string,
    letter: string,
  ) => { readonly before: Tensor; readonly now: Tensor };
  readonly dial: (name: string, letter: Letter | string) => Expr;
  /** The number of the step, 1 for the first. */
  readonly t: Expr;
}
/** The new weight, and the new slots. */
export interface UpdateSides {
  readonly weight: Expr;
  readonly slots: readonly Equation[];
}

export interface ScheduleBookContext<P = Hyperparameters> extends Locals {
  readonly params: P;
  /** The rate as it is set, the steps done before this one, the cost of this batch. */
  readonly lr: Expr;
  readonly done: Expr;
  readonly cost: Expr;
  /** A number that it keeps, before this step. */
  readonly slot: (name: string, letter: Letter | string) => Expr;
  readonly validation: () => { readonly cost: Expr; readonly count: Expr };
  readonly follow: (next: Thing, done: Expr) => ScheduleSides;
}
export interface ScheduleSides {
  readonly rate: Expr;
  /** What the slots are after this step. */
  readonly slots?: Readonly<Record<string, Expr>>;
}

export interface ClipBookContext<P = Hyperparameters> extends Locals {
  readonly params: P;
  readonly i: Index;
  readonly g: Tensor;
  /** The gradients of all weights, one after the other. */
  readonly all: Tensor;
}

/** Collects the letters that equations define. */
export function createLocals(): Locals & { readonly where: Equation[] } {
  const where: Equation[] = [];
  let count = 0;
  const define = (left: Read, right: Operand) => {
    where.push(equation(left, right));
  };
  return {
    where,
    define,
    local: (letter, indices, definition, { hue = 'value', traced, padded, cell } = {}) => {
      const source = traced ?? { of: 'local', name: `${count++}` };
      const t = tensor(
        letter,
        hue,
        source,
        indices.map((i) => i.extent),
        {
          padded,
          slope: traced?.gradient,
          samples: Math.max(
            0,
            indices.findIndex((i) => i.sample),
          ),
          cell,
        },
      );
      if (definition !== undefined) define(t(...indices), definition);
      return t;
    },
  };
}

// What kinds speak of. Letters are theirs; x and y where they have no other.

export const arriving = ({ edge, shape }: BookWire, letter: Letter | string = 'x', as = shape) =>
  tensor(letter, 'value', { of: 'wire', name: edge }, as);
export const leaving = (port: string, shape: Shape, letter: Letter | string = 'y') =>
  tensor(letter, 'value', { of: 'output', name: port }, shape);
export const weighing = (
  name: string,
  shape: Shape,
  letter: Letter | string,
  options?: { readonly offset?: number; readonly cell?: Cell },
) => tensor(letter, 'weight', { of: 'weight', name }, shape, options);

/** The sample's index. */
export const samples = (batch: number): Index => index('n', batch, true);
const LETTERS = ['i', 'j', 'k', 'l', 'p', 'q', 'r', 's'] as const;
/** Letters for the axes of a sample. */
export const axesOf = (shape: Shape, letters: readonly string[] = LETTERS): Index[] =>
  shape.map((extent, i) => index(letters[i] ?? `i${i}`, extent));
/** One row for each sample. */
export const rowsOf = (shape: Shape): Shape => [shape[0] ?? 1, size(shape.slice(1))];

/** 1/N: the cost is the mean over the batch. */
export const sizeOfBatch = (batch: number): Expr => constant('N', batch);

/** What the penalty of a weight adds to its gradient: λ₁·sign w + λ₂·w. */
export const penaltySlope = (w: Expr, { l1, l2 }: Partial<Penalty>): Expr =>
  add(
    l1 ? mul(constant({ base: 'λ', below: '1' }, l1), sign(w)) : 0,
    l2 ? mul(constant({ base: 'λ', below: '2' }, l2), w) : 0,
  );

/** The same numbers in the same order. */
export function rowsBook({ batch, wire, out }: BookContext<unknown>): Sides {
  const rows = rowsOf(out('out'));
  const [x, y] = [arriving(wire('in'), 'x', rows), leaving('out', rows)];
  const at = [index('n', batch, true), index('i', rows[1]!)];
  return {
    forward: [equation(y(...at), x(...at))],
    backward: [equation(gradient(x)(...at), gradient(y)(...at))],
  };
}

/** A place on the way from a number of parts of so many: the part alone where it is the only one. */
export const within = (part: Index, many: number, place: Operand): Expr =>
  part.extent > 1 ? add(mul(many, part), place) : num(place);
