/**
 * Layered drawing of a graph from left to right (Sugiyama, Tagawa, Toda 1981): layers by the longest
 * path, an order within each that crosses little, and heights at which wires run straight from port to
 * port. A wire that passes layers takes a place in each of them, so that it runs behind no card.
 */

/** A card's room, and where its wires begin and end, below its upper edge. */
export interface Card {
  readonly width: number;
  readonly height: number;
  /** Room that it takes over its upper edge. */
  readonly over: number;
  /** Room that its wires take in front of it, beside that between layers. */
  readonly before?: number;
}
/** Numbers of its cards, and how far below their upper edges it leaves and arrives. */
export interface Wire {
  readonly source: number;
  readonly target: number;
  readonly from: number;
  readonly into: number;
}
export interface Place {
  readonly x: number;
  readonly y: number;
}
export interface Drawing {
  readonly places: readonly Place[];
  readonly width: number;
  readonly height: number;
}

/** Room for a chart of 96 pixels on each wire. */
export const BETWEEN_LAYERS = 112;
const WITHIN_LAYER = 40;
/** What a passing wire takes of a layer, and its distance from cards. */
const LANE = 8;
const BESIDE_LANE = 24;
/** Sweeps over all layers, for the order and for the heights. */
const SWEEPS = 8;
/** Places that passing wires may take; beyond, they pass without. */
const MOST_LANES = 20_000;

/** The wires without those that close a cycle. */
export function acyclic(count: number, wires: readonly Wire[]): readonly Wire[] {
  const leaving: Wire[][] = Array.from({ length: count }, () => []);
  for (const wire of wires) leaving[wire.source]!.push(wire);
  const state = new Uint8Array(count);
  const kept: Wire[] = [];
  for (let root = 0; root < count; root++) {
    if (state[root]) continue;
    state[root] = 1;
    const path: { node: number; next: number }[] = [{ node: root, next: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const wire = leaving[top.node]![top.next++];
      if (!wire) {
        state[top.node] = 2;
        path.pop();
      } else if (state[wire.target] !== 1) {
        kept.push(wire);
        if (state[wire.target] === 0) {
          state[wire.target] = 1;
          path.push({ node: wire.target, next: 0 });
        }
      }
    }
  }
  return kept;
}

/** Layers by the longest path; what has no input stands right before what it feeds. */
export function ranksOf(count: number, wires: readonly Wire[]): Int32Array {
  const ranks = new Int32Array(count);
  const waits = new Int32Array(count);
  const leaving: number[][] = Array.from({ length: count }, () => []);
  for (const { source, target } of wires) {
    leaving[source]!.push(target);
    waits[target]!++;
  }
  const ready = [...waits.keys()].filter((i) => waits[i] === 0);
  const sources = ready.slice();
  for (let node = ready.pop(); node !== undefined; node = ready.pop())
    for (const next of leaving[node]!) {
      ranks[next] = Math.max(ranks[next]!, ranks[node]! + 1);
      if (--waits[next]! === 0) ready.push(next);
    }
  for (const node of sources) {
    let nearest = Infinity;
    for (const next of leaving[node]!) nearest = Math.min(nearest, ranks[next]!);
    if (nearest < Infinity) ranks[node] = nearest - 1;
  }
  return ranks;
}

/** A card, or the place of a passing wire, in a layer. */
interface Item {
  readonly card: number | undefined;
  readonly height: number;
  readonly over: number;
  /** Neighbours in the layer before and behind, and where the wire touches it and them. */
  readonly before: Link[];
  readonly behind: Link[];
  at: number;
  y: number;
}
interface Link {
  readonly item: Item;
  readonly own: number;
  readonly other: number;
}

function layersOf(
  cards: readonly Card[],
  wires: readonly Wire[],
  ranks: ArrayLike<number>,
): Item[][] {
  const most = ranks.length ? Array.from(ranks).reduce((a, b) => Math.max(a, b), 0) + 1 : 0;
  const layers: Item[][] = Array.from({ length: most }, () => []);
  const put = (rank: number, card: number | undefined, height: number, over: number): Item => {
    const item: Item = { card, height, over, before: [], behind: [], at: 0, y: 0 };
    layers[rank]?.push(item);
    return item;
  };
  const items = cards.map((card, i) => put(ranks[i]!, i, card.height, card.over));
  const link = (a: Item, from: number, b: Item, into: number) => {
    a.behind.push({ item: b, own: from, other: into });
    b.before.push({ item: a, own: into, other: from });
  };
  /** Wires of one port pass together. */
  const lanes = new Map<string, Item>();
  for (const { source, target, from, into } of wires) {
    let last = items[source]!;
    let out = from;
    for (let rank = ranks[source]! + 1; rank < ranks[target]!; rank++) {
      const key = `${source} ${from} ${rank}`;
      let lane = lanes.get(key);
      if (!lane) {
        if (lanes.size >= MOST_LANES) break;
        lane = put(rank, undefined, LANE, 0);
        lanes.set(key, lane);
        link(last, out, lane, LANE / 2);
      }
      last = lane;
      out = LANE / 2;
    }
    link(last, out, items[target]!, into);
  }
  return layers;
}

function number(layer: readonly Item[]): void {
  for (const [i, item] of layer.entries()) item.at = i;
}

/** Where along a layer a link ends: its item, and how far down on it. */
const spot = (item: Item, offset: number) => item.at + offset / (item.height + 1);

/** Crossings between each layer and the next, by insertion into the order of their other ends. */
function crossings(layers: readonly (readonly Item[])[]): number {
  let count = 0;
  for (const layer of layers) {
    const ends = layer
      .flatMap((a) => a.behind.map((l) => [spot(a, l.own), spot(l.item, l.other)] as const))
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const seen: number[] = [];
    for (const [, end] of ends) {
      let low = 0;
      let high = seen.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (seen[middle]! <= end) low = middle + 1;
        else high = middle;
      }
      count += seen.length - low;
      seen.splice(low, 0, end);
    }
  }
  return count;
}

