/**
 * Derived lookups over the edges of a document: predecessors and successors, a topological order, a cycle.
 * Nothing here is stored in the document. Iterative throughout, so that a chain of ten thousand
 * nodes is walked like any other; time is linear in nodes and edges (after sorting by id).
 */
import { countOf } from '../base/count.ts';
import { compareIds } from '../base/ids.ts';
import type { Document, EdgeRecord, PortRef } from './records.ts';

type Graph = Pick<Document, 'nodes' | 'edges'>;

interface Topology {
  /** Edges that end at a node, and that begin at it, in the natural order of their ids. */
  readonly into: ReadonlyMap<string, readonly EdgeRecord[]>;
  readonly from: ReadonlyMap<string, readonly EdgeRecord[]>;
  /** Sources first. Nodes on a cycle, and those behind one, are missing. Does not depend on the
   *  order in which the records were made. */
  readonly order: readonly string[];
  /** The edges of one cycle, each starting where the one before ends. Empty in a sound document. */
  readonly cycle: readonly EdgeRecord[];
}

const known = new WeakMap<object, { nodes: Graph['nodes']; topology: Topology }>();
const none: readonly EdgeRecord[] = [];

/** Of a node its id alone counts. */
const alike = (a: Graph['nodes'], b: Graph['nodes']): boolean => {
  if (a === b) return true;
  if (countOf(a) !== countOf(b)) return false;
  for (const id in a) if (!Object.hasOwn(b, id)) return false;
  return true;
};

/** The lookups of a document; kept as long as its edges and which nodes there are stay the same. */
export function topologyOf(document: Graph): Topology {
  const kept = known.get(document.edges);
  const topology = kept && alike(kept.nodes, document.nodes) ? kept.topology : derive(document);
  if (kept?.nodes !== document.nodes)
    known.set(document.edges, { nodes: document.nodes, topology });
  return topology;
}

/** Edges whose two ends exist; others are left out here and told of elsewhere. */
function derive(document: Graph): Topology {
  const ids = Object.keys(document.nodes).sort(compareIds);
  const into = new Map<string, EdgeRecord[]>(ids.map((id) => [id, []]));
  const from = new Map<string, EdgeRecord[]>(ids.map((id) => [id, []]));
  for (const id of Object.keys(document.edges).sort(compareIds)) {
    const edge = document.edges[id]!;
    const ends = into.get(edge.target.node);
    const begins = from.get(edge.source.node);
    if (!ends || !begins) continue;
    ends.push(edge);
    begins.push(edge);
  }
  // Kahn 1962: repeatedly take a node all of whose sources have been taken.
  const waiting = new Map(ids.map((id) => [id, into.get(id)?.length ?? 0]));
  const order = ids.filter((id) => waiting.get(id) === 0);
  for (let i = 0; i < order.length; i++) {
    for (const edge of from.get(order[i]!) ?? none) {
      const left = waiting.get(edge.target.node)! - 1;
      waiting.set(edge.target.node, left);
      if (left === 0) order.push(edge.target.node);
    }
  }
  return { into, from, order, cycle: order.length === ids.length ? [] : trace(into, waiting) };
}

/** Each node that could not be taken has a source that could not either: go back until one repeats. */
function trace(
  into: ReadonlyMap<string, readonly EdgeRecord[]>,
  waiting: ReadonlyMap<string, number>,
): EdgeRecord[] {
  const stuck = (id: string) => (waiting.get(id) ?? 0) > 0;
  let at = [...waiting.keys()].find(stuck)!;
  const seen = new Map<string, number>();
  const walked: EdgeRecord[] = [];
  while (!seen.has(at)) {
    seen.set(at, walked.length);
    const back = (into.get(at) ?? none).find((e) => stuck(e.source.node))!;
    walked.push(back);
    at = back.source.node;
  }
  return walked.slice(seen.get(at)).reverse();
}

/** The edges that end at an input port, in a fixed order. */
export const arriving = (document: Graph, target: PortRef): readonly EdgeRecord[] =>
  (topologyOf(document).into.get(target.node) ?? none).filter((e) => e.target.port === target.port);

/** The edges that begin at an output port. */
export const leaving = (document: Graph, source: PortRef): readonly EdgeRecord[] =>
  (topologyOf(document).from.get(source.node) ?? none).filter((e) => e.source.port === source.port);

/** All nodes that can be reached from these, they included, along the edges or against them. */
export function reachable(
  document: Graph,
  starts: Iterable<string>,
  direction: 'down' | 'up' = 'down',
): ReadonlySet<string> {
  const { from, into } = topologyOf(document);
  const seen = new Set<string>();
  const stack = [...starts];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (direction === 'down') for (const e of from.get(id) ?? none) stack.push(e.target.node);
    else for (const e of into.get(id) ?? none) stack.push(e.source.node);
  }
  return seen;
}

/** Whether an edge between these nodes would close a circle. */
export const wouldCycle = (document: Graph, source: string, target: string): boolean =>
  source === target || reachable(document, [target]).has(source);

/**
 * The order in which edges at one port are computed, from that of the nodes: neurons that read the same
 * sources see them in the same order, whatever was drawn first.
 */
export function wireOrder(order: readonly string[]): (a: EdgeRecord, b: EdgeRecord) => number {
  const rank = new Map(order.map((id, i) => [id, i]));
  const of = (e: EdgeRecord) => rank.get(e.source.node) ?? order.length;
  return (a, b) =>
    of(a) - of(b) || (a.source.port < b.source.port ? -1 : a.source.port > b.source.port ? 1 : 0);
}
