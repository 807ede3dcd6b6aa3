import { describe, expect, it } from 'vitest';
import type { Document, EdgeRecord, NodeRecord } from '../../src/document/records.ts';
import {
  arriving,
  leaving,
  reachable,
  topologyOf,
  wouldCycle,
} from '../../src/document/topology.ts';

/** `1>2 2>3`: nodes named n1, n2 …, wires in this order. */
function graph(text: string): Pick<Document, 'nodes' | 'edges'> {
  const pairs = text.split(' ').map((p) => p.split('>') as [string, string]);
  const nodes: Record<string, NodeRecord> = {};
  const edges: Record<string, EdgeRecord> = {};
  for (const [i, [a, b]] of pairs.entries()) {
    for (const n of [a, b])
      nodes[`n${n}`] = { id: `n${n}`, kind: 'tanh', params: {}, position: { x: 0, y: 0 } };
    const id = `e${i + 1}`;
    edges[id] = {
      id,
      source: { node: `n${a}`, port: 'out' },
      target: { node: `n${b}`, port: 'in' },
    };
  }
  return { nodes, edges };
}

describe('topology', () => {
  it('is kept while nodes change, and made anew where one comes or goes', () => {
    const before = graph('1>2 2>3');
    const kept = topologyOf(before);
    const n2 = { ...before.nodes.n2!, params: { a: 1 }, position: { x: 9, y: 9 } };
    expect(topologyOf({ ...before, nodes: { ...before.nodes, n2 } })).toBe(kept);
    const { n3: _, ...fewer } = before.nodes;
    expect(topologyOf({ ...before, nodes: fewer }).order).toEqual(['n1', 'n2']);
    const n4 = { ...n2, id: 'n4' };
    expect(topologyOf({ ...before, nodes: { ...fewer, n4 } }).order).toEqual(['n1', 'n4', 'n2']);
    expect(topologyOf(before).order).toEqual(['n1', 'n2', 'n3']);
  });

  it('orders sources first, however the records were made', () => {
    expect(topologyOf(graph('1>3 2>3 3>4')).order).toEqual(['n1', 'n2', 'n3', 'n4']);
    expect(topologyOf(graph('3>4 2>3 1>3')).order).toEqual(['n1', 'n2', 'n3', 'n4']);
  });

  it('names the wires of a circle, each beginning where the one before ends', () => {
    const { order, cycle } = topologyOf(graph('0>1 1>2 2>3 3>1 3>9'));
    expect(order).toEqual(['n0']);
    expect(cycle).toHaveLength(3);
    for (const [i, edge] of cycle.entries())
      expect(edge.target.node).toBe(cycle[(i + 1) % 3]?.source.node);
    expect(topologyOf(graph('1>2 1>3 2>4 3>4')).cycle).toEqual([]);
  });

  it('finds wires at ports in the natural order of their ids', () => {
    const wide = graph(Array.from({ length: 12 }, (_, i) => `${i + 1}>0`).join(' '));
    expect(arriving(wide, { node: 'n0', port: 'in' }).map((e) => e.id)).toEqual(
      Array.from({ length: 12 }, (_, i) => `e${i + 1}`),
    );
    expect(leaving(wide, { node: 'n5', port: 'out' }).map((e) => e.id)).toEqual(['e5']);
    expect(arriving(wide, { node: 'nowhere', port: 'in' })).toEqual([]);
  });

  it('walks a chain of ten thousand nodes, and a circle of as many', () => {
    const n = 10_000;
    const chain = graph(Array.from({ length: n - 1 }, (_, i) => `${i}>${i + 1}`).join(' '));
    expect(topologyOf(chain).order).toHaveLength(n);
    expect(reachable(chain, ['n0']).size).toBe(n);
    expect(reachable(chain, ['n9999'], 'up').size).toBe(n);
    expect(wouldCycle(chain, 'n9999', 'n0')).toBe(true);
    expect(wouldCycle(chain, 'n0', 'n9999')).toBe(false);
    const circle = graph(Array.from({ length: n }, (_, i) => `${i}>${(i + 1) % n}`).join(' '));
    expect(topologyOf(circle).cycle).toHaveLength(n);
  });
});
