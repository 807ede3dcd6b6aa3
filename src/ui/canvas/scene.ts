/**
 * A document as plain lists of numbers: where each card and each wire lies. A large one is drawn from
 * them (`charts/sketch`), asked what lies under the pointer, and what of it is in sight, without an
 * element for each.
 */
import type { Box } from '../../base/boxes.ts';
import { meets } from '../../base/boxes.ts';
import { kindOf } from '../../catalog/index.ts';
import { boxAt, passes, TONE } from '../../charts/sketch.ts';
import type { Document, NodeRecord, Point } from '../../document/records.ts';
import { topologyOf } from '../../document/topology.ts';
import type { Selection } from '../../state/app.ts';
import { pointAt, reach } from '../edges/curve.ts';
import { layoutNode, type NodeLayout } from '../nodes/layout.ts';
import type { Moving } from './flow.ts';

/** From so many cards or wires on, not each of them is an element. */
export const LARGE = { cards: 80, wires: 160 } as const;
/** So many elements there are at most, whatever the document. */
export const MOST = { cards: 150, wires: 300 } as const;

export const FAMILIES = [
  'sources',
  'neurons',
  'layers',
  'activations',
  'shaping',
  'losses',
  'measures',
] as const;

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
  readonly problems: { has(node: string): boolean };
}

/** Half of a port: wires begin and end at its outer edge. */
const PORT = 6;

export const isLarge = ({ nodes, notes, edges }: Document): boolean =>
  countOf(nodes) + countOf(notes) > LARGE.cards || countOf(edges) > LARGE.wires;

const counts = new WeakMap<object, number>();
/** How many entries a table has, counted once. */
export function countOf(table: object): number {
  const kept = counts.get(table) ?? Object.keys(table).length;
  counts.set(table, kept);
  return kept;
}

/** A node's layout; one whose kind nobody knows is as its wires make it. */
function layoutOf(document: Document, node: NodeRecord): NodeLayout {
  if (kindOf(node.kind)) return layoutNode(node);
  const { into, from } = topologyOf(document);
  return layoutNode(node, { arriving: into.get(node.id) ?? [], leaving: from.get(node.id) ?? [] });
}

export function sceneOf({ document, selection, moving, problems }: SceneInput): Scene {
  const chosen = new Set([...selection.nodes, ...selection.notes]);
  const chosenWires = new Set(selection.edges);
  const notes = Object.values(document.notes);
  const nodes = Object.values(document.nodes);
  const cards = [...notes, ...nodes].map((r) => r.id);
  const boxes = new Float32Array(4 * cards.length);
  const tones = new Uint8Array(cards.length);
  const places = new Map<string, { readonly at: Point; readonly layout: NodeLayout }>();
  const put = (i: number, at: Point, width: number, height: number, tone: number) => {
    boxes.set([at.x, at.y, width, height], 4 * i);
    tones[i] = tone;
  };
  const out = (id: string) => (chosen.has(id) ? TONE.selected : 0);
  for (const [i, note] of notes.entries()) {
    const { position = note.position, size = note.size } = moving.get(note.id) ?? {};
    put(i, position, size.width, size.height, FAMILIES.length | out(note.id));
  }
  for (const [i, node] of nodes.entries()) {
    const at = moving.get(node.id)?.position ?? node.position;
    const layout = layoutOf(document, node);
    places.set(node.id, { at, layout });
    const family = FAMILY.get(kindOf(node.kind)?.family ?? 'shaping') ?? 0;
    const round = layout.form === 'neuron' ? TONE.round : 0;
    const problem = problems.has(node.id) ? TONE.problem : 0;
    put(notes.length + i, at, layout.width, layout.height, family | round | problem | out(node.id));
  }

  const wires: string[] = [];
  const curves: number[] = [];
  const marked: number[] = [];
  const end = (node: string, port: string, side: 'in' | 'out'): Point | undefined => {
    const place = places.get(node);
    const own = place?.layout.ports.find((p) => p.name === port && p.side === side);
    if (!place || !own) return undefined;
    return { x: place.at.x + own.x + (side === 'in' ? -PORT : PORT), y: place.at.y + own.y };
  };
  for (const { id, source, target } of Object.values(document.edges)) {
    const from = end(source.node, source.port, 'out');
    const to = end(target.node, target.port, 'in');
    if (!from || !to) continue;
    const ends = { sx: from.x, sy: from.y, tx: to.x, ty: to.y };
    wires.push(id);
    curves.push(from.x, from.y, to.x, to.y, reach(ends));
    marked.push(chosenWires.has(id) ? 1 : 0);
  }
  return {
    cards,
    boxes,
    tones,
    wires,
    curves: new Float32Array(curves),
    marked: new Uint8Array(marked),
  };
}

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
  const wires: number[] = [];
  for (let i = 0; i < scene.wires.length && wires.length <= MOST.wires; i++)
    if (passes(scene.curves, i, region)) wires.push(i);
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
