/**
 * Where the card of the current move stands: on the screen, beside the node of the move, over nothing that
 * it speaks of. What is covered is counted on a coarse grid of sums, so that a place costs four additions
 * and all of them can be tried. Where there is no room for the whole card a shorter form is placed; where
 * there is none for its one line either, it is docked at the edge where it covers least.
 */
import { must } from '../../../base/assert.ts';
import type { Box } from '../../../base/boxes.ts';
import type { Point } from '../../../document/records.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Obstacle {
  readonly box: Box;
  /** What a pixel of it costs where it is covered; `never`: the move speaks of it. */
  readonly cost: number | 'never';
  /** What it is worth that it is seen, where the view is moved to make room. */
  readonly worth?: number | undefined;
}
export interface Asked {
  /** Its forms, the one that tells most first, each in all the sizes that it can be set in. */
  readonly forms: readonly { readonly form: Form; readonly sizes: readonly Size[] }[];
  readonly room: Size;
  /** The node of the move. */
  readonly node: Box;
  readonly obstacles: readonly Obstacle[];
  /** Where it stood: it moves for a reason only. */
  readonly before?: Point | undefined;
}
/** All of it; without its sentence; its equations alone, without maps; its one line. */
export type Form = 'open' | 'brief' | 'short' | 'line';
export interface Placed extends Point {
  readonly form: Form;
  readonly size: Size;
  /** There was no free place. */
  readonly docked: boolean;
}

/** Pixels of a cell of the grid; the card is moved by so many. */
const CELL = 8;
const MARGIN = 8;
/** Of its own area, how much the card may cost at most beside the node. */
const MOST_COST = 0.3;
/** How far one goes rather than set it so much higher, a pixel of its height. */
const NARROW = 0.5;
/** What staying saves, in pixels of distance. */
const STAYS = 48;

/** To make room the view is moved: what that costs for each pixel, and for what it hides of what is near. */
const MOVED = 0.3;
const SHORTER = 200;
/** As far around the view as it is looked for, as a share of it; finer than that nothing is tried. */
const AROUND = 0.75;
const STEP = 16;
/** Between what is to be seen and the edge of the view. */
const EDGE = 12;

/** Sums over a grid: how much of a rectangle costs, and whether something in it must not be covered. */
class Sums {
  readonly #columns: number;
  readonly #rows: number;
  readonly #cost: Float64Array;
  readonly #never: Float64Array;

