/**
 * What one stop of the step cursor computed, for a person: the textbook's equations (explain-textbook), and
 * as computed each kernel's formula in letters and with the numbers of one element in; on backward the chain rule edge by edge; where an output fans out,
 * the terms of the sum. It reads the plan's own kernels, so that what is shown is what was done; it
 * runs nothing and knows no kind by name.
 */
import type { Document } from '../document/records.ts';
import { accessRange, affineRange } from '../plan/affine.ts';
import type { Access, Kernel, Loop, Move, Plan, Step, TensorRef } from '../plan/plan.ts';
import { type Shape, sameShape, size, strides as stridesOf } from '../tensor/shape.ts';
import type { BookRequest } from './equations-of-move.ts';
import { type Chained, chained } from './explain-chain.ts';
import { type Symbols, symbolsOf, type Written, wiresOf } from './explain-symbols.ts';
import { atom, bracket, type Leaf, number, scalarTex, type Tex } from './explain-tex.ts';
import { explainBook, type ShownBook } from './explain-textbook.ts';

type Numbers = ArrayLike<number>;

interface ExplainRequest<View> {
  readonly plan: Plan;
  readonly document: Document;
  /** How what is inside of nodes is written, and their shapes. */
  readonly compilation: Written & BookRequest['compilation'];
  /** The move that was done last. */
  readonly move: Move;
  /** The element whose numbers are wanted, in the coordinates of the result; by default a telling one. */
  readonly index?: readonly number[];
  /** How many rows of a loop over time were run before the row that is shown; 0 by default. */
  readonly row?: number;
  /** The sample of the batch; 0 by default. */
  readonly sample?: number;
  /** Of the training step: what is drawn at random goes by them. */
  readonly seed: number;
  readonly step: number;
  readonly view: (data: Float64Array, shape: Shape) => View;
}

/** A buffer as it is, and as it was before the move. */
interface Memory {
  readonly now: (buffer: number) => Numbers;
  readonly before: (buffer: number) => Numbers;
}
type Request<View> = ExplainRequest<View> & Memory & { readonly equations: ShownBook['equations'] };

interface Explained<View> extends Chained<View> {
  /** The textbook's, as they hold for one element; how many do not hold there. */
  readonly equations: ShownBook['equations'];
  readonly left: number;
  readonly lines: readonly {
    readonly letters: string;
    readonly numbers: string;
    readonly index: readonly number[];
    readonly shape: Shape;
    /** The time step, where it was computed in a loop over time. */
    readonly row?: number;
  }[];
}
/** An explanation for which numbers have to be read first. */
interface Explaining<View> {
  /** The buffers that it asks for, as they are and as they were before the move: no others. */
  readonly now: readonly number[];
  readonly before: readonly number[];
  readonly from: (memory: Memory) => Explained<View>;
}
/** The function itself, as the engine is handed it. */
export type Explain<View> = (request: ExplainRequest<View>) => Explaining<View>;

/** More terms than this are shown as first, second, …, last. */
const TERMS = 4;
const OUTER = ['i', 'j', 'p', 'q', 'r', 's'];
const INNER = ['k', 'l', 'm', 'n'];

export function explain<View>(asked: ExplainRequest<View>): Explaining<View> {
  const { plan, document, compilation, move } = asked;
  const steps = (plan.routines.watch?.steps ?? [])
    .slice(move.from, move.to)
    .filter((s) => s.origin === move.node || s.origin === '');
  const loaded = steps.flatMap(({ kernel }) => kernel.loads.map((l) => l.buffer));
  const written = steps.flatMap(({ kernel }) => kernel.results.map((r) => r.to.buffer));
  const { into, out } = wiresOf(document, move.node);
  const gradients = plan.routines.watch?.results.gradients ?? {};
  const passed = [...into, ...out].flatMap((e) => gradients[e.id]?.buffer ?? []);
  const persistent = persistentIn(plan);
  const book = explainBook(asked);
  return {
    now: [
      ...new Set([
        ...loaded,
        ...written,
        ...(move.phase === 'backward' ? passed : []),
        ...book.now,
      ]),
    ],
    before: [...new Set([...loaded.filter((buffer) => persistent.has(buffer)), ...book.before])],
    from(memory) {
      const told = book.from(memory.now, memory.before);
      const request = { ...asked, ...memory, equations: told.equations };
      return {
        ...told,
        lines: linesOf(request, steps, symbolsOf(plan, document, compilation, move.node)),
        ...(move.phase === 'backward' ? chained(request, steps) : { chain: [], fan: [] }),
      };
    },
  };
}

const persistentIn = ({ buffers }: Plan): ReadonlySet<number> =>
  new Set(buffers.filter((b) => b.role === 'persistent').map((b) => b.id));

