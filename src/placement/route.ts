/**
 * Ways of wires around cards. A wire whose plain curve is clear of all cards needs none; for the others a
 * way of level and upright pieces is sought on a grid of lines beside the cards (A*, Hart, Nilsson,
 * Raphael 1968), short, with few bends, and not along another wire. Pure; the same for whoever asks.
 */
import { type Box, meets } from '../base/boxes.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}
/** Corners from one end to the other; pieces between them are level or upright. */
export type Route = readonly Point[];

export interface Span {
  readonly id: string;
  readonly sx: number;
  readonly sy: number;
  readonly tx: number;
  readonly ty: number;
  /** Numbers of the boxes at which it begins and ends. */
  readonly source: number;
  readonly target: number;
  /** Points of its plain curve, from end to end. */
  readonly curve: readonly Point[];
}

/** Nothing runs nearer to a card. */
const CLEAR = 8;
/** Distances from cards at which wires may run: lanes for some of them side by side. */
const LANES = [18, 32, 46] as const;
/** With many cards there are fewer lanes, so that the grid stays small. */
const FEW_CARDS = 32;
/** As far a wire runs straight before its first bend. */
const STUB = 18;
/** In pixels of way: a bend, to cross another wire, and each pixel along one. */
const BEND = 40;
const CROSS = 30;
const ALONG = 6;

const inflated = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

const pieceBox = (a: Point, b: Point): Box => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
});

/** Whether a straight piece comes into a box. */
export function enters(a: Point, b: Point, box: Box): boolean {
  let [from, to] = [0, 1];
  for (const axis of ['x', 'y'] as const) {
    const low = box[axis];
    const high = low + (axis === 'x' ? box.width : box.height);
    const d = b[axis] - a[axis];
    if (d === 0) {
      if (a[axis] <= low || a[axis] >= high) return false;
      continue;
    }
    const [t0, t1] = [(low - a[axis]) / d, (high - a[axis]) / d];
    from = Math.max(from, Math.min(t0, t1));
    to = Math.min(to, Math.max(t0, t1));
  }
  return from < to;
}

