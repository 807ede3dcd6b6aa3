/**
 * Laying a graph out from left to right: dagre's layered drawing (Sugiyama, Tagawa, Toda 1981) on
 * the wires. Plain data in and out, so that a worker can do it.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { Sizes } from '../document/arrange.ts';
import type { Point } from '../document/records.ts';

export interface LayoutRequest {
  readonly sizes: Sizes;
  /** Pairs of node ids, source first. */
  readonly wires: readonly (readonly [string, string])[];
}
export type LayOut = (request: LayoutRequest) => Promise<Readonly<Record<string, Point>>>;

/** Room for a chart of 96 × 28 at the middle of each wire. */
const BETWEEN_LAYERS = 150;
const WITHIN_LAYER = 34;

export function layOut({ sizes, wires }: LayoutRequest): Readonly<Record<string, Point>> {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', ranksep: BETWEEN_LAYERS, nodesep: WITHIN_LAYER });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [id, { width, height }] of Object.entries(sizes)) graph.setNode(id, { width, height });
  for (const [source, target] of wires) graph.setEdge(source, target);
  layout(graph);
  // dagre gives middles; documents hold the top left corner.
  return Object.fromEntries(
    Object.entries(sizes).map(([id, { width, height }]) => {
      const node = graph.node(id) as Point;
      return [id, { x: Math.round(node.x - width / 2), y: Math.round(node.y - height / 2) }];
    }),
  );
}
