/**
 * Where what a wire tells stands: on its own wire, near the middle, over no card and no other. Each wire
 * brings the forms in which it can be told, from the one that tells most to the one that needs least
 * room. What is read keeps its size on the screen, however far the canvas is zoomed out.
 */
import { Boxes, contains } from '../../../base/boxes.ts';
import type { Point } from '../../../document/records.ts';
import { type Ends, pointAt, type Rect } from '../../../placement/curve.ts';

/** In pixels of the screen. */
export interface Room {
  readonly width: number;
  readonly height: number;
}
export interface ToldWire<R extends Room> {
  readonly id: string;
  readonly ends: Ends;
  readonly forms: readonly R[];
  /** It has one weight of its own. */
  readonly weighs?: boolean;
}
/** Its middle, and how much larger it is on the canvas than on the screen. */
export interface Spot extends Point {
  readonly scale: number;
}
export type Place<R extends Room> = R & Spot;
export interface Places<R extends Room> {
  readonly told: ReadonlyMap<string, Place<R>>;
  /** Where a wire's weight stands. */
  readonly weights: ReadonlyMap<string, Spot>;
  /** Where it stands before and after an update, instead of all else that the wire tells. */
  readonly changes: ReadonlyMap<string, Spot>;
}
export const NOWHERE: Places<never> = {
  told: new Map<string, never>(),
  weights: new Map(),
  changes: new Map(),
};

const boxOf = ({ x, y, scale, width, height }: Room & Spot): Rect => ({
  x: x - (width * scale) / 2,
  y: y - (height * scale) / 2,
  width: width * scale,
  height: height * scale,
});

/** The boxes of what stands on wires. */
export interface Standing {
  readonly told: readonly Rect[];
  readonly weights: readonly Rect[];
}
export const NOTHING: Standing = { told: [], weights: [] };

export const standingOf = <R extends Room>({
  told,
  weights,
}: Pick<Places<R>, 'told' | 'weights'>): Standing => ({
  told: Array.from(told.values(), boxOf),
  weights: Array.from(weights.values(), (spot) => boxOf({ ...spot, ...WEIGHT })),
});

/** The style that brings something to its place. */
export const standing = ({ x, y, scale }: Spot): string =>
  `translate(${x}px, ${y}px) translate(-50%, -50%) scale(${scale})`;

/** Below this zoom a wire tells by its colour alone. */
export const TOLD_FROM = 0.35;
/** Pixels of the type on wires. */
export const TYPE = 11;
/**
 * Zoomed out, all is so much larger on the canvas; in steps, so that zooming seldom places anew.
 * @param least pixels of the screen that its type has at least
 */
export const scaleAt = (zoom: number, least = TYPE): number =>
  Math.max(1, Math.ceil((8 * least) / TYPE / zoom) / 8);

/** Along a wire, from its middle outwards; coarsely where wires are many. */
const outwards = (count: number, step: number) => [
  0.5,
  ...Array.from({ length: count }, (_, i) => [0.5 - (i + 1) * step, 0.5 + (i + 1) * step]).flat(),
];
const PLACES = outwards(7, 0.055);
const FEW_PLACES = outwards(3, 0.08);
/** On the wire, or beside it so that it touches. */
const BESIDE = [0, -0.5, 0.5] as const;
/** Of a weight: near the end, for it is the neuron's. */
const NEAR_THE_END = [0.86, 0.82, 0.78, 0.9, 0.74, 0.7, 0.66, 0.62, 0.58];
/** Wires to one neuron come close there. */
const EITHER_SIDE = [-0.5, 0.5, 0, -1, 1] as const;
export const WEIGHT: Room = { width: 48, height: 15 };
/** The weight before and after an update, in two lines. */
export const CHANGE: Room = { width: 60, height: 30 };

const TIGHT = 0.82;
/** Those that found no place go first in another round, where wires are few enough to be told apart. */
const ROUNDS = 8;
const MANY = 150;

/** Around a network, so much of the screen is seen with it where all of it is shown (`room`). */
export const AROUND = 16;

interface Placed<R extends Room> {
  readonly place: Place<R>;
  readonly box: Rect;
}

/** What stands somewhere already, within what is seen of the network. */
class Taken extends Boxes {
  readonly #seen: Rect | undefined;

  constructor(boxes: Iterable<Rect>, seen: Rect | undefined) {
    super(boxes);
    this.#seen = seen;
  }

