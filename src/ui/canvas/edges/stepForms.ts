/**
 * How a tensor of the step is drawn on its wire, by its size: numbers as digits, more of them as small
 * pictures; and where: on its own wire, over no card and no other. Each way is tried from the one that
 * tells most to the one that needs least room. What is read keeps its size on the screen, however far
 * the canvas is zoomed out.
 */
import { Boxes } from '../../../base/boxes.ts';
import type { Point } from '../../../document/records.ts';
import { type Shape, size } from '../../../tensor/shape.ts';
import { type Ends, pointAt, type Rect } from './curve.ts';

/** As many numbers as are written out. */
export const MOST_DIGITS = 12;

export type Form =
  | { readonly type: 'digits'; readonly columns: number; readonly beside: boolean }
  | {
      readonly type: 'pictures';
      readonly count: number;
      /** Pixels of one picture. */
      readonly width: number;
      readonly height: number;
      readonly beside: boolean;
      /** The first axis runs across. */
      readonly turned: boolean;
    };

export interface StepForm {
  readonly form: Form;
  readonly width: number;
  readonly height: number;
}
export interface StepPlace extends Point, StepForm {
  readonly scale: number;
  /** Where its weight stands. */
  readonly weight?: Point;
}

/** Pixels of a number, of a line of them, and around both. */
const CELL = 48;
const LINE = 13;
const EDGE = 2;
const GAP = 2;

/** Room for a value and its gradient. */
const room = (width: number, height: number, beside: boolean) => ({
  width: (beside ? 2 * width + GAP : width) + 2 * EDGE,
  height: (beside ? height : 2 * height + GAP) + 2 * EDGE,
});

function digits(count: number): StepForm[] {
  const wide = count <= 4 ? count : Math.ceil(count / Math.ceil(count / 4));
  const columns = [...new Set([wide, 3, 2, 1])].filter((c) => c <= wide);
  return columns
    .map((c) => ({ c, rows: Math.ceil(count / c) }))
    .filter(({ rows }) => rows <= 6)
    .flatMap(({ c, rows }) =>
      [false, true].map((beside) => ({
        form: { type: 'digits' as const, columns: c, beside },
        ...room(c * CELL, rows * LINE, beside),
      })),
    )
    .sort((a, b) => a.width * a.height - b.width * b.height || a.height - b.height);
}

const picture = (
  count: number,
  width: number,
  height: number,
  beside: boolean,
  turned = false,
): StepForm => ({
  form: { type: 'pictures', count, width, height, beside, turned },
  ...room(count * (width + GAP) - GAP, height, beside),
});

/**
 * @param shape of one sample
 * @param reading `turned`: of two axes the first is time, which runs across; `planes`: they are a picture
 */
export function formsOf(
  shape: Shape,
  reading: { readonly turned?: boolean; readonly planes?: boolean } = {},
): readonly StepForm[] {
  const count = size(shape);
  const numbers = count <= MOST_DIGITS ? digits(count) : [];
  if (count > 1 && (shape.length > 2 || (shape.length === 2 && reading.planes))) {
    const [high = 1, wide = 1] = shape.slice(-2);
    const pictures = Math.min(4, size(shape.slice(0, -2)));
    const tiles = [30, 24].flatMap((side) => {
      const scale = side / Math.max(high, wide);
      const [w, h] = [wide, high].map((v) => Math.max(4, Math.round(v * scale)));
      return [...new Set([pictures, Math.min(2, pictures), 1])].flatMap((n) => [
        picture(n, w!, h!, false),
        picture(n, w!, h!, true),
      ]);
    });
    return [...numbers, ...tiles];
  }
  if (count === 1) return numbers;
  const turned = shape.length === 2 && reading.turned === true;
  const [rows = 1] = turned ? shape.slice(1) : shape.length === 2 ? shape : [1];
  const height = Math.max(8, Math.min(28, rows * 4));
  return [
    ...numbers,
    ...[96, 72, 48, 32].map((width) => picture(1, width, height, false, turned)),
    picture(1, 32, 8, false, turned),
  ];
}

export interface StepWire {
  readonly id: string;
  readonly ends: Ends;
  readonly forms: readonly StepForm[];
  /** It has one weight of its own. */
  readonly weighs?: boolean;
}

