/**
 * Laying a document out: each part that hangs together in layers; a long one in rows like text, where
 * that shows it larger, with room between the rows for the wires that go back. Parts stand on shelves.
 */
import {
  acyclic,
  BETWEEN_LAYERS,
  type Card,
  type Drawing,
  draw,
  ranksOf,
  type Wire,
} from './layered.ts';

/** The room for which it is laid out: a canvas of 1440 × 900 without its bars. */
const ROOM = { width: 1_010, height: 520 };
/** Zoom beyond which larger is no better. */
const ENOUGH = 1.25;
/** Layers come nearer to each other, to where a ribbon still fits on a wire, while all is shown this small. */
const SMALL = 0.6;
const NEARER = [86, 64] as const;
/** What a row more costs, and each wire that it cuts, of the zoom that it gains. */
const ROW_COSTS = 0.94;
const CUT_COSTS = 0.95;
const MOST_ROWS = 5;
/** A network larger than this is read by walking over it, not as a whole. */
const MOST_FOLDED = 60;
/** Between two rows, and for each wire that runs there. */
const BETWEEN_ROWS = 56;
const LANE = 14;
/** On both sides, for wires that turn. */
const TURN = 44;
const BETWEEN_PARTS = 64;
const SHELVES_FORM = 1.7;

const zoomOf = ({ width, height }: Drawing): number =>
  Math.min(ENOUGH, ROOM.width / width, ROOM.height / height);

/** First layers of the rows: as equal in width as can be. */
function breaks(layers: number, rows: number): readonly number[] {
  return Array.from({ length: rows }, (_, i) => Math.round((i * layers) / rows));
}

function folded(
  cards: readonly Card[],
  wires: readonly Wire[],
  ranks: Int32Array,
  firsts: readonly number[],
  between: number,
): { readonly drawing: Drawing; readonly cut: number } {
  const rowOf = (card: number) => firsts.findLastIndex((first) => first <= ranks[card]!);
  const places = cards.map(() => ({ x: 0, y: 0 }));
  let y = 0;
  let width = 0;
  let cut = 0;
  for (const [row, first] of firsts.entries()) {
    const own = [...cards.keys()].filter((card) => rowOf(card) === row);
    const at = new Map(own.map((card, i) => [card, i]));
    const within = wires.flatMap(({ source, target, ...ports }) => {
      const [a, b] = [at.get(source), at.get(target)];
      return a === undefined || b === undefined ? [] : [{ source: a, target: b, ...ports }];
    });
    const arriving = wires.filter((w) => at.has(w.target) && !at.has(w.source));
    if (row > 0) y += BETWEEN_ROWS + LANE * arriving.length;
    cut += arriving.length;
    const part = draw(
      own.map((card) => cards[card]!),
      within,
      own.map((card) => ranks[card]! - first),
      between,
    );
    for (const [i, card] of own.entries())
      places[card] = { x: part.places[i]!.x, y: part.places[i]!.y + y };
    y += part.height;
    width = Math.max(width, part.width);
  }
  const turns = firsts.length > 1 ? 2 * TURN : 0;
  return { drawing: { places, width: width + turns, height: y }, cut };
}

/** One part that hangs together, in one row or in as many as show it larger. */
function inRows(
  cards: readonly Card[],
  wires: readonly Wire[],
  ranks: Int32Array,
  between: number,
): Drawing {
  const layers = ranks.reduce((most, rank) => Math.max(most, rank + 1), 0);
  let best = draw(cards, wires, ranks, between);
  let score = zoomOf(best);
  if (cards.length > MOST_FOLDED) return best;
  for (let rows = 2; rows <= Math.min(MOST_ROWS, layers); rows++) {
    const { drawing, cut } = folded(cards, wires, ranks, breaks(layers, rows), between);
    const worth = zoomOf(drawing) * ROW_COSTS ** (rows - 1) * CUT_COSTS ** cut;
    if (worth > score) {
      best = drawing;
      score = worth;
    }
  }
  return best;
}

function part(cards: readonly Card[], wires: readonly Wire[]): Drawing {
  const forward = acyclic(cards.length, wires);
  const ranks = ranksOf(cards.length, forward);
  let best = inRows(cards, forward, ranks, BETWEEN_LAYERS);
  if (cards.length > MOST_FOLDED) return best;
  for (const between of NEARER) {
    if (zoomOf(best) >= SMALL) break;
    best = inRows(cards, forward, ranks, between);
  }
  return best;
}

/** Numbers of the cards of each part that hangs together, in the order of their first cards. */
function partsOf(count: number, wires: readonly Wire[]): readonly (readonly number[])[] {
  const root = Int32Array.from({ length: count }, (_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (root[at] !== at) {
      root[at] = root[root[at]!]!;
      at = root[at]!;
    }
    return at;
  };
  for (const { source, target } of wires) {
    const [a, b] = [find(source), find(target)];
    root[Math.max(a, b)] = Math.min(a, b);
  }
  const parts = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const at = find(i);
    const list = parts.get(at);
    if (list) list.push(i);
    else parts.set(at, [i]);
  }
  return [...parts.values()];
}

/** Places of all cards, from the upper left corner. */
export function arrange(cards: readonly Card[], wires: readonly Wire[]): Drawing['places'] {
  const of = new Int32Array(cards.length);
  const number = new Int32Array(cards.length);
  const parts = partsOf(cards.length, wires).map((own, k) => {
    for (const [i, card] of own.entries()) {
      of[card] = k;
      number[card] = i;
    }
    return { own, wires: [] as Wire[] };
  });
  for (const { source, target, ...ports } of wires)
    parts[of[source]!]!.wires.push({ source: number[source]!, target: number[target]!, ...ports });
  const drawn = parts.map((p) => ({
    own: p.own,
    drawing: part(
      p.own.map((card) => cards[card]!),
      p.wires,
    ),
  }));
  const area = drawn.reduce((sum, { drawing: { width, height } }) => sum + width * height, 0);
  const most = Math.max(Math.sqrt(area * SHELVES_FORM), ...drawn.map((d) => d.drawing.width));
  const places = cards.map(() => ({ x: 0, y: 0 }));
  let [x, y, high] = [0, 0, 0];
  for (const { own, drawing } of drawn) {
    if (x > 0 && x + drawing.width > most) {
      x = 0;
      y += high + BETWEEN_PARTS;
      high = 0;
    }
    for (const [i, card] of own.entries())
      places[card] = { x: drawing.places[i]!.x + x, y: drawing.places[i]!.y + y };
    x += drawing.width + BETWEEN_LAYERS;
    high = Math.max(high, drawing.height);
  }
  return places;
}