  override free(box: Rect, gap: number): boolean {
    return (!this.#seen || contains(this.#seen, box)) && super.free(box, gap);
  }
}

/** The place nearest to the middle of the wire at which a form is free. */
function placed<R extends Room>(
  ends: Ends,
  form: R,
  scale: number,
  taken: Taken,
  along: readonly number[],
  beside: readonly number[],
): Placed<R> | undefined {
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

/**
 * Places for as many wires as can be.
 * @param place of one wire, among what is taken
 */
function asMany<W extends { readonly id: string }, P extends { readonly box: Rect }>(
  wires: readonly W[],
  taken: () => Taken,
  place: (wire: W, taken: Taken) => P | undefined,
): ReadonlyMap<string, P> {
  let best: ReadonlyMap<string, P> = new Map();
  let order = wires;
  const rounds = wires.length > MANY ? 1 : ROUNDS;
  for (let round = 0; round < rounds && best.size < wires.length; round++) {
    const boxes = taken();
    const found = new Map<string, P>();
    for (const wire of order) {
      const way = place(wire, boxes);
      if (!way) continue;
      boxes.add(way.box);
      found.set(wire.id, way);
    }
    if (found.size > best.size) best = found;
    order = [...order.filter((w) => !found.has(w.id)), ...order.filter((w) => found.has(w.id))];
  }
  return best;
}

const boxesOf = (places: ReadonlyMap<string, { readonly box: Rect }>) =>
  Array.from(places.values(), (p) => p.box);

/**
 * Each wire first gets what needs least room, so that none goes without for the sake of another; then all
 * of them grow, form by form, as far as there still is room.
 * @param scale of what is read, in pixels of the canvas
 * @param tight how much smaller it may be where there is no room at all, before it is not read
 * @param seen the network as it is shown, beyond which nothing stands but in the margin around it
 */
export function placeOnWires<R extends Room>(
  wires: readonly ToldWire<R>[],
  cards: readonly Rect[],
  scale: number,
  tight = TIGHT,
  seen?: Rect,
): Places<R> {
  const margin = AROUND * scale;
  const sight = seen && {
    x: seen.x - margin,
    y: seen.y - margin,
    width: seen.width + 2 * margin,
    height: seen.height + 2 * margin,
  };
  const sizes = [scale, tight * scale];
  const along = wires.length > MANY ? FEW_PLACES : PLACES;
  const nearTheEnd = (ends: Ends, room: Room, taken: Taken) =>
    first(sizes, (s) => placed(ends, room, s, taken, NEAR_THE_END, EITHER_SIDE));
  const weights = asMany(
    wires.filter((wire) => wire.weighs),
    () => new Taken(cards, sight),
    ({ ends }, taken) => nearTheEnd(ends, WEIGHT, taken),
  );
  const fixed = [...cards, ...boxesOf(weights)];
  const area = ({ width, height }: Room) => width * height;
  const least = asMany(
    wires.map(({ id, ends, forms }) => ({
      id,
      ends,
      forms: forms.toSorted((a, b) => area(a) - area(b)),
    })),
    () => new Taken(fixed, sight),
    ({ ends, forms }, taken) =>
      first(sizes, (s) => first(forms, (f) => placed(ends, f, s, taken, along, BESIDE))),
  );
  const now = new Map(least);
  const taken = new Taken([...fixed, ...boxesOf(least)], sight);
  const most = wires.reduce((n, { forms }) => Math.max(n, forms.length), 0);
  for (let rank = most - 1; rank >= 0; rank--)
    for (const { id, ends, forms } of wires) {
      const [form, own] = [forms[rank], now.get(id)];
      if (!form || !own) continue;
      taken.remove(own.box);
      const better = placed(ends, form, scale, taken, along, BESIDE) ?? own;
      taken.add(better.box);
      now.set(id, better);
    }
  const changes = asMany(
    wires.filter((wire) => weights.has(wire.id)),
    () => new Taken([...fixed, ...boxesOf(now)], sight),
    ({ id, ends }, others) => {
      const own = [weights.get(id), now.get(id)].flatMap((p) => p?.box ?? []);
      for (const box of own) others.remove(box);
      const change = nearTheEnd(ends, CHANGE, others);
      for (const box of own) others.add(box);
      return change;
    },
  );
  const placeOf = <P>(places: ReadonlyMap<string, { readonly place: P }>) =>
    new Map([...places].map(([id, { place }]) => [id, place]));
  return { told: placeOf(now), weights: placeOf(weights), changes: placeOf(changes) };
}