function linesOf<View>(
  request: Request<View>,
  steps: readonly Step[],
  symbols: Symbols,
): Explained<View>['lines'] {
  const persistent = persistentIn(request.plan);
  const written: { readonly buffer: number; readonly low: number; readonly high: number }[] = [];
  return steps.flatMap(({ kernel, loop }) => {
    // Weights are updated in place: their formula speaks of the old ones.
    const earlier = [...written];
    const numbers = (buffer: number, element: number) => {
      const old =
        persistent.has(buffer) &&
        !earlier.some((w) => w.buffer === buffer && w.low <= element && element <= w.high);
      return (old ? request.before(buffer) : request.now(buffer))[element];
    };
    const lines = kernel.results.map((result) =>
      lineOf(request, kernel, loop, result, symbols, numbers),
    );
    for (const { to } of kernel.results)
      written.push({ buffer: to.buffer, ...affineRange(to, kernel.axes) });
    return lines;
  });
}

const at = (a: { offset: number; strides: readonly number[] }, index: readonly number[]): number =>
  a.strides.reduce((sum, stride, i) => sum + stride * (index[i] ?? 0), a.offset);

const inside = (access: Access, index: readonly number[]): boolean =>
  (access.guards ?? []).every((g) => {
    const x = at(g, index);
    return x >= 0 && x < g.extent;
  });

/**
 * The letters of the axes that an access walks, outermost first. Where it walks a part of what begins at
 * `base`, a letter is shifted by what lies before the part, and a place that stays is a number: `i,j+3`, `i,0`.
 */
function subscript(
  { offset, strides, guards }: Pick<Access, 'offset' | 'strides' | 'guards'>,
  letters: readonly string[],
  axes: readonly number[],
  base?: number,
): string {
  const walked = strides
    .map((stride, i) => ({ stride, extent: axes[i] ?? 1, letter: letters[i] ?? '\\cdot' }))
    .filter(({ stride }) => stride !== 0)
    .sort((a, b) => Math.abs(b.stride) - Math.abs(a.stride));
  const plain = walked.map(({ letter }) => letter).join('');
  let rest = offset - (base ?? offset);
  const long = walked.filter(({ extent }) => extent > 1);
  const last = long.at(-1);
  // What reaches over the edge, or walks backwards, has no such place.
  if (base === undefined || rest < 0 || guards?.length || !last || long.some((a) => a.stride < 0))
    return plain;
  if (rest === 0 && last.stride === 1) return plain;
  const placed = long.map(({ stride, letter }) => {
    const shift = Math.floor(rest / stride);
    rest -= shift * stride;
    return shift ? `${letter}+${shift}` : letter;
  });
  return [...placed, ...(last.stride > 1 ? [String(rest)] : [])].join(',');
}

const coloured = (colour: string, tex: string): string => (colour ? `\\${colour}{${tex}}` : tex);

function lineOf<View>(
  request: Request<View>,
  kernel: Kernel,
  loop: Loop | undefined,
  { value, to }: Kernel['results'][number],
  symbols: Symbols,
  numbers: (buffer: number, element: number) => number | undefined,
): Explained<View>['lines'][number] {
  const { axes, loads, reduce } = kernel;
  const outer = axes.length - kernel.reduced;
  const inner = axes.slice(outer);
  const own = loop ? ['t', ...OUTER] : OUTER;
  const letters = axes.map((_, i) =>
    i < outer ? (own[i] ?? `i_{${i}}`) : (INNER[i - outer] ?? `k_{${i}}`),
  );
  const target = symbols(to.buffer, to.offset);
  const row = loop && rowAt(loop, request.row ?? 0);
  const wanted = wantedOf(request, target.ref?.shape ?? axes.slice(0, outer), row);
  const { index, shown, shape } = chosen(axes.slice(0, outer), to, target.ref, wanted);
  const count = size(inner);

  const letterOf = (leaf: Leaf): Tex => {
    switch (leaf.op) {
      case 'load': {
        const load = loads[leaf.load]!;
        const { tex, colour, base } = symbols(load.buffer, ...ends(load, axes));
        return atom(coloured(colour, tex(subscript(load, letters, axes, base))));
      }
      case 'acc':
        return sumInLetters();
      case 'index':
        return atom(subscript(leaf, letters, axes) || String(leaf.offset));
      case 'uniform':
        return atom('u');
      default:
        return leaf satisfies never;
    }
  };
  const sumInLetters = (): Tex => {
    if (!reduce) return atom('');
    const body = scalarTex(reduce.body, letterOf);
    if (count === 1) return body;
    const over = letters.slice(outer).join(',');
    return reduce.combine === 'sum'
      ? { text: `\\sum_{${over}} ${bracket(body, 2)}`, rank: 1 }
      : atom(`\\max_{${over}} ${bracket(body, 2)}`);
  };
  const numberAt =
    (place: readonly number[]) =>
    (leaf: Leaf): Tex => {
      switch (leaf.op) {
        case 'load': {
          const load = loads[leaf.load]!;
          const { colour } = symbols(load.buffer, ...ends(load, axes));
          const x = inside(load, place) ? numbers(load.buffer, at(load, place)) : 0;
          return number(x ?? Number.NaN, colour);
        }
        case 'acc':
          return sumInNumbers();
        case 'index':
          return number(at(leaf, place));
        case 'uniform':
          return atom('u');
        default:
          return leaf satisfies never;
      }
    };
  const sumInNumbers = (): Tex => {
    if (!reduce) return atom('');
    const term = (n: number) => scalarTex(reduce.body, numberAt([...index, ...unravel(n, inner)]));
    const all = count <= TERMS;
    const places = all ? Array.from({ length: count }, (_, n) => n) : [0, 1, count - 1];
    const terms = places.map(term);
    if (count === 1) return terms[0] ?? atom('0');
    const texts = terms.map((t, i) => (reduce.combine === 'sum' && i > 0 ? bracket(t, 2) : t.text));
    if (!all) texts.splice(2, 0, '\\dots');
    return reduce.combine === 'sum'
      ? { text: texts.join(' + '), rank: 1 }
      : atom(`\\max\\left(${texts.join(',\\, ')}\\right)`);
  };

  const left = coloured(target.colour, target.tex(subscript(to, letters, axes, target.base)));
  const inPlace = loads.some((l) => l.buffer === to.buffer && l.offset === to.offset);
  const result = number(request.now(to.buffer)[at(to, index)] ?? Number.NaN, target.colour);
  const filled = scalarTex(value, numberAt(index)).text;
  return {
    letters: `${left} ${inPlace ? '\\leftarrow' : '='} ${scalarTex(value, letterOf).text}`,
    numbers: filled === result.text ? result.text : `${filled} = ${result.text}`,
    index: shown,
    shape,
    ...(row !== undefined && { row }),
  };
}

