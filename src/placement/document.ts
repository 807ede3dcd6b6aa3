/** What of a document its layout depends on, as plain data, so that a worker can lay it out. */
import { cardRoom, nameUnder, portHeight, type Size } from '../catalog/card.ts';
import { vocabulary } from '../catalog/index.ts';
import type { Ports } from '../catalog/kind.ts';
import type { Document, NodeRecord, Point } from '../document/records.ts';
import type { Wire } from './layered.ts';
import { arrange } from './rows.ts';

interface LayoutRequest {
  readonly ids: readonly string[];
  readonly cards: readonly (Size & { readonly over: number; readonly before: number })[];
  readonly wires: readonly Wire[];
}
export type LayOut = (request: LayoutRequest) => Promise<Readonly<Record<string, Point>>>;

/** How far down a card of this height a port lies; one that is not known, in the middle. */
export function portIn(
  ports: Ports | undefined,
  side: keyof Ports,
  name: string,
  height: number,
): number {
  const list = ports?.[side] ?? [];
  const at = list.findIndex((port) => port.name === name);
  return at < 0 ? height / 2 : portHeight(at, list.length, height);
}

export function layoutRequest(
  document: Document,
  measure: (
    node: NodeRecord,
  ) => Size & { readonly over?: number; readonly before?: number } = cardRoom,
): LayoutRequest {
  const nodes = Object.values(document.nodes);
  const number = new Map(nodes.map(({ id }, i) => [id, i]));
  const ports = nodes.map((node) => vocabulary(node.kind)?.ports(node.params));
  const wires: Wire[] = [];
  const sizes = nodes.map((node) => measure(node));
  const portAt = (i: number, side: keyof Ports, name: string): number =>
    portIn(ports[i], side, name, sizes[i]!.height - nameUnder(nodes[i]!));
  for (const { source, target } of Object.values(document.edges)) {
    const [a, b] = [number.get(source.node), number.get(target.node)];
    if (a === undefined || b === undefined || a === b) continue;
    wires.push({
      source: a,
      target: b,
      from: portAt(a, 'outputs', source.port),
      into: portAt(b, 'inputs', target.port),
    });
  }
  return {
    ids: nodes.map(({ id }) => id),
    cards: sizes.map(({ width, height, over = 0, before = 0 }) => ({
      width,
      height,
      over,
      before,
    })),
    wires,
  };
}

/** From left to right in layers, in rows where that shows it larger. */
export function layOut({ ids, cards, wires }: LayoutRequest): Readonly<Record<string, Point>> {
  const places = arrange(cards, wires);
  return Object.fromEntries(ids.map((id, i) => [id, places[i]!]));
}
