/** What of a scene is in sight, worth an element, or under the pointer. Linear in cards and wires. */
import { type Box, meets } from '../../base/boxes.ts';
import { boxAt, passes } from '../../charts/sketch.ts';
import type { Point } from '../../document/records.ts';
import { pointAt } from '../edges/curve.ts';
import type { Scene } from './scene.ts';

/** So many elements there are at most, whatever the document. */
export const MOST = { cards: 150, wires: 300 } as const;
/** No card is larger, but for one with more ports than anybody draws. */
const CARD = 240;

/** A box around all cards; nothing where there are none. */
export function boundsOf({ cards, boxes }: Scene): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < cards.length; i++) {
    const { x, y, width, height } = boxAt(boxes, i);
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return cards.length ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

/** Numbers of the cards that meet a region. */
export function cardsIn({ cards, boxes }: Scene, region: Box): number[] {
  const found: number[] = [];
  for (let i = 0; i < cards.length; i++) if (meets(boxAt(boxes, i), region)) found.push(i);
  return found;
}

/**
 * What of the region is worth an element each: its cards, where they are too many those nearest to
 * its middle, and its wires, where they are few enough to be told apart.
 */
export function worthElements(
  scene: Scene,
  region: Box,
): { readonly cards: ReadonlySet<string>; readonly wires: ReadonlySet<string> } {
  let found = cardsIn(scene, region);
  if (found.length > MOST.cards) {
    const middle = { x: region.x + region.width / 2, y: region.y + region.height / 2 };
    const far = (i: number) => {
      const { x, y, width, height } = boxAt(scene.boxes, i);
      return Math.hypot(x + width / 2 - middle.x, y + height / 2 - middle.y);
    };
    const distances = Float64Array.from(found, far).sort();
    const limit = distances[MOST.cards - 1] as number;
    found = found.filter((i) => far(i) <= limit).slice(0, MOST.cards);
  }
  // A card that reaches into the region has its wires, though they end a little outside.
  const around: Box = {
    x: region.x - CARD,
    y: region.y - CARD,
    width: region.width + 2 * CARD,
    height: region.height + 2 * CARD,
  };
  const wires: number[] = [];
  for (let i = 0; i < scene.wires.length && wires.length <= MOST.wires; i++)
    if (passes(scene.curves, i, around)) wires.push(i);
  return {
    cards: new Set(found.map((i) => scene.cards[i] as string)),
    wires: new Set(wires.length > MOST.wires ? [] : wires.map((i) => scene.wires[i] as string)),
  };
}

/** How near to a wire a pointer must be, in pixels of the screen. */
const NEAR = 9;
const SAMPLES = 24;

/** The card under a point, the topmost, or else the nearest wire. */
export function under(
  scene: Scene,
  point: Point,
  zoom: number,
): { readonly card: string } | { readonly wire: string } | undefined {
  const spot = { ...point, width: 0, height: 0 };
  for (let i = scene.cards.length - 1; i >= 0; i--)
    if (meets(boxAt(scene.boxes, i), spot)) return { card: scene.cards[i] as string };
  const near = NEAR / zoom;
  const around = { x: point.x - near, y: point.y - near, width: 2 * near, height: 2 * near };
  let best = near;
  let wire: string | undefined;
  for (let i = 0; i < scene.wires.length; i++) {
    if (!passes(scene.curves, i, around)) continue;
    const [sx, sy, tx, ty] = scene.curves.subarray(5 * i, 5 * i + 4) as unknown as number[];
    const far = distanceTo({ sx, sy, tx, ty } as Parameters<typeof pointAt>[0], point);
    if (far < best) {
      best = far;
      wire = scene.wires[i];
    }
  }
  return wire === undefined ? undefined : { wire };
}

/** From a point to a wire, which is taken for a chain of short straight pieces. */
function distanceTo(ends: Parameters<typeof pointAt>[0], { x, y }: Point): number {
  let best = Infinity;
  let a = pointAt(ends, 0);
  for (let k = 1; k <= SAMPLES; k++) {
    const b = pointAt(ends, k / SAMPLES);
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const length = dx * dx + dy * dy;
    const t = length ? Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / length)) : 0;
    best = Math.min(best, Math.hypot(x - a.x - t * dx, y - a.y - t * dy));
    a = b;
  }
  return best;
}
