/** What of a scene is in sight, worth an element, or under the pointer. Linear in cards and wires. */
import { type Box, meets } from '../../base/boxes.ts';
import { boxAt, passes } from '../../charts/sketch.ts';
import type { Point } from '../../document/records.ts';
import type { Scene } from './scene.ts';

/** So many elements there are at most, whatever the document. */
export const MOST = { cards: 150, wires: 300 } as const;
/** No card is larger, but for one with more ports than anybody draws. */
const CARD = 240;

/** A box around all cards; nothing where there are none. */
export function boundsOf({ cards, boxes }: Pick<Scene, 'cards' | 'boxes'>): Box | undefined {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (let at = 0; at < boxes.length; at += 4) {
    const x = boxes[at]!;
    const y = boxes[at + 1]!;
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + boxes[at + 2]!);
    bottom = Math.max(bottom, y + boxes[at + 3]!);
  }
  return cards.length ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

/** Numbers of the cards that meet a region. */
export function cardsIn({ cards, boxes }: Scene, { x, y, width, height }: Box): number[] {
  const found: number[] = [];
  for (let i = 0; i < cards.length; i++) {
    const left = boxes[4 * i]!;
    const top = boxes[4 * i + 1]!;
    if (left >= x + width || x >= left + boxes[4 * i + 2]!) continue;
    if (top < y + height && y < top + boxes[4 * i + 3]!) found.push(i);
  }
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
    const limit = distances[MOST.cards - 1]!;
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
    cards: new Set(found.map((i) => scene.cards[i]!)),
    wires: new Set(wires.length > MOST.wires ? [] : wires.map((i) => scene.wires[i]!)),
  };
}

/** How near to a wire a pointer must be, in pixels of the screen. */
const NEAR = 9;
const SAMPLES = 16;

/** The card under a point, the topmost, or else the nearest wire. */
export function under(
  scene: Scene,
  point: Point,
  zoom: number,
): { readonly card: string } | { readonly wire: string } | undefined {
  const spot = { ...point, width: 0, height: 0 };
  for (let i = scene.cards.length - 1; i >= 0; i--)
    if (meets(boxAt(scene.boxes, i), spot)) return { card: scene.cards[i]! };
  const near = NEAR / zoom;
  const around = { x: point.x - near, y: point.y - near, width: 2 * near, height: 2 * near };
  let best = near;
  let wire: string | undefined;
  for (let i = 0; i < scene.wires.length; i++) {
    if (!passes(scene.curves, i, around)) continue;
    const far = distanceTo(scene.curves, 5 * i, point);
    if (far < best) {
      best = far;
      wire = scene.wires[i];
    }
  }
  return wire === undefined ? undefined : { wire };
}

/** From a point to a wire, which is taken for a chain of short straight pieces. Asked of thousands. */
function distanceTo(curves: Float32Array, at: number, { x, y }: Point): number {
  const [sx, sy] = [curves[at]!, curves[at + 1]!];
  const [tx, ty] = [curves[at + 2]!, curves[at + 3]!];
  const out = sx + curves[at + 4]!;
  const into = tx - curves[at + 4]!;
  let best = Infinity;
  let [ax, ay] = [sx, sy];
  for (let k = 1; k <= SAMPLES; k++) {
    const t = k / SAMPLES;
    const u = 1 - t;
    const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
    const bx = a * sx + b * out + c * into + d * tx;
    const by = (a + b) * sy + (c + d) * ty;
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const along = length ? ((x - ax) * dx + (y - ay) * dy) / length : 0;
    const near = along < 0 ? 0 : along > 1 ? 1 : along;
    const [ex, ey] = [x - ax - near * dx, y - ay - near * dy];
    best = Math.min(best, ex * ex + ey * ey);
    ax = bx;
    ay = by;
  }
  return Math.sqrt(best);
}
