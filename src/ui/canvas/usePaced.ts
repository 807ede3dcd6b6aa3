/** Hands React Flow its elements a few in each frame (`pace`). */
import { useEffect, useReducer, useRef } from 'react';
import type { Document } from '../../document/records.ts';
import type { FlowEdge, FlowNode } from './flow.ts';
import { byId, paced, sameList } from './pace.ts';

/**
 * Elements in a frame: with what React and React Flow make of them some 20 ms. Cards of a large document
 * are mostly plain ones.
 */
const LARGE = { cards: 8, wires: 24 } as const;
const SMALL = { cards: 4, wires: 12 } as const;

interface Elements {
  readonly nodes: FlowNode[];
  readonly edges: FlowEdge[];
}
const NOTHING: Elements = { nodes: [], edges: [] };

/** A large document, of which a part is shown. */
interface Large {
  readonly of: Document;
  /** Ids that wait for nobody. */
  readonly urgent: ReadonlySet<string>;
}

/** Whether it is still what the document says, though it is not wanted any more. */
const holds = ({ nodes, notes }: Document, { id, data }: FlowNode): boolean =>
  (nodes[id] ?? notes[id]) === data.record;

/**
 * What is new comes in turn, and of a large document what changed or left sight as well: there hundreds
 * do at once.
 * @param large undefined where the document is small
 * @param opening of which document: another one has other records, whatever they are called
 */
export function usePaced(
  nodes: FlowNode[],
  edges: FlowEdge[],
  large: Large | undefined,
  opening: number,
): Elements {
  const [, again] = useReducer((n: number) => n + 1, 0);
  const last = useRef({ ...NOTHING, opening });
  /** What of this frame's share is taken: a frame may render several times. */
  const taken = useRef({ cards: 0, wires: 0 });
  // Of another document nothing is left, though its nodes may have had the same ids.
  const before = last.current.opening === opening ? last.current : NOTHING;
  const most = large ? LARGE : SMALL;
  const known = byId(before.nodes);
  const drawn = byId(before.edges);
  // What only marks the end of a wire is not drawn, and costs nothing.
  const cards = paced(
    known,
    nodes,
    most.cards - taken.current.cards,
    (n) => (large ? n.hidden || large.urgent.has(n.id) : known.has(n.id)),
    (n) => large !== undefined && holds(large.of, n),
  );
  const there = byId(cards.list);
  const ready = edges.filter((e) => there.has(e.source) && there.has(e.target));
  const wires = paced(drawn, ready, most.wires - taken.current.wires, (e) =>
    large ? large.urgent.has(e.id) : drawn.has(e.id),
  );
  const more = cards.more || wires.more;
  const next = {
    nodes: sameList(cards.list, before.nodes) ? before.nodes : cards.list,
    edges: sameList(wires.list, before.edges) ? before.edges : wires.list,
  };
  last.current = { ...next, opening };
  taken.current = { cards: most.cards - cards.left, wires: most.wires - wires.left };
  useEffect(() => {
    const { cards, wires } = taken.current;
    if (!more && cards + wires === 0) return;
    const frame = requestAnimationFrame(() => {
      taken.current = { cards: 0, wires: 0 };
      if (more) again();
    });
    return () => cancelAnimationFrame(frame);
  });
  return next;
}