const rowAt = ({ extent, reverse }: Loop, done: number): number => {
  const row = Math.min(extent - 1, Math.max(0, Math.floor(done) || 0));
  return reverse ? extent - 1 - row : row;
};

/** The first and the last element that an access reads, to tell which tensors of a shared buffer they are. */
const ends = (access: Access, axes: readonly number[]): readonly [number, number] => {
  const { low, high } = accessRange(access, axes) ?? { low: 0, high: 0 };
  return [low, high];
};

const unravel = (linear: number, shape: Shape): number[] =>
  stridesOf(shape).map((stride, i) => Math.floor(linear / stride) % shape[i]!);

/** The element that was asked for; else that of the equations of the same shape, or of the sample. */
function wantedOf(
  { index, equations, move: { phase }, sample = 0 }: Request<unknown>,
  shape: Shape,
  row: number | undefined,
): readonly number[] {
  const inTime = row === undefined ? [] : [row];
  // A loop computes [time, sample, …]; an element is told of as [sample, time, …].
  const [time, batch, ...rest] = shape;
  const isTurned = row !== undefined && time !== undefined && batch !== undefined;
  const placed = ([n = 0, , ...own]: readonly number[]) => [...inTime, n, ...own];
  if (index)
    return isTurned && index.length === shape.length ? placed(index) : [...inTime, ...index];
  const shown = isTurned ? [batch, time, ...rest] : shape;
  const told = equations.find((e) => sameShape(e.shape, shown))?.index;
  if (told) return isTurned ? placed(told) : told;
  return [...inTime, ...(phase === 'forward' || phase === 'loss' ? [sample] : [])];
}

/** The element to show: the wanted one where this kernel computes it, else its first. */
function chosen(
  outer: readonly number[],
  to: Access,
  ref: TensorRef | undefined,
  wanted: readonly number[] = [],
): { index: readonly number[]; shown: readonly number[]; shape: Shape } {
  const clamp = (shape: Shape) =>
    shape.map((d, i) => Math.min(d - 1, Math.max(0, Math.floor(wanted[i] ?? 0) || 0)));
  if (!ref) {
    const index = clamp(outer);
    return { index, shown: index, shape: [...outer] };
  }
  const strides = stridesOf(ref.shape);
  const element = clamp(ref.shape).reduce((n, x, i) => n + x * strides[i]!, ref.offset);
  const index = outer.map(() => 0);
  let rest = element - to.offset;
  const order = to.strides
    .map((stride, axis) => ({ stride, axis }))
    .filter(({ stride, axis }) => stride > 0 && axis < outer.length)
    .sort((a, b) => b.stride - a.stride);
  for (const { stride, axis } of order) {
    const steps = Math.min(outer[axis]! - 1, Math.max(0, Math.floor(rest / stride)));
    index[axis] = steps;
    rest -= steps * stride;
  }
  const found = rest === 0 ? index : outer.map(() => 0);
  return { index: found, shown: unravel(at(to, found) - ref.offset, ref.shape), shape: ref.shape };
}
