/**
 * A document as plain lists of numbers: where each card and each wire lies. A large one is drawn from
 * them (`charts/sketch`) and looked at through them (`seeing`), without an element for each.
 */

import { countOf } from '../../base/count.ts';
import { kindOf } from '../../catalog/index.ts';
import { FAMILIES } from '../../catalog/kind.ts';
import { TONE } from '../../charts/sketch.ts';
import type { Document, EdgeRecord, NodeRecord, Point } from '../../document/records.ts';
import { topologyOf } from '../../document/topology.ts';
import type { Selection } from '../../state/app.ts';
import { reach } from './edges/curve.ts';
import type { Moving } from './flow.ts';
import { layoutNode, type NodeLayout } from './nodes/layout.ts';

/** From so many cards or wires on, not each of them is an element. */
export const LARGE = { cards: 80, wires: 160 } as const;

const FAMILY: ReadonlyMap<string, number> = new Map(FAMILIES.map((name, i) => [name, i]));

export interface Scene {
  /** Ids of notes and nodes, in the order in which they are drawn. */
  readonly cards: readonly string[];
  readonly boxes: Float32Array;
  readonly tones: Uint8Array;
  readonly wires: readonly string[];
  readonly curves: Float32Array;
  readonly marked: Uint8Array;
}

export interface SceneInput {
  readonly document: Document;
  readonly selection: Selection;
  readonly moving: ReadonlyMap<string, Moving>;
  /** Nodes with an error. */
  readonly problems: ReadonlyMap<string, unknown>;
}

/** Half of a port: wires begin and end at its outer edge. */
const PORT = 6;

export const isLarge = ({ nodes, notes, edges }: Document): boolean =>
  countOf(nodes) + countOf(notes) > LARGE.cards || countOf(edges) > LARGE.wires;

/** A node's layout; one whose kind nobody knows is as its wires make it. */
function layoutOf(document: Document, node: NodeRecord): NodeLayout {
  if (kindOf(node.kind)) return layoutNode(node);
  const { into, from } = topologyOf(document);
  return layoutNode(node, { arriving: into.get(node.id) ?? [], leaving: from.get(node.id) ?? [] });
}

/** Where everything lies, and where each thing is in the lists. */
interface Layout {
  readonly cards: readonly string[];
  readonly boxes: Float32Array;
  readonly tones: Uint8Array;
  readonly wires: readonly string[];
  readonly curves: Float32Array;
  readonly cardAt: ReadonlyMap<string, number>;
  readonly wireAt: ReadonlyMap<string, number>;
}

/** The document that was laid out last; the next one is nearly always an edit of it. */
let last: { readonly of: Document; readonly lie: Layout } | undefined;

/** What is chosen, and most of what is edited, lays nothing out anew. */
function lieOf(document: Document): Layout {
  const lie = (last && edited(document, last)) ?? layOut(document);
  last = { of: document, lie };
  return lie;
}

/** The former layout, where the edit left all wires and the form of all cards. */
function edited(document: Document, { of, lie }: NonNullable<typeof last>): Layout | undefined {
  if (of.edges !== document.edges || of.notes !== document.notes) return undefined;
  if (of.nodes === document.nodes) return lie;
  if (countOf(of.nodes) !== countOf(document.nodes)) return undefined;
  const moves = new Map<string, Moving>();
  for (const id in document.nodes) {
    const [now, before] = [document.nodes[id]!, of.nodes[id]];
    if (now === before) continue;
    if (now.kind !== before?.kind || layoutOf(document, now) !== layoutOf(of, before))
      return undefined;
    const { x, y } = now.position;
    if (x !== before.position.x || y !== before.position.y) moves.set(id, { position: { x, y } });
  }
  return moves.size ? { ...lie, ...moved(document, lie, moves) } : lie;
}

type Ports = ReadonlyMap<string, Point>;
/** Each port by its node's layout, which thousands of nodes share. */
const portsOf = new WeakMap<NodeLayout, { readonly in: Ports; readonly out: Ports }>();
function portAt(layout: NodeLayout, port: string, side: 'in' | 'out'): Point | undefined {
  const of = (wanted: 'in' | 'out', beside: number): Ports =>
    new Map(
      layout.ports.flatMap((p) =>
        p.side === wanted ? [[p.name, { x: p.x + beside, y: p.y }] as const] : [],
      ),
    );
  const known = portsOf.get(layout) ?? { in: of('in', -PORT), out: of('out', PORT) };
  portsOf.set(layout, known);
  return known[side].get(port);
}

