/** Two documents are compiled alike exactly where their keys are equal; and it is told without writing keys. */
import { describe, expect, it } from 'vitest';
import { compiledAlike, compileKey } from '../../src/compile/dials.ts';
import type { Document, NodeRecord } from '../../src/document/records.ts';
import { SAMPLES } from '../../src/samples/index.ts';

const document = (SAMPLES.find((s) => s.id === 'spiral') ?? SAMPLES[0])!.document!;
const dense = Object.values(document.nodes).find((n) => n.kind === 'dense')!;
const wire = Object.values(document.edges)[0]!;
const withNode = (change: Partial<NodeRecord>): Document => ({
  ...document,
  nodes: { ...document.nodes, [dense.id]: { ...dense, ...change } },
});
const withRun = (change: Partial<Document['run']>): Document => ({
  ...document,
  run: { ...document.run, ...change },
});
const { [wire.id]: _, ...fewer } = document.edges;

const EDITS: Readonly<Record<string, Document>> = {
  nothing: structuredClone(document),
  'another name': { ...document, name: 'Other' },
  'a move and a title': withNode({ position: { x: 1, y: 2 }, title: 'Hidden' }),
  'a parameter': withNode({ params: { ...dense.params, units: 77 } }),
  'a kind': withNode({ kind: 'tanh', params: {} }),
  'shared weights': withNode({ shares: 'dense9' }),
  'a wire less': { ...document, edges: fewer },
  'a wire elsewhere': {
    ...document,
    edges: { ...document.edges, [wire.id]: { ...wire, target: { node: dense.id, port: 'x' } } },
  },
  'a wire of another name': { ...document, edges: { ...fewer, e999: { ...wire, id: 'e999' } } },
  'records in another order': {
    ...document,
    nodes: Object.fromEntries(Object.entries(document.nodes).reverse()),
    edges: Object.fromEntries(Object.entries(document.edges).reverse()),
  },
  'another rate': withRun({
    optimiser: {
      ...document.run.optimiser,
      params: { ...document.run.optimiser.params, lr: 0.123 },
    },
  }),
  'another optimiser': withRun({ optimiser: { kind: 'adagrad', params: {} } }),
  'another batch': withRun({ batchSize: 7 }),
  'another seed': withRun({ seed: 99 }),
};

describe('documents that are compiled alike', () => {
  it.each(Object.entries(EDITS))('are those of equal keys: %s', (_, edited) => {
    const alike = compileKey(edited) === compileKey(document);
    expect(compiledAlike(edited, document)).toBe(alike);
    expect(compiledAlike(document, edited)).toBe(alike);
  });

  it('are both found among these edits', () => {
    const alike = Object.values(EDITS).filter((d) => compiledAlike(d, document));
    expect(alike.length).toBeGreaterThan(3);
    expect(alike.length).toBeLessThan(Object.keys(EDITS).length - 3);
  });

  it('looks at no record that is the same', () => {
    const untouched = new Proxy(dense, {
      get: () => {
        throw new Error('looked at');
      },
    });
    const a = { ...document, nodes: { ...document.nodes, [dense.id]: untouched } };
    expect(compiledAlike(a, { ...a, nodes: { ...a.nodes }, edges: { ...a.edges } })).toBe(true);
  });
});
