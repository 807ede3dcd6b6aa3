/** The room that cards take on the canvas, with what stands over and below them: nothing on a wire lies there. */
import { type Box, hull } from '../../../base/boxes.ts';
import { withAround } from '../../../catalog/card.ts';
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
  const record = n.data.record as NodeRecord | undefined;
  const box = { ...n.internals.positionAbsolute, width: n.width ?? 0, height: n.height ?? 0 };
  return record ? withAround(record, box) : box;
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

/** What stands over a neuron is wider than it is itself. */
const BESIDE = 20;

export function roomsOf(n: Drawn): Box[] {
  const room = roomOf(n);
  if (n.type !== 'round') return [room];
  const { x, y, width } = room;
  const height = n.internals.positionAbsolute.y - y;
  return [room, { x: x - BESIDE, y, width: width + 2 * BESIDE, height }];
}
