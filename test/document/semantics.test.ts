/** What changes what a document computes, and what does not: field by field, so that none is forgotten. */
import { describe, expect, it } from 'vitest';
import type { Document, NodeRecord } from '../../src/document/records.ts';
import { semanticsText } from '../../src/document/semantics.ts';
import { data, dense, draw, mse, tanh } from '../vocabulary.ts';

const drawn = draw(
  [data('xor-points'), dense(2), tanh(), dense(2), mse()],
  ['data1.x -> dense1.in', 'dense1.out -> tanh1.in', 'tanh1.out -> dense2.in'],
);
const dense2 = drawn.nodes.dense2!;
const withNode = (change: Partial<NodeRecord>): Document => ({
  ...drawn,
  nodes: { ...drawn.nodes, dense2: { ...dense2, ...change } },
});
const { e3: _, ...fewer } = drawn.edges;

const SAME: Readonly<Record<string, Document>> = {
  'where a node stands': withNode({ position: { x: 7, y: 7 } }),
  'what it is called': withNode({ title: 'Output' }),
  'the name of the document': { ...drawn, name: 'Another' },
  'a note': {
    ...drawn,
    notes: {
      n1: { id: 'n1', text: '', position: { x: 0, y: 0 }, size: { width: 100, height: 100 } },
    },
  },
  'the order of nodes and wires': {
    ...drawn,
    nodes: Object.fromEntries(Object.entries(drawn.nodes).reverse()),
    edges: Object.fromEntries(Object.entries(drawn.edges).reverse()),
  },
};
const OTHER: Readonly<Record<string, Document>> = {
  'the kind': withNode({ kind: 'neuron' }),
  'a hyperparameter': withNode({ params: { ...dense2.params, units: 3 } }),
  'whose weights it uses': withNode({ shares: 'dense1' }),
  'a wire less': { ...drawn, edges: fewer },
  'an end of a wire': {
    ...drawn,
    edges: { ...drawn.edges, e3: { ...drawn.edges.e3!, source: { node: 'dense1', port: 'out' } } },
  },
  'the optimiser': { ...drawn, run: { ...drawn.run, optimiser: { kind: 'adam', params: {} } } },
  'the seed': { ...drawn, run: { ...drawn.run, seed: drawn.run.seed + 1 } },
};

describe('the semantics of a document', () => {
  it.each(Object.entries(SAME))('is the same with %s changed', (_, document) => {
    expect(semanticsText(document)).toBe(semanticsText(drawn));
  });
  it.each(Object.entries(OTHER))('is another with %s changed', (_, document) => {
    expect(semanticsText(document)).not.toBe(semanticsText(drawn));
  });
});
