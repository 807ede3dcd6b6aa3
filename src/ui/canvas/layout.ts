/**
 * Where each card and each wire of a document lies, as plain lists of numbers. It takes time for tens of
 * thousands of them, so it is made in pieces; most edits change little, and what they leave is kept.
 */

import { countOf, listOf } from '../../base/count.ts';
import { isPause, type Piecemeal } from '../../base/piecemeal.ts';
import { PORT_REACH } from '../../catalog/card.ts';
import { kindOf } from '../../catalog/index.ts';
import { FAMILIES } from '../../catalog/kind.ts';
import { TONE } from '../../charts/sketch.ts';
import type { Document, EdgeRecord, NodeRecord, Point } from '../../document/records.ts';
import { topologyOf } from '../../document/topology.ts';
import { reach } from '../../placement/curve.ts';
import type { Moving } from './flow.ts';
import { layoutNode, type NodeLayout } from './nodes/layout.ts';

const FAMILY: ReadonlyMap<string, number> = new Map(FAMILIES.map((name, i) => [name, i]));

export interface Layout {
  readonly of: Document;
  /** Ids of notes and nodes, in the order in which they are drawn. */
  readonly cards: readonly string[];
  readonly boxes: Float32Array;
  readonly tones: Uint8Array;
  readonly wires: readonly string[];
  readonly curves: Float32Array;
  /** Numbers of the cards at which each wire begins and ends. */
  readonly ends: Uint32Array;
  readonly cardAt: ReadonlyMap<string, number>;
  readonly wireAt: ReadonlyMap<string, number>;
}

/** A node's layout; one whose kind nobody knows is as its wires make it. */
function layoutOf(document: Document, node: NodeRecord): NodeLayout {
  if (kindOf(node.kind)) return layoutNode(node);
  const { into, from } = topologyOf(document);
  return layoutNode(node, { arriving: into.get(node.id) ?? [], leaving: from.get(node.id) ?? [] });
}

interface Offsets {
  readonly in: ReadonlyMap<string, Point>;
  readonly out: ReadonlyMap<string, Point>;
}
/** Where wires meet the ports of a layout, which thousands of nodes share. */
const offsets = new WeakMap<NodeLayout, Offsets>();

function offsetsOf(layout: NodeLayout): Offsets {
  const kept = offsets.get(layout);
  if (kept) return kept;
  const on = (wanted: 'in' | 'out', beside: number) =>
    new Map(
      layout.ports.flatMap((p) =>
        p.side === wanted ? [[p.name, { x: p.x + beside, y: p.y }] as const] : [],
      ),
    );
  const fresh = { in: on('in', -PORT_REACH), out: on('out', PORT_REACH) };
  offsets.set(layout, fresh);
  return fresh;
}

/** Writes where a wire runs; false where it has an end at no port. */
function putWire(
  edge: EdgeRecord,
  [from, begin]: readonly [NodeLayout, Point],
  [to, end]: readonly [NodeLayout, Point],
  curves: Float32Array,
  at: number,
): boolean {
  const out = offsetsOf(from).out.get(edge.source.port);
  const into = offsetsOf(to).in.get(edge.target.port);
  if (!out || !into) return false;
  const ends = { sx: begin.x + out.x, sy: begin.y + out.y, tx: end.x + into.x, ty: end.y + into.y };
  curves[at] = ends.sx;
  curves[at + 1] = ends.sy;
  curves[at + 2] = ends.tx;
  curves[at + 3] = ends.ty;
  curves[at + 4] = reach(ends);
  return true;
}

