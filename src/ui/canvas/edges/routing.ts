/**
 * The ways of a document's wires around its cards, from where everything lies now. Small documents
 * alone: the wires of a large one are drawn plainly, by a worker, and are too many to tell apart.
 */
import type { Box } from '../../../base/boxes.ts';
import { withAround } from '../../../catalog/card.ts';
import { boxAt } from '../../../charts/sketch.ts';
import { pointAt } from '../../../placement/curve.ts';
import { type Route, routesOf, type Span } from '../../../placement/route.ts';
import type { Moving } from '../flow.ts';
import { type Layout, moved } from '../layout.ts';

/** Pieces for which a curve is taken. */
const PIECES = 24;

/** The cards of a layout, with what stands over and under them; notes are frames, and in nobody's way. */
export function cardBoxes(layout: Layout, boxes: Float32Array): ReadonlyMap<string, Box> {
  const out = new Map<string, Box>();
  for (const [i, id] of layout.cards.entries()) {
    const node = layout.of.nodes[id];
    if (node) out.set(id, withAround(node, boxAt(boxes, i)));
  }
  return out;
}

export function routesIn(
  layout: Layout,
  moving: ReadonlyMap<string, Moving>,
  before?: ReadonlyMap<string, Route>,
  most?: number,
): ReadonlyMap<string, Route> {
  const { boxes, curves } = moved(layout, moving);
  const cards = cardBoxes(layout, boxes);
  const number = new Map([...cards.keys()].map((id, i) => [id, i]));
  const spans = layout.wires.flatMap((id, i): Span[] => {
    const source = number.get(layout.cards[layout.ends[2 * i]!]!);
    const target = number.get(layout.cards[layout.ends[2 * i + 1]!]!);
    if (source === undefined || target === undefined) return [];
    const at = 5 * i;
    const ends = {
      sx: curves[at]!,
      sy: curves[at + 1]!,
      tx: curves[at + 2]!,
      ty: curves[at + 3]!,
    };
    const curve = Array.from({ length: PIECES + 1 }, (_, k) => pointAt(ends, k / PIECES));
    return [{ id, ...ends, source, target, curve }];
  });
  return routesOf([...cards.values()], spans, before, most);
}
