/** Hands React Flow the elements of a large document a few in each frame (`pace`). */
import { useEffect, useReducer, useRef } from 'react';
import type { FlowEdge, FlowNode } from './flow.ts';
import { byId, paced, sameList } from './pace.ts';

/** New or changed elements in a frame: with what React and React Flow make of them some 20 ms. */
const CARDS = 8;
const WIRES = 24;

interface Elements {
  readonly nodes: FlowNode[];
  readonly edges: FlowEdge[];
}

/** @param urgent ids that wait for nobody; undefined where nothing does. */
export function usePaced(
  nodes: FlowNode[],
  edges: FlowEdge[],
  urgent: ReadonlySet<string> | undefined,
): Elements {
  const [, again] = useReducer((n: number) => n + 1, 0);
  const last = useRef<Elements>({ nodes: [], edges: [] });
  let more = false;
  let next: Elements = { nodes, edges };
  if (urgent) {
    const before = last.current;
    // What only marks the end of a wire is not drawn, and costs nothing.
    const cards = paced(byId(before.nodes), nodes, CARDS, (n) => n.hidden || urgent.has(n.id));
    const there = new Set(cards.list.map((n) => n.id));
    const ready = edges.filter((e) => there.has(e.source) && there.has(e.target));
    const wires = paced(byId(before.edges), ready, WIRES, (e) => urgent.has(e.id));
    more = cards.more || wires.more;
    next = {
      nodes: sameList(cards.list, before.nodes) ? before.nodes : cards.list,
      edges: sameList(wires.list, before.edges) ? before.edges : wires.list,
    };
  }
  last.current = next;
  useEffect(() => {
    if (!more) return;
    const frame = requestAnimationFrame(again);
    return () => cancelAnimationFrame(frame);
  });
  return next;
}
