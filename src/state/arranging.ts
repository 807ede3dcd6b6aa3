/** Patches that bring cards in or let them grow, with every card put where there is room for it. */
import { type Box, Boxes, meets } from '../base/boxes.ts';
import * as commands from '../document/commands.ts';
import { apply, merge, type Patch } from '../document/patch.ts';
import type { Document, EdgeRecord, NodeRecord, NoteRecord, Point } from '../document/records.ts';
import type { Measure } from './app.ts';
import { freeShift, roomBetween } from './place.ts';

const boxOf = (node: NodeRecord, measure: Measure): Box => {
  const { width, height, over = 0 } = measure(node);
  const { x, y } = node.position;
  return { x, y: y - over, width, height: height + over };
};
const boxOfNote = ({ position, size }: NoteRecord): Box => ({ ...position, ...size });
const shifted = ({ x, y }: Point, by: Point): Point => ({ x: x + by.x, y: y + by.y });

/**
 * What a card must not come to lie over: other cards, and notes. A note on which cards lie already is a frame
 * around them, and lets more of them in.
 */
function obstacles(
  { nodes, notes }: Document,
  but: ReadonlySet<string>,
  measure: Measure,
): readonly Box[] {
  const cards = Object.values(nodes).flatMap((n) => (but.has(n.id) ? [] : boxOf(n, measure)));
  const there = new Boxes(cards);
  const apart = Object.values(notes).flatMap((n) => (but.has(n.id) ? [] : boxOfNote(n)));
  return [...cards, ...apart.filter((note) => there.free(note, 0))];
}

/** The patch, with these new nodes and notes shifted, as a group, to where they lie over nothing else. */
export function placed(
  document: Document,
  patch: Patch,
  ids: readonly string[],
  measure: Measure,
): Patch {
  const after = apply(document, patch);
  const group = new Set(ids);
  const nodes = Object.values(after.nodes);
  const notes = Object.values(after.notes);
  const cards = nodes.filter((n) => group.has(n.id)).map((n) => boxOf(n, measure));
  const own = notes.filter((n) => group.has(n.id)).map(boxOfNote);
  // Notes may be put behind cards, as frames are; alone they only keep clear of each other.
  const by =
    cards.length > 0
      ? freeShift(obstacles(after, group, measure), [...cards, ...own])
      : freeShift(notes.filter((n) => !group.has(n.id)).map(boxOfNote), own);
  if (by.x === 0 && by.y === 0) return patch;
  const to = [...nodes, ...notes]
    .filter((r) => group.has(r.id))
    .map((r): [string, Point] => [r.id, shifted(r.position, by)]);
  return merge(patch, commands.move(after, Object.fromEntries(to)));
}

/** The patch, with a new node in the place of a wire, which is gone; what lies behind it gives way. */
export function inserted(
  document: Document,
  patch: Patch,
  id: string,
  wire: EdgeRecord,
  measure: Measure,
): Patch {
  let out = patch;
  let after = apply(document, patch);
  const then = (more: Patch) => {
    out = merge(out, more);
    after = apply(after, more);
  };
  // A port that takes one wire has let the old one go; one that takes many has not.
  if (Object.hasOwn(after.edges, wire.id)) then(commands.remove(after, { edges: [wire.id] }));
  const node = after.nodes[id];
  const source = after.nodes[wire.source.node];
  const target = after.nodes[wire.target.node];
  const room =
    node &&
    source &&
    target &&
    roomBetween(boxOf(source, measure), boxOf(target, measure), boxOf(node, measure));
  if (node && room) {
    const to: Record<string, Point> = { [id]: { x: room.x, y: node.position.y } };
    if (room.by > 0)
      for (const record of [...Object.values(after.nodes), ...Object.values(after.notes)])
        if (record.id !== id && record.position.x >= room.behind)
          to[record.id] = shifted(record.position, { x: room.by, y: 0 });
    then(commands.move(after, to));
  }
  return placed(document, out, [id], measure);
}

/**
 * The patch, with a node that grew moved where it would lie over what it was clear of. A new
 * kind may have given it another id.
 */
export function grown(
  document: Document,
  patch: Patch,
  id: string,
  measure: Measure,
  called = id,
): Patch {
  const [before, now] = [document.nodes[id], apply(document, patch).nodes[called]];
  if (!before || !now) return patch;
  const [small, large] = [boxOf(before, measure), boxOf(now, measure)];
  if (large.width <= small.width && large.height <= small.height) return patch;
  const pressed = obstacles(document, new Set([id]), measure).some(
    (other) => meets(large, other) && !meets(small, other),
  );
  return pressed ? placed(document, patch, [called], measure) : patch;
}