/** Whether a chain of pieces keeps clear of the boxes: of its own two only from within, of the others by the gap. */
export function isClear(
  chain: readonly Point[],
  boxes: readonly Box[],
  ends: { readonly source: number; readonly target: number },
  gap: number,
): boolean {
  const xs = chain.map((p) => p.x);
  const ys = chain.map((p) => p.y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  const around = { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
  for (const [i, box] of boxes.entries()) {
    if (!meets(around, box, gap)) continue;
    const own = i === ends.source || i === ends.target;
    const wall = own ? inflated(box, -1) : inflated(box, gap);
    for (let k = 1; k < chain.length; k++) {
      const [a, b] = [chain[k - 1]!, chain[k]!];
      if (meets(pieceBox(a, b), wall) && enters(a, b, wall)) return false;
    }
  }
  return true;
}

const lines = (values: Iterable<number>): Float64Array => Float64Array.from(new Set(values)).sort();

function indexOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A heap of numbers by their costs. */
class Heap {
  readonly #of: number[] = [];
  readonly #cost: number[] = [];
  get size(): number {
    return this.#of.length;
  }
  push(of: number, cost: number): void {
    let at = this.#of.length;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (this.#cost[up]! <= cost) break;
      this.#of[at] = this.#of[up]!;
      this.#cost[at] = this.#cost[up]!;
      at = up;
    }
    this.#of[at] = of;
    this.#cost[at] = cost;
  }
  pop(): number {
    const first = this.#of[0]!;
    const of = this.#of.pop()!;
    const cost = this.#cost.pop()!;
    const size = this.#of.length;
    if (size > 0) {
      let at = 0;
      for (;;) {
        let down = 2 * at + 1;
        if (down >= size) break;
        if (down + 1 < size && this.#cost[down + 1]! < this.#cost[down]!) down++;
        if (this.#cost[down]! >= cost) break;
        this.#of[at] = this.#of[down]!;
        this.#cost[at] = this.#cost[down]!;
        at = down;
      }
      this.#of[at] = of;
      this.#cost[at] = cost;
    }
    return first;
  }
}

/** The lines beside all cards and at the ends of the wires, and where one may go on them. */
class Grid {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly #blocked: Uint8Array;
  /** Which wires' sources run along the piece to the right of a crossing, and along the one below it. */
  readonly #level: Int32Array;
  readonly #upright: Int32Array;

  constructor(boxes: readonly Box[], spans: readonly Span[]) {
    const lanes = boxes.length > FEW_CARDS ? LANES.slice(0, 2) : LANES;
    const xs = spans.flatMap((s) => [s.sx + STUB, s.tx - STUB]);
    const ys = spans.flatMap((s) => [s.sy, s.ty]);
    for (const box of boxes)
      for (const lane of lanes) {
        xs.push(box.x - lane, box.x + box.width + lane);
        ys.push(box.y - lane, box.y + box.height + lane);
      }
    this.xs = lines(xs);
    this.ys = lines(ys);
    const size = this.xs.length * this.ys.length;
    this.#blocked = new Uint8Array(size);
    this.#level = new Int32Array(size);
    this.#upright = new Int32Array(size);
    // 1 the crossing, 2 the piece to the right, 4 the piece below.
    for (const box of boxes) {
      const wall = inflated(box, CLEAR);
      const [right, bottom] = [wall.x + wall.width, wall.y + wall.height];
      const i0 = Math.max(0, indexOf(this.xs, wall.x) - 1);
      const j0 = Math.max(0, indexOf(this.ys, wall.y) - 1);
      for (let j = j0; j < this.ys.length && this.ys[j]! < bottom; j++)
        for (let i = i0; i < this.xs.length && this.xs[i]! < right; i++) {
          const at = j * this.xs.length + i;
          const [x, y] = [this.xs[i]!, this.ys[j]!];
          const [inX, inY] = [x > wall.x, y > wall.y];
          if (inX && inY) this.#blocked[at]! |= 7;
          if (inY && (this.xs[i + 1] ?? x) > wall.x) this.#blocked[at]! |= 2;
          if (inX && (this.ys[j + 1] ?? y) > wall.y) this.#blocked[at]! |= 4;
        }
    }
  }

  /** Says that the wires of a source (a number from 1) run along these pieces. */
  take(route: readonly Point[], key: number): void {
    for (let k = 1; k < route.length; k++) {
      const [a, b] = [route[k - 1]!, route[k]!];
      const level = Math.abs(a.y - b.y) <= 2;
      if (!level && Math.abs(a.x - b.x) > 2) continue;
      const map = level ? this.#level : this.#upright;
      const [along, across] = level ? [this.xs, this.ys] : [this.ys, this.xs];
      const [p, q] = level ? [a.x, b.x] : [a.y, b.y];
      const line = level ? a.y : a.x;
      const from = indexOf(along, Math.min(p, q));
      const to = indexOf(along, Math.max(p, q));
      // Lines that lie as near are taken too.
      for (let c = indexOf(across, line - 6); c < across.length && across[c]! <= line + 6; c++)
        for (let i = from; i < to; i++)
          map[level ? c * this.xs.length + i : i * this.xs.length + c] = key;
    }
  }

  /** How many crossings were looked at. */
  looked = 0;

  /** The cheapest way of a wire; nothing where there is none. */
  way(span: Span, key: number): Route | undefined {
    const { xs, ys } = this;
    const wide = xs.length;
    const start = indexOf(ys, span.sy) * wide + indexOf(xs, span.sx + STUB);
    const goal = indexOf(ys, span.ty) * wide + indexOf(xs, span.tx - STUB);
    if (this.#blocked[start]! & 1 || this.#blocked[goal]! & 1) return undefined;
    const [gx, gy] = [span.tx - STUB, span.ty];
    // Each crossing twice: come to along a level piece, or along an upright one.
    const cost = new Float64Array(2 * xs.length * ys.length).fill(Infinity);
    const from = new Int32Array(cost.length).fill(-1);
    const heap = new Heap();
    cost[2 * start] = 0;
    heap.push(2 * start, 0);
    const done = new Uint8Array(cost.length);
    let end = -1;
    while (heap.size > 0) {
      const state = heap.pop();
      if (done[state]) continue;
      done[state] = 1;
      this.looked++;
      const at = state >> 1;
      const upright = state & 1;
      if (at === goal && !upright) {
        end = state;
        break;
      }
      const i = at % wide;
      const j = (at - i) / wide;
      for (let way = 0; way < 4; way++) {
        const up = way > 1 ? 1 : 0;
        const back = way & 1;
        const [ni, nj] = up ? [i, back ? j - 1 : j + 1] : [back ? i - 1 : i + 1, j];
        if (ni < 0 || nj < 0 || ni >= wide || nj >= ys.length) continue;
        // The wire leaves to the right, and arrives from the left.
        const piece = back ? nj * wide + ni : at;
        if (this.#blocked[piece]! & (up ? 4 : 2)) continue;
        const next = nj * wide + ni;
        if (this.#blocked[next]! & 1) continue;
        if (at === start && !up && back) continue;
        if (next === goal && !up && back) continue;
        const length = up ? Math.abs(ys[nj]! - ys[j]!) : Math.abs(xs[ni]! - xs[i]!);
        const along = (up ? this.#upright : this.#level)[piece]!;
        const beside = up ? this.#level : this.#upright;
        const across = beside[next]! || beside[up ? next - 1 : next - wide] || 0;
        const more =
          cost[state]! +
          length * (along && along !== key ? ALONG : along === key ? 0.5 : 1) +
          (up === upright ? 0 : BEND) +
          (across && across !== key ? CROSS : 0);
        const to = 2 * next + up;
        if (more >= cost[to]!) continue;
        cost[to] = more;
        from[to] = state;
        const far = Math.abs(xs[ni]! - gx) + Math.abs(ys[nj]! - gy);
        heap.push(to, more + far * 0.5);
      }
    }
    if (end < 0) return undefined;
    const corners: Point[] = [{ x: span.tx, y: span.ty }];
    for (let state = end; state >= 0; state = from[state]!) {
      const at = state >> 1;
      corners.push({ x: xs[at % wide]!, y: ys[Math.floor(at / wide)]! });
    }
    corners.push({ x: span.sx, y: span.sy });
    return straightened(corners.reverse());
  }
}

/** Without corners at which nothing turns. */
function straightened(route: readonly Point[]): Route {
  return route.filter((p, i) => {
    const [a, b] = [route[i - 1], route[i + 1]];
    return !a || !b || !((a.x === p.x && p.x === b.x) || (a.y === p.y && p.y === b.y));
  });
}

/**
 * Ways around the boxes for those wires whose plain curves would run behind one, or back. What it said
 * before is kept where it still holds, so that a wire moves only where something came into its way.
 *
 * @param most crossings of the grid that may be looked at; the wires for which none are left stay plain
 */
export function routesOf(
  boxes: readonly Box[],
  spans: readonly Span[],
  before: ReadonlyMap<string, Route> = new Map(),
  most = Infinity,
): ReadonlyMap<string, Route> {
  const out = new Map<string, Route>();
  const blocked: Span[] = [];
  const plain: Span[] = [];
  for (const span of spans) {
    const back = span.tx < span.sx + STUB;
    if (!back && isClear(span.curve, boxes, span, CLEAR / 2)) {
      plain.push(span);
      continue;
    }
    const old = before.get(span.id);
    const [first, last] = [old?.[0], old?.at(-1)];
    const same =
      first?.x === span.sx && first.y === span.sy && last?.x === span.tx && last.y === span.ty;
    if (old && same && isClear(old, boxes, span, CLEAR - 1)) out.set(span.id, old);
    else blocked.push(span);
  }
  if (blocked.length === 0) return out;
  const grid = new Grid(boxes, blocked);
  const keys = new Map<string, number>();
  const keyOf = ({ source, sy }: Span): number => {
    const name = `${source} ${sy}`;
    const key = keys.get(name) ?? keys.size + 1;
    keys.set(name, key);
    return key;
  };
  for (const span of plain) grid.take(span.curve, keyOf(span));
  const byId = new Map(spans.map((s) => [s.id, s]));
  for (const [id, route] of out) grid.take(route, keyOf(byId.get(id)!));
  // Short ones first: they have the least choice.
  const far = (s: Span) => Math.abs(s.tx - s.sx) + Math.abs(s.ty - s.sy);
  for (const span of blocked.sort((a, b) => far(a) - far(b))) {
    if (grid.looked > most) break;
    const route = grid.way(span, keyOf(span));
    if (!route) continue;
    grid.take(route, keyOf(span));
    out.set(span.id, route);
  }
  return out;
}