/** Orders each layer by the mean of where its wires come from, and of where they go, in turn; the best of all. */
function order(layers: Item[][]): void {
  for (const layer of layers) number(layer);
  let best = layers.map((layer) => layer.slice());
  let least = crossings(layers);
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep++) {
    const right = sweep % 2 === 0;
    const turn = right ? layers : layers.toReversed();
    for (const layer of turn) {
      const key = new Map<Item, number>();
      for (const item of layer) {
        const links = right ? item.before : item.behind;
        const sum = links.reduce((all, l) => all + spot(l.item, l.other), 0);
        key.set(item, links.length ? sum / links.length : item.at);
      }
      layer.sort((a, b) => key.get(a)! - key.get(b)! || a.at - b.at);
      number(layer);
    }
    const now = crossings(layers);
    if (now < least) {
      least = now;
      best = layers.map((layer) => layer.slice());
    }
  }
  for (const [i, layer] of best.entries()) {
    layers[i] = layer;
    number(layer);
  }
}

const gap = (a: Item, b: Item): number =>
  (a.card === undefined || b.card === undefined
    ? a.card === b.card
      ? LANE
      : BESIDE_LANE
    : WITHIN_LAYER) + b.over;

/**
 * Heights of a layer as near as can be to those wished for, in its order and with its gaps: isotonic
 * regression by pooling neighbours (Ayer et al. 1955).
 */
function settle(layer: readonly Item[], wished: readonly number[], weights: readonly number[]) {
  const blocks: { sum: number; weight: number; first: number }[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const [i, item] of layer.entries()) {
    const before = layer[i - 1];
    if (before) offset += before.height + gap(before, item);
    offsets.push(offset);
    let block = { sum: (wished[i]! - offset) * weights[i]!, weight: weights[i]!, first: i };
    for (let last = blocks.at(-1); last; last = blocks.at(-1)) {
      if (last.sum / last.weight <= block.sum / block.weight) break;
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, first: last.first };
      blocks.pop();
    }
    blocks.push(block);
  }
  for (const [k, { sum, weight, first }] of blocks.entries())
    for (let i = first; i < (blocks[k + 1]?.first ?? layer.length); i++)
      layer[i]!.y = sum / weight + offsets[i]!;
}

function setHeights(layers: readonly (readonly Item[])[]): void {
  for (const layer of layers)
    settle(
      layer,
      layer.map(() => 0),
      layer.map(() => 1),
    );
  for (let sweep = 0; sweep <= SWEEPS; sweep++) {
    const right = sweep % 2 === 0;
    for (const layer of right ? layers : layers.toReversed()) {
      const wished: number[] = [];
      const weights: number[] = [];
      for (const item of layer) {
        const links = right ? item.before : item.behind;
        let [sum, weight] = [0, 0];
        for (const { item: other, own, other: there } of links) {
          // What passes and what is a lane itself should run straight.
          const w = item.card === undefined && other.card === undefined ? 4 : 1;
          sum += w * (other.y + there - own);
          weight += w;
        }
        wished.push(weight ? sum / weight : item.y);
        weights.push(weight || 0.1);
      }
      settle(layer, wished, weights);
    }
  }
}

/**
 * Places of cards whose layers are known. Wires that run within a layer or back take no part.
 * @param between layers, in pixels
 */
export function draw(
  cards: readonly Card[],
  wires: readonly Wire[],
  ranks: ArrayLike<number>,
  between: number = BETWEEN_LAYERS,
): Drawing {
  const layers = layersOf(
    cards,
    wires.filter((w) => ranks[w.source]! < ranks[w.target]!),
    ranks,
  );
  order(layers);
  setHeights(layers);
  const places: { x: number; y: number }[] = cards.map(() => ({ x: 0, y: 0 }));
  let x = 0;
  let [top, bottom] = [Infinity, -Infinity];
  for (const layer of layers) {
    let [width, before] = [0, 0];
    for (const { card } of layer) {
      if (card === undefined) continue;
      width = Math.max(width, cards[card]!.width);
      before = Math.max(before, cards[card]!.before ?? 0);
    }
    if (x > 0) x += before;
    for (const { card, y, over, height } of layer) {
      if (card !== undefined) places[card] = { x: x + (width - cards[card]!.width) / 2, y };
      top = Math.min(top, y - over);
      bottom = Math.max(bottom, y + height);
    }
    x += width + between;
  }
  return {
    places: places.map((p) => ({ x: Math.round(p.x), y: Math.round(p.y - top) })),
    width: Math.max(0, x - between),
    height: Math.max(0, bottom - top),
  };
}
