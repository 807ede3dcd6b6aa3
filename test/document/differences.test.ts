/** In which settings two documents differ: what decides what is computed, all of it and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/base/fields.ts';
import { kindOf, vocabulary } from '../../src/catalog/index.ts';
import { nameOfDifferences } from '../../src/catalog/setting-words.ts';
import { differencesOf } from '../../src/document/differences.ts';
import type { Document, NodeRecord } from '../../src/document/records.ts';
import { semanticsText } from '../../src/document/semantics.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { adam, data, dense, draw, mse, sgd, tanh } from '../vocabulary.ts';
import { documents } from './wander.ts';

const drawn = draw(
  [data('xor-points'), dense(2), tanh(), dense(1), mse()],
  ['data1.x -> dense1.in', 'dense1.out -> tanh1.in', 'tanh1.out -> dense2.in'],
  { optimiser: sgd(0.1), seed: 1 },
);
const withNode = (change: Partial<NodeRecord>): Document => ({
  ...drawn,
  nodes: { ...drawn.nodes, dense1: { ...drawn.nodes.dense1!, ...change } },
});
const withRun = (change: Partial<Document['run']>): Document => ({
  ...drawn,
  run: { ...drawn.run, ...change },
});
const told = (after: Document, before = drawn) => differencesOf(before, after, vocabulary);

describe('documents that compute the same', () => {
  it('differ in nothing: places, titles, notes, the name, what is left at its default', () => {
    expect(told(withNode({ position: { x: 7, y: 7 }, title: 'First' }))).toEqual([]);
    expect(told({ ...drawn, name: 'Another' })).toEqual([]);
    const all = defaults(kindOf('dense')!.fields);
    expect(told(withNode({ params: { ...all, units: 2 } }))).toEqual([]);
    expect(told(withRun({ schedule: { kind: 'constant', params: {} } }))).toEqual([]);
    const turned = { ...drawn, nodes: Object.fromEntries(Object.entries(drawn.nodes).reverse()) };
    expect(told(turned)).toEqual([]);
  });
});

describe('a setting', () => {
  it('of the run, of a thing that it holds and of a node is told by its path, with both values', () => {
    expect(told(withRun({ seed: 3 }))).toEqual([
      { table: 'run', id: '', path: ['seed'], before: 1, after: 3 },
    ]);
    expect(told(withRun({ optimiser: sgd(0.24) }))).toEqual([
      { table: 'run', id: '', path: ['optimiser', 'lr'], before: 0.1, after: 0.24 },
    ]);
    expect(told(withNode({ params: { units: 16 } }))).toEqual([
      { table: 'nodes', id: 'dense1', path: ['params', 'units'], before: 2, after: 16 },
    ]);
    const start = { kind: 'uniform', params: { low: -3 } };
    expect(told(withNode({ params: { units: 2, weightInit: start } })).map((d) => d.path)).toEqual(
      expect.arrayContaining([['params', 'weightInit']]),
    );
  });

  it('that only one of two things has is there on one side', () => {
    const changes = told(withRun({ optimiser: adam(0.1) }));
    expect(changes[0]).toMatchObject({ path: ['optimiser'], before: 'sgd', after: 'adam' });
    const beta = changes.find((d) => d.path.at(-1) === 'beta1');
    expect(beta).toEqual({ table: 'run', id: '', path: ['optimiser', 'beta1'], after: 0.9 });
    expect(changes.some((d) => d.path.at(-1) === 'lr')).toBe(false);
  });
});

describe('a record', () => {
  it('that is new or gone is one difference; a wire whose end was moved tells its end', () => {
    const { dense2: _, ...nodes } = drawn.nodes;
    expect(told({ ...drawn, nodes })).toEqual([
      { table: 'nodes', id: 'dense2', path: [], before: true },
    ]);
    expect(told(drawn, { ...drawn, nodes })).toEqual([
      { table: 'nodes', id: 'dense2', path: [], after: true },
    ]);
    const e3 = { ...drawn.edges.e3!, source: { node: 'dense1', port: 'out' } };
    expect(told({ ...drawn, edges: { ...drawn.edges, e3 } })).toEqual([
      {
        table: 'edges',
        id: 'e3',
        path: ['source'],
        before: { node: 'tanh1', port: 'out' },
        after: { node: 'dense1', port: 'out' },
      },
    ]);
  });
});

it('samples differ where they do not compute the same, and there and back are the same differences', () => {
  const documents = SAMPLES.map((s) => s.document).filter((d) => Object.keys(d.nodes).length < 60);
  for (const [i, a] of documents.entries()) {
    const b = documents[(i + 1) % documents.length]!;
    expect(told(a, a)).toEqual([]);
    const there = told(b, a);
    expect(there.length > 0).toBe(semanticsText(a) !== semanticsText(b));
    const back = told(a, b).map(({ before, after, ...where }) => ({
      ...where,
      ...(after !== undefined && { before: after }),
      ...(before !== undefined && { after: before }),
    }));
    const key = (d: object) => JSON.stringify(d, Object.keys(d).sort());
    expect(back.map(key).sort()).toEqual(there.map(key).sort());
  }
});

it('random documents: nothing differs, and there is no name, exactly where both compute the same', () => {
  fc.assert(
    fc.property(documents(20), documents(20), fc.boolean(), (a, other, alike) => {
      // The same drawing elsewhere and otherwise called, or another one.
      const moved = Object.values(a.nodes).map((n) => ({
        ...n,
        position: { x: 1, y: 2 },
        title: `T${n.id}`,
      }));
      const b = alike
        ? { ...a, name: 'B', nodes: Object.fromEntries(moved.map((n) => [n.id, n])) }
        : other;
      const all = differencesOf(a, b, vocabulary);
      const name = nameOfDifferences(all, a, b);
      if (alike) expect([all, name]).toEqual([[], undefined]);
      if (all.length === 0) expect(name).toBeUndefined();
      else expect(name?.en && name.zh).toBeTruthy();
    }),
    { numRuns: 60 },
  );
});
