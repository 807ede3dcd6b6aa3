/**
 * Asking ports about a wire in the air. While one is drawn every port is asked once, a few
 * milliseconds at a time, so that those that fit can light up and the others can say why not.
 */
import type { Document, PortRef } from '../../document/records.ts';
import type { Actions } from '../../state/app.ts';
import { portsOf } from '../kit/ports.ts';
import { type PortEnd, portKey, type View } from './view.ts';

const ref = ({ node, port }: PortEnd): PortRef => ({ node, port });

/** The wire between two ends as source and target, or nothing where both are of one side. */
export function asWire(a: PortEnd, b: PortEnd): readonly [PortRef, PortRef] | undefined {
  if (a.side === b.side) return undefined;
  return a.side === 'out' ? [ref(a), ref(b)] : [ref(b), ref(a)];
}

/** All ends on the other side that a wire from here could reach for, nearest node first. */
export function otherEnds(document: Document, from: PortEnd): readonly PortEnd[] {
  const here = document.nodes[from.node]?.position ?? { x: 0, y: 0 };
  const side = from.side === 'out' ? 'in' : 'out';
  return Object.values(document.nodes)
    .filter((n) => n.id !== from.node)
    .map((node) => ({
      node,
      far: Math.hypot(node.position.x - here.x, node.position.y - here.y),
    }))
    .sort((a, b) => a.far - b.far)
    .flatMap(({ node }) => {
      const ports = portsOf(node);
      return (side === 'in' ? ports.inputs : ports.outputs).map((p) => ({
        node: node.id,
        port: p.name,
        side: side as PortEnd['side'],
      }));
    });
}

/** One slice of asking: short enough that the wire in the air stays under the pointer. */
const SLICE = 6;

export function beginWiring(
  view: View,
  document: Document,
  refuse: Actions['wouldRefuse'],
  from: PortEnd,
): void {
  view.set({ wiring: from, answers: new Map() });
  const ends = [...otherEnds(document, from)];
  let next = 0;
  const step = () => {
    if (view.get().wiring !== from) return;
    const answers = new Map(view.get().answers);
    const until = performance.now() + SLICE;
    while (next < ends.length && performance.now() < until) {
      const end = ends[next++]!;
      const wire = asWire(from, end);
      if (wire) answers.set(portKey(end), { end, refusal: refuse(wire[0], wire[1]) });
    }
    view.set({ answers });
    if (next < ends.length) requestAnimationFrame(step);
  };
  step();
}

export const endWiring = (view: View): void => view.set({ wiring: undefined, answers: new Map() });
