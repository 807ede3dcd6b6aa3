/**
 * Where cards that come in may lie: near the place that is wished for, over no other card and no note. Pure; the
 * one answer for every way of adding.
 */
import { type Box, Boxes } from '../base/boxes.ts';
import type { Point } from '../document/records.ts';

/** Between two cards, at the least. */
export const GAP = 16;
/** Between two cards with a wire: room for its smallest chart. */
export const WIRE_ROOM = 64;
/** Twice the canvas's grid: what lay on it stays on it. */
const STEP = 16;
const MOST_RINGS = 250;

/** Shifts in rings around none, nearest ring first; within one the nearest first, down and right before up and left. */
function* shifts(): Generator<Point> {
  yield { x: 0, y: 0 };
  for (let ring = 1; ring <= MOST_RINGS; ring++) {
    const r = ring * STEP;
    for (let along = 0; along <= ring; along++)
      for (const a of along === 0 ? [0] : [along * STEP, -along * STEP])
        yield* [
          { x: a, y: r },
          { x: r, y: a },
          { x: a, y: -r },
          { x: -r, y: a },
        ];
  }
}

/** How far a group of boxes must be shifted, as a whole, to lie over none of those that are there. */
export function freeShift(taken: readonly Box[], group: readonly Box[]): Point {
  if (taken.length === 0 || group.length === 0) return { x: 0, y: 0 };
  const boxes = new Boxes(taken);
  for (const { x, y } of shifts())
    if (group.every((b) => boxes.free({ ...b, x: b.x + x, y: b.y + y }, GAP))) return { x, y };
  // All around is taken: below everything.
  const bottom = Math.max(...taken.map((b) => b.y + b.height));
  const top = Math.min(...group.map((b) => b.y));
  return { x: 0, y: Math.ceil((bottom + GAP - top) / STEP) * STEP };
}

export interface Room {
  /** Where the new card's left edge goes. */
  readonly x: number;
  /** How far everything from `behind` on must give way to the right. */
  readonly by: number;
  readonly behind: number;
}

/**
 * Room for a card in a wire: between its two ends where there is some, else behind the source, with
 * the target and all that lies behind it shifted. Nothing where the wire runs back: it has no inside.
 */
export function roomBetween(source: Box, target: Box, fresh: Box): Room | undefined {
  const from = source.x + source.width;
  if (target.x < from) return undefined;
  const first = from + WIRE_ROOM;
  const last = target.x - WIRE_ROOM - fresh.width;
  const by = Math.max(0, Math.ceil((first - last) / STEP) * STEP);
  return {
    x: by > 0 ? first : Math.min(Math.max(fresh.x, first), last),
    by,
    behind: target.x,
  };
}
