/** The ways of a document's wires as it lies, for whoever draws it without a canvas: pictures of it. */
import { cardSize, PORT_REACH, withAround } from '../catalog/card.ts';
import { vocabulary } from '../catalog/index.ts';
import type { Ports } from '../catalog/kind.ts';
import type { Document } from '../document/records.ts';
import { type Ends, pointAt } from './curve.ts';
import { portIn } from './document.ts';
import { routesOf, type Span } from './route.ts';

/** Pieces for which a curve is taken. */
const PIECES = 24;
/** Crossings of lines that a search may look at: what is more than that stays plain. */
const MOST = 400_000;

/** @returns the ends of each wire between two nodes that there are, with its corners where it has some */
export function waysOf(document: Document): ReadonlyMap<string, Ends> {
  const nodes = Object.values(document.nodes).map((node) => {
    const ports = vocabulary(node.kind)?.ports(node.params);
    return { node, ports, ...node.position, ...cardSize(node, ports) };
  });
  const number = new Map(nodes.map(({ node }, i) => [node.id, i]));
  const boxes = nodes.map(({ node, ...box }) => withAround(node, box));
  const portAt = (i: number, side: keyof Ports, name: string): number =>
    nodes[i]!.y + portIn(nodes[i]!.ports, side, name, nodes[i]!.height);
  const spans = Object.values(document.edges).flatMap(({ id, source, target }): Span[] => {
    const [a, b] = [number.get(source.node), number.get(target.node)];
    if (a === undefined || b === undefined) return [];
    const ends = {
      sx: nodes[a]!.x + nodes[a]!.width + PORT_REACH,
      sy: portAt(a, 'outputs', source.port),
      tx: nodes[b]!.x - PORT_REACH,
      ty: portAt(b, 'inputs', target.port),
    };
    const curve = Array.from({ length: PIECES + 1 }, (_, k) => pointAt(ends, k / PIECES));
    return [{ id, ...ends, source: a, target: b, curve }];
  });
  const routes = routesOf(boxes, spans, undefined, MOST);
  return new Map(
    spans.map(({ id, sx, sy, tx, ty }) => [id, { sx, sy, tx, ty, via: routes.get(id) }]),
  );
}