/** The layout of a document, from nothing. It pauses after some records, whatever they are. */
export function* layOut(document: Document): Piecemeal<Layout> {
  const notes = listOf(document.notes);
  const nodes = listOf(document.nodes);
  const edges = listOf(document.edges);
  const first = notes.length;
  const count = first + nodes.length;
  const of = count + edges.length;
  const cards: string[] = [];
  const boxes = new Float32Array(4 * count);
  const tones = new Uint8Array(count);
  const cardAt = new Map<string, number>();
  const put = (id: string, at: Point, width: number, height: number, tone: number) => {
    const i = cards.length;
    boxes[4 * i] = at.x;
    boxes[4 * i + 1] = at.y;
    boxes[4 * i + 2] = width;
    boxes[4 * i + 3] = height;
    tones[i] = tone;
    cardAt.set(id, i);
    cards.push(id);
  };
  for (const { id, position, size } of notes) {
    put(id, position, size.width, size.height, FAMILIES.length);
    if (isPause(cards.length)) yield { pass: 'layout', done: cards.length, of };
  }
  const layouts: NodeLayout[] = [];
  for (const node of nodes) {
    const layout = layoutOf(document, node);
    layouts.push(layout);
    const family = FAMILY.get(kindOf(node.kind)?.family ?? 'shaping') ?? 0;
    const round = layout.form === 'round' ? TONE.round : 0;
    put(node.id, node.position, layout.width, layout.height, family | round);
    if (isPause(cards.length)) yield { pass: 'layout', done: cards.length, of };
  }
  const wires: string[] = [];
  const wireAt = new Map<string, number>();
  const curves = new Float32Array(5 * edges.length);
  const ends = new Uint32Array(2 * edges.length);
  for (const [k, edge] of edges.entries()) {
    if (isPause(k)) yield { pass: 'layout', done: count + k, of };
    const a = cardAt.get(edge.source.node) ?? 0;
    const b = cardAt.get(edge.target.node) ?? 0;
    const [from, to] = [nodes[a - first], nodes[b - first]];
    const [out, into] = [layouts[a - first], layouts[b - first]];
    if (from?.id !== edge.source.node || to?.id !== edge.target.node || !out || !into) continue;
    const at = wires.length;
    if (!putWire(edge, [out, from.position], [into, to.position], curves, 5 * at)) continue;
    ends[2 * at] = a;
    ends[2 * at + 1] = b;
    wireAt.set(edge.id, at);
    wires.push(edge.id);
  }
  return {
    of: document,
    cards,
    boxes,
    tones,
    wires,
    curves: curves.subarray(0, 5 * wires.length),
    ends: ends.subarray(0, 2 * wires.length),
    cardAt,
    wireAt,
  };
}

/** Boxes and curves with what is dragged where it is now. */
export function moved(
  layout: Layout,
  moving: ReadonlyMap<string, Moving>,
): Pick<Layout, 'boxes' | 'curves'> {
  if (moving.size === 0) return layout;
  const { of: document, cardAt, wires, ends } = layout;
  const boxes = layout.boxes.slice();
  const curves = layout.curves.slice();
  const touched = new Uint8Array(layout.cards.length);
  for (const [id, { position, size }] of moving) {
    const at = cardAt.get(id);
    if (at === undefined) continue;
    touched[at] = 1;
    if (position) boxes.set([position.x, position.y], 4 * at);
    if (size) boxes.set([size.width, size.height], 4 * at + 2);
  }
  const end = (id: string): readonly [NodeLayout, Point] => {
    const node = document.nodes[id]!;
    return [layoutOf(document, node), moving.get(id)?.position ?? node.position];
  };
  for (let i = 0; i < wires.length; i++) {
    if (!touched[ends[2 * i]!] && !touched[ends[2 * i + 1]!]) continue;
    const edge = document.edges[wires[i]!]!;
    putWire(edge, end(edge.source.node), end(edge.target.node), curves, 5 * i);
  }
  return { boxes, curves };
}

/** The former layout, where the edit left all wires and the form of all cards. */
export function edited(document: Document, layout: Layout): Layout | undefined {
  const { of } = layout;
  if (of === document) return layout;
  if (of.edges !== document.edges || of.notes !== document.notes) return undefined;
  if (of.nodes === document.nodes) return { ...layout, of: document };
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
  return { ...layout, ...moved(layout, moves), of: document };
}

/** Records that are laid out in one go: some milliseconds. */
export const PIECE = 2_000;

export interface Layouts {
  /**
   * The layout of a document. A large one of which nothing is known takes several pieces, and until then
   * this is what the project's layout was before, or nothing.
   */
  of(document: Document, project: string): Layout | undefined;
  /** Another piece of it; whether there is nothing left to do. */
  goOn(): boolean;
}

export function createLayouts(piece = PIECE): Layouts {
  let made: { readonly project: string; readonly layout: Layout } | undefined;
  let under:
    | {
        readonly document: Document;
        readonly project: string;
        readonly work: Piecemeal<Layout>;
        done: number;
      }
    | undefined;
  const goOn = (): boolean => {
    if (!under) return true;
    const until = under.done + piece;
    for (;;) {
      const { done, value } = under.work.next();
      if (done) {
        made = { project: under.project, layout: value };
        under = undefined;
        return true;
      }
      under.done = value.done;
      if (value.done >= until) return false;
    }
  };
  return {
    of(document, project) {
      if (under?.document !== document || under.project !== project) {
        const kept = made && edited(document, made.layout);
        if (kept) {
          made = { project, layout: kept };
          under = undefined;
        } else {
          if (made?.project !== project) made = undefined;
          under = { document, project, work: layOut(document), done: 0 };
          goOn();
        }
      }
      return made?.layout;
    },
    goOn,
  };
}
