/**
 * Where what a wire tells stands: on its own wire and, where that can be, on no other, near the middle, over
 * no card and nothing that is told. Each wire brings the forms in which it can be told, from the one that tells most to the one that needs least
 * room. What is read keeps its size on the screen, however far the canvas is zoomed out.
 */
import { Boxes, contains } from '../../../base/boxes.ts';
import type { Point } from '../../../document/records.ts';
import { type Ends, pointAt, type Rect } from '../../../placement/curve.ts';
import { Others } from './others.ts';

/** In pixels of the screen. */
export interface Room {
  readonly width: number;
  readonly height: number;
}
export interface ToldWire<R extends Room> {
  readonly id: string;
  readonly ends: Ends;
  /** None where it has nothing to tell, and is in the way of others alone. */
  readonly forms: readonly R[];
  /** The neuron that it has one weight of: all of them change in one move. */
  readonly weighs?: string;
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
const BESIDE = [0, -0.25, 0.25, -0.5, 0.5] as const;
/** Of a weight: near the end, for it is the neuron's. */
const NEAR_THE_END = [0.86, 0.82, 0.78, 0.9, 0.74, 0.7, 0.66, 0.62, 0.58];
/** What its weight was and becomes needs more room. */
const ALL_ALONG = [...NEAR_THE_END, 0.54, 0.5, 0.46, 0.42, 0.38, 0.34, 0.3];
/** Wires to one neuron come close there. */
const EITHER_SIDE = [-0.5, 0.5, 0, -0.25, 0.25, -0.75, 0.75, -1, 1] as const;
export const WEIGHT: Room = { width: 48, height: 15 };
/** The weight before and after an update, in two lines. */
export const CHANGE: Room = { width: 60, height: 30 };

const TIGHT = 0.82;
/** Those that found no place, or one of another's, go first in another round, where wires are few enough to be told apart. */
const ROUNDS = 8;
const MANY = 150;

/** Around a network, so much of the screen is seen with it where all of it is shown (`room`). */
export const AROUND = 16;

interface Placed<R extends Room> {
  readonly place: Place<R>;
  readonly box: Rect;
  /** How much of it is another wire's (`Others`). */
  readonly claim: number;
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

/** Of the places at which a form is free the first that no other wire claims, or the one that is claimed least. */
function placed<R extends Room>(
  { id, ends }: { readonly id: string; readonly ends: Ends },
  form: R,
  scale: number,
  taken: Taken,
  others: Others,
  along: readonly number[],
  beside: readonly number[],
  heeding = true,
): Placed<R> | undefined {
  const [width, height] = [form.width * scale, form.height * scale];
  let best: Placed<R> | undefined;
  for (const off of beside)
    for (const t of along) {
      const point = pointAt(ends, t);
      const [x, y] = [Math.round(point.x), Math.round(point.y + off * height)];
      const box = { x: x - width / 2, y: y - height / 2, width, height };
      if (!taken.free(box, 2)) continue;
      const claim = others.claim(id, box, Math.abs(off) * height);
      if (best && claim >= best.claim) continue;
      best = { box, claim, place: { ...form, x, y, scale } };
      if (claim === 0 || !heeding) return best;
    }
  return best;
}

/** The first answer that there is. */
function first<T, A>(list: readonly T[], ask: (of: T) => A | undefined): A | undefined {
  for (const of of list) {
    const answer = ask(of);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

interface Way {
  readonly box: Rect;
  readonly claim: number;
}
type Ways<W extends Way> = ReadonlyMap<string, W>;

const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);
const claimsOf = (ways: Ways<Way>) => sum(Array.from(ways.values(), (way) => way.claim));

/**
 * Places for as many wires as can be, and of those as few as can be that another wire claims.
 * @param place of one wire, among what is taken
 */
function asMany<W extends { readonly id: string }, P extends Way>(
  wires: readonly W[],
  taken: () => Taken,
  place: (wire: W, taken: Taken) => P | undefined,
): Ways<P> {
  let best: Ways<P> = new Map();
  let order = wires;
  const rounds = wires.length > MANY ? 1 : ROUNDS;
  for (let round = 0; round < rounds; round++) {
    const boxes = taken();
    const found = new Map<string, P>();
    for (const wire of order) {
      const way = place(wire, boxes);
      if (!way) continue;
      boxes.add(way.box);
      found.set(wire.id, way);
    }
    const more = found.size - best.size;
    if (more > 0 || (more === 0 && claimsOf(found) < claimsOf(best))) best = found;
    if (best.size === wires.length && claimsOf(best) === 0) break;
    const isFirst = ({ id }: W) =>
      found.size < wires.length ? !found.has(id) : (found.get(id)?.claim ?? 0) > 0;
    order = [...order.filter(isFirst), ...order.filter((w) => !isFirst(w))];
  }
  return best;
}

const boxesOf = (ways: Ways<Way>) => Array.from(ways.values(), (p) => p.box);

/** How weights are placed: where along the wire, and whether so that no other wire claims them. */
interface Trial {
  readonly along: readonly number[];
  readonly heeding: boolean;
}
/** What weights leave free, the other numbers have: where these find no place, weights keep nearer to the end. */
const TRIALS: readonly Trial[] = [
  { along: NEAR_THE_END, heeding: true },
  { along: NEAR_THE_END.slice(0, 6), heeding: true },
  { along: NEAR_THE_END, heeding: false },
];

interface Found<R extends Room> {
  readonly told: Ways<Placed<R>>;
  readonly weights: Ways<Placed<Room>>;
  readonly changes: Ways<Placed<Room>>;
}

/** How well all is told: by how many find a place, then by how few are taken for what another wire tells. */
function worth<R extends Room>({ told, weights, changes }: Found<R>): number {
  const places = [told, weights, changes].flatMap((ways): Way[] => [...ways.values()]);
  return (
    1e6 * told.size + 1e3 * (weights.size + changes.size) - sum(places.map(({ claim }) => claim))
  );
}

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
  const others = new Others(wires);
  const area = ({ width, height }: Room) => width * height;
  const weighing = wires.filter((wire) => wire.weighs);
  const telling = wires.filter(({ forms }) => forms.length > 0);
  const smallFirst = telling.map((wire) => ({
    ...wire,
    forms: wire.forms.toSorted((a, b) => area(a) - area(b)),
  }));
  const most = telling.reduce((n, { forms }) => Math.max(n, forms.length), 0);

  const find = (trial: Trial): Found<R> => {
    const nearTheEnd = (wire: ToldWire<R>, room: Room, taken: Taken) =>
      first(sizes, (s) =>
        placed(wire, room, s, taken, others, trial.along, EITHER_SIDE, trial.heeding),
      );
    const weights = asMany(
      weighing,
      () => new Taken(cards, sight),
      (wire, taken) => nearTheEnd(wire, WEIGHT, taken),
    );
    const fixed = [...cards, ...boxesOf(weights)];
    const least = asMany(
      smallFirst,
      () => new Taken(fixed, sight),
      (wire, taken) =>
        first(sizes, (s) =>
          first(wire.forms, (f) => placed(wire, f, s, taken, others, along, BESIDE)),
        ),
    );
    const told = new Map(least);
    const taken = new Taken([...fixed, ...boxesOf(least)], sight);
    for (let rank = most - 1; rank >= 0; rank--)
      for (const wire of telling) {
        const [form, own] = [wire.forms[rank], told.get(wire.id)];
        if (!form || !own) continue;
        taken.remove(own.box);
        const grown = placed(wire, form, scale, taken, others, along, BESIDE);
        const better = grown && grown.claim <= own.claim ? grown : own;
        taken.add(better.box);
        told.set(wire.id, better);
      }
    return { told, weights, changes: changesOf(weights, [...fixed, ...boxesOf(told)], told) };
  };
  /** In the place of what the neuron's wires tell. Where not all of them find one, the others' weights stay. */
  const changesOf = (weights: Found<R>['weights'], shown: readonly Rect[], told: Ways<Way>) => {
    const find = (neurons: readonly (readonly ToldWire<R>[])[]) => {
      const changes = new Map<string, Placed<Room>>();
      for (const own of neurons) {
        const boxes = (ways: Ways<Way>) => own.flatMap(({ id }) => ways.get(id)?.box ?? []);
        const still = boxes(weights);
        const hidden = new Set([...boxes(told), ...still]);
        const rest = [...shown.filter((box) => !hidden.has(box)), ...boxesOf(changes)];
        const among = (kept: readonly Rect[]) =>
          asMany(
            own,
            () => new Taken([...rest, ...kept], sight),
            (wire, taken) =>
              first(sizes, (s) => placed(wire, CHANGE, s, taken, others, ALL_ALONG, EITHER_SIDE)),
          );
        const all = among([]);
        for (const [id, way] of all.size === own.length ? all : among(still)) changes.set(id, way);
      }
      return changes;
    };
    const own = weighing.filter(({ id }) => weights.has(id));
    const neurons = [...new Set(own.map(({ weighs }) => weighs))].map((neuron) =>
      own.filter(({ weighs }) => weighs === neuron),
    );
    const found = find(neurons);
    const isWhole = (wires: readonly ToldWire<R>[]) => wires.every(({ id }) => found.has(id));
    if (neurons.every(isWhole)) return found;
    // Those that went without go first.
    const again = find([...neurons.filter((n) => !isWhole(n)), ...neurons.filter(isWhole)]);
    return again.size > found.size ? again : found;
  };

  let best: Found<R> | undefined;
  for (const trial of TRIALS) {
    const found = find(trial);
    if (!best || worth(found) > worth(best)) best = found;
    const all = best.told.size === telling.length && best.changes.size === weighing.length;
    if (all || weighing.length === 0 || wires.length > MANY) break;
  }
  const placeOf = <P>(places: ReadonlyMap<string, { readonly place: P }> = new Map()) =>
    new Map([...places].map(([id, { place }]) => [id, place]));
  return {
    told: placeOf(best?.told),
    weights: placeOf(best?.weights),
    changes: placeOf(best?.changes),
  };
}
