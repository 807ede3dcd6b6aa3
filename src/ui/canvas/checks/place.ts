/** Where the badge of each wire goes: on its wire, beside the chart in its middle, over no card and no other badge. */
import { type Box, Boxes } from '../../../base/boxes.ts';
import type { Point } from '../../../document/records.ts';
import { type Ends, pointAt } from '../../../placement/curve.ts';

/** So large on the canvas, and on the screen where the canvas is drawn smaller. */
export const BADGE = 18;
const PLACES = [0.24, 0.3, 0.18, 0.76, 0.7, 0.82, 0.12, 0.88, 0.5] as const;

/** Middles of the badges; none for a wire without a free place, whose card tells of it. */
export function placeBadges(
  wires: readonly { readonly id: string; readonly ends: Ends }[],
  taken: readonly Box[],
  scale: number,
): ReadonlyMap<string, Point> {
  const side = BADGE * scale;
  const boxes = new Boxes(taken);
  const out = new Map<string, Point>();
  for (const { id, ends } of wires)
    for (const t of PLACES) {
      const { x, y } = pointAt(ends, t);
      const box = { x: x - side / 2, y: y - side / 2, width: side, height: side };
      if (!boxes.free(box, 2)) continue;
      boxes.add(box);
      out.set(id, { x: Math.round(x), y: Math.round(y) });
      break;
    }
  return out;
}