function layOut(document: Document): Layout {
  const notes = Object.values(document.notes);
  const nodes = Object.values(document.nodes);
  const cards = [...notes, ...nodes].map((r) => r.id);
  const boxes = new Float32Array(4 * cards.length);
  const tones = new Uint8Array(cards.length);
  const layouts = new Map<string, NodeLayout>();
  const put = (i: number, at: Point, width: number, height: number, tone: number) => {
    boxes[4 * i] = at.x;
    boxes[4 * i + 1] = at.y;
    boxes[4 * i + 2] = width;
    boxes[4 * i + 3] = height;
    tones[i] = tone;
  };
  for (const [i, { position, size }] of notes.entries())
    put(i, position, size.width, size.height, FAMILIES.length);
  for (const [i, node] of nodes.entries()) {
    const layout = layoutOf(document, node);
    layouts.set(node.id, layout);
    const family = FAMILY.get(kindOf(node.kind)?.family ?? 'shaping') ?? 0;
    const round = layout.form === 'neuron' ? TONE.round : 0;
    put(notes.length + i, node.position, layout.width, layout.height, family | round);
  }
  const cardAt = new Map(cards.map((id, i) => [id, i]));
  const wires: string[] = [];
  const wireAt = new Map<string, number>();
  const edges = Object.values(document.edges);
  const curves = new Float32Array(5 * edges.length);
  for (const edge of edges) {
    const at = 5 * wires.length;
    if (!putWire(document, edge, layouts, curves, at)) continue;
    wireAt.set(edge.id, wires.length);
    wires.push(edge.id);
  }
  return {
    cards,
    boxes,
    tones,
    wires,
    curves: curves.subarray(0, 5 * wires.length),
    cardAt,
    wireAt,
  };
}

/** Writes where a wire runs; false where it has an end at no port. */
function putWire(
  { nodes }: Document,
  { source, target }: EdgeRecord,
  layouts: ReadonlyMap<string, NodeLayout>,
  curves: Float32Array,
  at: number,
  moving?: SceneInput['moving'],
): boolean {
  const [from, to] = [layouts.get(source.node), layouts.get(target.node)];
  const out = from && portAt(from, source.port, 'out');
  const into = to && portAt(to, target.port, 'in');
  if (!out || !into) return false;
  const begin = moving?.get(source.node)?.position ?? nodes[source.node]!.position;
  const end = moving?.get(target.node)?.position ?? nodes[target.node]!.position;
  const ends = { sx: begin.x + out.x, sy: begin.y + out.y, tx: end.x + into.x, ty: end.y + into.y };
  curves[at] = ends.sx;
  curves[at + 1] = ends.sy;
  curves[at + 2] = ends.tx;
  curves[at + 3] = ends.ty;
  curves[at + 4] = reach(ends);
  return true;
}

/** Boxes and curves with what is dragged where it is now. */
function moved(document: Document, lie: Layout, moving: SceneInput['moving']) {
  if (moving.size === 0) return lie;
  const boxes = lie.boxes.slice();
  const curves = lie.curves.slice();
  const { into, from } = topologyOf(document);
  const layouts = new Map<string, NodeLayout>();
  const touched = new Set<EdgeRecord>();
  for (const [id, { position, size }] of moving) {
    const at = lie.cardAt.get(id);
    if (at === undefined) continue;
    if (position) boxes.set([position.x, position.y], 4 * at);
    if (size) boxes.set([size.width, size.height], 4 * at + 2);
    for (const edge of [...(into.get(id) ?? []), ...(from.get(id) ?? [])]) touched.add(edge);
  }
  const layout = (id: string) => {
    const node = document.nodes[id];
    if (node && !layouts.has(id)) layouts.set(id, layoutOf(document, node));
  };
  for (const edge of touched) {
    layout(edge.source.node);
    layout(edge.target.node);
    const at = lie.wireAt.get(edge.id);
    if (at !== undefined) putWire(document, edge, layouts, curves, 5 * at, moving);
  }
  return { boxes, curves };
}

export function sceneOf({ document, selection, moving, problems }: SceneInput): Scene {
  const lie = lieOf(document);
  const { cards, wires, cardAt, wireAt } = lie;
  const { boxes, curves } = moved(document, lie, moving);
  const tones = lie.tones.slice();
  const marked = new Uint8Array(wires.length);
  const mark = (id: string, bit: number) => {
    const at = cardAt.get(id);
    if (at !== undefined) tones[at] = tones[at]! | bit;
  };
  for (const id of selection.nodes) mark(id, TONE.selected);
  for (const id of selection.notes) mark(id, TONE.selected);
  for (const id of problems.keys()) mark(id, TONE.problem);
  for (const id of selection.edges) {
    const at = wireAt.get(id);
    if (at !== undefined) marked[at] = 1;
  }
  return { cards, boxes, tones, wires, curves, marked };
}