/** Along a wire, from its middle outwards. */
const PLACES = [0.5, ...[1, 2, 3, 4, 5, 6, 7].flatMap((i) => [0.5 - i * 0.055, 0.5 + i * 0.055])];
/** Of a weight: near the end, for it is the neuron's. */
const NEAR_THE_END = [0.86, 0.82, 0.78, 0.9, 0.74, 0.7, 0.66, 0.62, 0.58];
/** Wires to one neuron come close there. */
const EITHER_SIDE = [-0.5, 0.5, 0, -1, 1] as const;
const WEIGHT: StepForm = {
  form: { type: 'digits', columns: 1, beside: false },
  width: CELL,
  height: LINE + 2,
};
/** On the wire, or beside it so that it touches. */
const BESIDE = [0, -0.5, 0.5] as const;

interface Placed {
  readonly place: StepPlace;
  readonly box: Rect;
}

/** The place nearest to the middle of the wire at which a form is free. */
function placed(
  ends: Ends,
  form: StepForm,
  scale: number,
  taken: Pick<Boxes, 'free'>,
  along: readonly number[] = PLACES,
  beside: readonly number[] = BESIDE,
): Placed | undefined {
  const [width, height] = [form.width * scale, form.height * scale];
  for (const off of beside)
    for (const t of along) {
      const point = pointAt(ends, t);
      const [x, y] = [Math.round(point.x), Math.round(point.y + off * height)];
      const box = { x: x - width / 2, y: y - height / 2, width, height };
      if (taken.free(box, 2)) return { box, place: { ...form, x, y, scale } };
    }
  return undefined;
}

/** The first answer that there is. */
function first<T, A>(list: readonly T[], ask: (of: T) => A | undefined): A | undefined {
  for (const of of list) {
    const answer = ask(of);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** How much smaller, where it is tight. */
const TIGHT = 0.82;
const ROUNDS = 8;

/**
 * Places for as many wires as can be; those that find none go first in another round.
 * @param place of one wire, among what is taken
 */
function asMany(
  wires: readonly StepWire[],
  cards: readonly Rect[],
  place: (wire: StepWire, taken: Boxes) => Placed | undefined,
): ReadonlyMap<string, Placed> {
  let best: ReadonlyMap<string, Placed> = new Map();
  let order = wires;
  for (let round = 0; round < ROUNDS && best.size < wires.length; round++) {
    const taken = new Boxes(cards);
    const found = new Map<string, Placed>();
    for (const wire of order) {
      const way = place(wire, taken);
      if (!way) continue;
      taken.add(way.box);
      found.set(wire.id, way);
    }
    if (found.size > best.size) best = found;
    order = [...order.filter((w) => !found.has(w.id)), ...order.filter((w) => found.has(w.id))];
  }
  return best;
}

const boxesOf = (places: ReadonlyMap<string, Placed>) => Array.from(places.values(), (p) => p.box);
const byRoom = (a: StepForm, b: StepForm) => a.width * a.height - b.width * b.height;

/**
 * Each wire first gets what needs least room, so that none goes without for the sake of another; then each
 * as much as there still is room for.
 * @param scale of what is read, in pixels of the canvas
 */
export function placeSteps(
  wires: readonly StepWire[],
  cards: readonly Rect[],
  scale: number,
): ReadonlyMap<string, StepPlace> {
  // Where there is no room at all it is read a little smaller before it is not read.
  const sizes = [scale, TIGHT * scale];
  const weights = asMany(
    wires.filter((wire) => wire.weighs),
    cards,
    ({ ends }, taken) =>
      first(sizes, (s) => placed(ends, WEIGHT, s, taken, NEAR_THE_END, EITHER_SIDE)),
  );
  const least = asMany(
    wires.map((wire) => ({ ...wire, forms: [...wire.forms].sort(byRoom) })),
    [...cards, ...boxesOf(weights)],
    ({ ends, forms }, taken) => first(sizes, (s) => first(forms, (f) => placed(ends, f, s, taken))),
  );
  const taken = new Boxes([...cards, ...boxesOf(least), ...boxesOf(weights)]);
  const out = new Map<string, StepPlace>();
  for (const { id, ends, forms } of wires) {
    const now = least.get(id);
    if (!now) continue;
    taken.remove(now.box);
    const better = first(forms, (form) => placed(ends, form, scale, taken)) ?? now;
    taken.add(better.box);
    const weight = weights.get(id)?.place;
    out.set(id, { ...better.place, ...(weight && { weight }) });
  }
  return out;
}