  constructor(room: Size, obstacles: readonly Obstacle[]) {
    this.#columns = Math.ceil(room.width / CELL) + 1;
    this.#rows = Math.ceil(room.height / CELL) + 1;
    const cells = (this.#columns + 1) * (this.#rows + 1);
    this.#cost = new Float64Array(cells);
    this.#never = new Float64Array(cells);
    for (const { box, cost } of obstacles) {
      const { left, top, right, bottom } = this.#cells(box);
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) {
          const at = (row + 1) * (this.#columns + 1) + column + 1;
          if (cost === 'never') this.#never[at] = 1;
          else this.#cost[at] = Math.max(this.#cost[at]!, cost * CELL * CELL);
        }
    }
    for (const sums of [this.#cost, this.#never])
      for (let row = 1; row <= this.#rows; row++)
        for (let column = 1; column <= this.#columns; column++) {
          const at = row * (this.#columns + 1) + column;
          const over = at - this.#columns - 1;
          sums[at]! += sums[at - 1]! + sums[over]! - sums[over - 1]!;
        }
  }

  #cells({ x, y, width, height }: Box) {
    const within = (v: number, most: number) => Math.max(0, Math.min(most, v));
    return {
      left: within(Math.floor(x / CELL), this.#columns),
      top: within(Math.floor(y / CELL), this.#rows),
      right: within(Math.ceil((x + width) / CELL), this.#columns),
      bottom: within(Math.ceil((y + height) / CELL), this.#rows),
    };
  }

  of(box: Box): { readonly cost: number; readonly never: number } {
    const { left, top, right, bottom } = this.#cells(box);
    const sum = (sums: Float64Array) => {
      const at = (row: number, column: number) => sums[row * (this.#columns + 1) + column]!;
      return at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left);
    };
    return { cost: sum(this.#cost), never: sum(this.#never) };
  }
}

/** How far two boxes lie apart; of those equally far the one in the middle of its side is nearer. */
function apart(a: Box, b: Box): number {
  const gap = (from: number, length: number, other: number, size: number) =>
    Math.max(0, other - from - length, from - other - size);
  const middle = Math.abs(a.x + a.width / 2 - b.x - b.width / 2);
  return (
    Math.hypot(gap(a.x, a.width, b.x, b.width), gap(a.y, a.height, b.y, b.height)) + middle / 8
  );
}

/** Places of something of this size within the room, those at its edge alone where it is to be docked. */
function* placesOf(size: Size, room: Size, edge: boolean): Generator<Point> {
  const [right, bottom] = [room.width - MARGIN - size.width, room.height - MARGIN - size.height];
  for (let y = MARGIN; y <= bottom; y += CELL)
    for (let x = MARGIN; x <= right; x += CELL)
      if (!edge || x === MARGIN || y === MARGIN || x > right - CELL || y > bottom - CELL)
        yield { x, y };
}

export function placeMove(asked: Asked): Placed {
  const { forms, room, node, obstacles, before } = asked;
  const sums = new Sums(room, [...obstacles, { box: node, cost: 'never' }]);
  const best = (sizes: readonly Size[], docked: boolean): (Point & { size: Size }) | undefined => {
    let found: (Point & { size: Size }) | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const size of sizes) {
      const most = MOST_COST * size.width * size.height;
      const folds = (size.height - (sizes[0]?.height ?? 0)) * NARROW;
      const consider = (at: Point, bonus: number) => {
        const box = { ...at, ...size };
        const { cost, never } = sums.of(box);
        if (!docked && (never > 0 || cost > most)) return;
        const score = apart(box, node) + cost / 100 - bonus + folds + (docked ? 1e6 * never : 0);
        if (score >= least) return;
        least = score;
        found = { ...at, size };
      };
      if (before && fits(before, size, room)) consider(before, STAYS);
      for (const at of placesOf(size, room, docked)) consider(at, 0);
    }
    return found;
  };
  for (const { form, sizes } of forms) {
    const at = best(sizes, false);
    if (at) return { ...at, form, docked: false };
  }
  const { form, sizes } = must(forms.at(-1), 'a form of the card');
  const size = must(sizes[0], 'a size of the card');
  const at = best(sizes, true) ?? { x: MARGIN, y: MARGIN, size };
  return { ...at, form, docked: true };
}

/** How far the view is moved at least along an axis so that this is within; nothing where it is too long. */
function shiftOf(from: number, to: number, extent: number): number | undefined {
  if (to - from > extent - 2 * EDGE) return undefined;
  return Math.max(EDGE - from, 0) || Math.min(extent - EDGE - to, 0);
}

/** The share of a box that lies out of the view. */
function hidden({ x, y, width, height }: Box, room: Size): number {
  const seen = (from: number, length: number, extent: number) =>
    Math.max(0, Math.min(extent, from + length) - Math.max(0, from)) / (length || 1);
  return 1 - seen(x, width, room.width) * seen(y, height, room.height);
}

/**
 * How far what is drawn has to move so that there is room for the whole card beside the node, and as much as
 * can be of what is near is seen; nothing where there is none all around.
 */
export function makeRoom({ forms, room, node, obstacles }: Asked): Point | undefined {
  const near = obstacles.flatMap(({ box, worth }) => (worth ? [{ box, worth }] : []));
  const [left, top] = [room.width, room.height].map(
    (v) => Math.ceil((v * AROUND) / CELL) * CELL,
  ) as [number, number];
  const around = { width: room.width + 2 * left, height: room.height + 2 * top };
  const moved = (box: Box): Box => ({ ...box, x: box.x + left, y: box.y + top });
  const sums = new Sums(around, [
    ...obstacles.map(({ box, cost }) => ({ box: moved(box), cost })),
    { box: moved(node), cost: 'never' as const },
  ]);
  let least = Number.POSITIVE_INFINITY;
  let found: Point | undefined;
  for (const { form, sizes } of forms) {
    if (form === 'line') continue;
    for (const { width, height } of sizes)
      for (let y = -top; y + height < room.height + top; y += STEP)
        for (let x = -left; x + width < room.width + left; x += STEP) {
          const box = { x, y, width, height };
          const far = apart(box, node) + (form === 'short' ? SHORTER : 0);
          if (far >= least) continue;
          const dx = shiftOf(
            Math.min(x, node.x),
            Math.max(x + width, node.x + node.width),
            room.width,
          );
          const dy = shiftOf(
            Math.min(y, node.y),
            Math.max(y + height, node.y + node.height),
            room.height,
          );
          if (dx === undefined || dy === undefined) continue;
          let score = far + MOVED * Math.hypot(dx, dy);
          for (const { box, worth } of near)
            score += worth * hidden({ ...box, x: box.x + dx, y: box.y + dy }, room);
          if (score >= least) continue;
          // A little more than it takes, for it is placed anew once all stands still.
          const { cost, never } = sums.of(
            moved({ x: x - CELL, y: y - CELL, width: width + 2 * CELL, height: height + 2 * CELL }),
          );
          if (never > 0 || cost > MOST_COST * width * height) continue;
          least = score;
          found = { x: Math.round(dx), y: Math.round(dy) };
        }
  }
  return found;
}

const fits = ({ x, y }: Point, { width, height }: Size, room: Size): boolean =>
  x >= MARGIN &&
  y >= MARGIN &&
  x + width <= room.width - MARGIN &&
  y + height <= room.height - MARGIN;
