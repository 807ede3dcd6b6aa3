/** Where the badge of each wire goes: on its wire, over no card, no other badge and, where there is room, no weight and no chart. */
import { type Box, Boxes } from '../../../base/boxes.ts';
import type { Point } from '../../../document/records.ts';
import { type Ends, pointAt } from '../../../placement/curve.ts';
import type { Standing } from '../edges/place.ts';

/** So large on the canvas, and on the screen where the canvas is drawn smaller. */
export const BADGE = 18;
const PLACES = [0.24, 0.3, 0.18, 0.36, 0.42, 0.76, 0.7, 0.64, 0.82, 0.12, 0.88, 0.5] as const;

/** Middles of the badges; none for a wire without a free place, whose card tells of it. */
export function placeBadges(
  wires: readonly { readonly id: string; readonly ends: Ends }[],
  taken: readonly Box[],
  { told, weights }: Standing,
  scale: number,
): ReadonlyMap<string, Point> {
  const side = BADGE * scale;
  const boxes = new Boxes(taken);
  const chips = new Boxes(told);
  const numbers = new Boxes(weights);
  const out = new Map<string, Point>();
  const boxAt = ({ x, y }: Point): Box => ({
    x: x - side / 2,
    y: y - side / 2,
    width: side,
    height: side,
  });
  for (const { id, ends } of wires) {
    const free = PLACES.map((t) => pointAt(ends, t)).filter((p) => boxes.free(boxAt(p), 2));
    const beside = free.filter((p) => numbers.free(boxAt(p), 2));
    const place = beside.find((p) => chips.free(boxAt(p), 2)) ?? beside[0] ?? free[0];
    if (!place) continue;
    boxes.add(boxAt(place));
    out.set(id, { x: Math.round(place.x), y: Math.round(place.y) });
  }
  return out;
}
