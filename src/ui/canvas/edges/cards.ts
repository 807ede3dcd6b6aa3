/** The room that cards take on the canvas, with what stands over and below them: nothing on a wire lies there. */
import { type Box, hull } from '../../../base/boxes.ts';
import { loopOver, NAME_HEIGHT } from '../../../catalog/card.ts';
import type { NodeRecord } from '../../../document/records.ts';
import { boundsOf, type Ends } from '../../../placement/curve.ts';

interface Drawn {
  readonly type?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly data: Record<string, unknown>;
  readonly internals: { readonly positionAbsolute: { readonly x: number; readonly y: number } };
}

export function roomOf(n: Drawn): Box {
  const { x, y } = n.internals.positionAbsolute;
  // Over a recurrent layer lies its edge to itself; a neuron's name stands below it.
  const above = loopOver(n.data.record as NodeRecord | undefined);
  const below = n.type === 'round' ? NAME_HEIGHT : 0;
  return { x, y: y - above, width: n.width ?? 0, height: (n.height ?? 0) + above + below };
}

export const cardsOf = (flow: { readonly nodeLookup: ReadonlyMap<string, Drawn> }): Box[] =>
  [...flow.nodeLookup.values()].filter((n) => n.type !== 'note').flatMap(roomsOf);

/** The network as it is shown: its cards and the ways of its wires; nothing where there is none. */
export function seenIn(
  flow: { readonly nodeLookup: ReadonlyMap<string, Drawn> },
  wires: Iterable<{ readonly ends: Ends }>,
): Box | undefined {
  const cards = [...flow.nodeLookup.values()].map(roomOf);
  return cards.length ? hull([...cards, ...Array.from(wires, (w) => boundsOf(w.ends))]) : undefined;
}

/** Over a neuron stand its bias and its sum, wider than it is itself. */
const ABOVE = { height: 28, beside: 20 };

export function roomsOf(n: Drawn): Box[] {
  const room = roomOf(n);
  if (n.type !== 'round') return [room];
  const { x, y, width } = room;
  const { height, beside } = ABOVE;
  return [room, { x: x - beside, y: y - height, width: width + 2 * beside, height }];
}
