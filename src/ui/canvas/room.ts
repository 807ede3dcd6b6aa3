/**
 * Where the view goes to show a whole document: as large as there is room for, in the part of the
 * canvas over which nothing lies. Pure; sizes in, a viewport out.
 */
import type { Box } from '../../base/boxes.ts';
import { reachOver } from '../../catalog/card.ts';
import type { Document } from '../../document/records.ts';
import type { Route } from '../../placement/route.ts';

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Between what is shown and the edge of the room, in pixels of the screen. */
export const MARGIN = 24;
/** Small networks are shown large, but not as for the blind: a neuron would fill the window. */
export const MOST_ZOOM = 1.5;

interface Size {
  readonly width: number;
  readonly height: number;
}

const zoomIn = (room: Size, bounds: Size): number =>
  Math.min((room.width - 2 * MARGIN) / bounds.width, (room.height - 2 * MARGIN) / bounds.height);

/** What is left of the room on each side of a box that lies over it; the whole where it does not. */
function leftOf(room: Box, over: Box): readonly Box[] {
  const right = room.x + room.width;
  const bottom = room.y + room.height;
  const [from, to] = [over.x + over.width, over.y + over.height];
  if (over.x >= right || from <= room.x || over.y >= bottom || to <= room.y) return [room];
  return [
    { ...room, height: over.y - room.y },
    { ...room, y: to, height: bottom - to },
    { ...room, width: over.x - room.x },
    { ...room, x: from, width: right - from },
  ].filter((box) => box.width > 2 * MARGIN && box.height > 2 * MARGIN);
}

/**
 * The part of a canvas that shows something of this size the largest, beside all that lies over it.
 * Each of these takes one side; with a handful of them all ways are tried.
 */
export function freeRoom(room: Box, bounds: Size, over: readonly Box[]): Box {
  const [first, ...others] = over;
  if (!first) return room;
  const rooms = leftOf(room, first).map((left) => freeRoom(left, bounds, others));
  let best: Box | undefined;
  for (const box of rooms) {
    const gain = best
      ? Math.min(MOST_ZOOM, zoomIn(box, bounds)) - Math.min(MOST_ZOOM, zoomIn(best, bounds))
      : 1;
    if (gain > 0 || (gain === 0 && best && box.width * box.height > best.width * best.height))
      best = box;
  }
  // All is covered: then it is shown below what covers it.
  return best ?? room;
}

/** The viewport that shows the bounds, in their middle of the free room. */
export function fitting(bounds: Box, canvas: Size, over: readonly Box[], least: number): Viewport {
  const room = freeRoom({ x: 0, y: 0, ...canvas }, bounds, over);
  const zoom = Math.max(least, Math.min(MOST_ZOOM, zoomIn(room, bounds)));
  return {
    x: room.x + room.width / 2 - (bounds.x + bounds.width / 2) * zoom,
    y: room.y + room.height / 2 - (bounds.y + bounds.height / 2) * zoom,
    zoom,
  };
}

/** The cards with what stands around them: edges of recurrent layers to themselves, numbers of neurons, wires that go round. */
export function seenOf({ nodes }: Document, cards: Box, routes: Iterable<Route>): Box {
  let [left, top] = [cards.x, cards.y];
  let [right, bottom] = [cards.x + cards.width, cards.y + cards.height];
  for (const node of Object.values(nodes)) top = Math.min(top, node.position.y - reachOver(node));
  for (const route of routes)
    for (const { x, y } of route) {
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
