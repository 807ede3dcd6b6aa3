/**
 * The products of local derivatives along all paths add up to what back-propagation gives: one by one where
 * they are few, node by node where they are many; over the examples of the catalogue and the samples.
 */
import { describe, expect, test } from 'vitest';
import type { Part } from '../../src/compile/path-programs.ts';
import { wireName } from '../../src/compile/path-programs.ts';
import type { PathSum } from '../../src/compile/paths.ts';
import type { Document } from '../../src/document/records.ts';
import type { Value } from '../../src/ir/ops.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { PENALISED, WORKED } from '../compile/worked.ts';
import { pathsOf } from './summing.ts';

const sample = (name: string) => {
  const found = sampleOf(name);
  if (!found) throw new Error(name);
  return found.document;
};

/** Relative, of numbers whose terms may be larger than they are. */
const off = ({ sum, gradient, listed = [], nodes }: PathSum): number => {
  const terms = [...listed.map((p) => p.product), ...nodes.map((n) => n.sum), gradient];
  // Where it is 0 by rights (the keys' bias), what is left is rounding.
  return Math.abs(sum - gradient) / Math.max(1e-6, ...terms.map(Math.abs));
};

function holds(found: PathSum): void {
  expect(off(found)).toBeLessThan(1e-9);
  for (const { steps, product } of found.listed ?? [])
    expect(steps.reduce((n, s) => n * s.factor, 1)).toBe(product);
  if (found.listed) expect(found.listed.length + found.zeros).toBe(found.paths);
  if (found.listed && !found.zeros)
    expect(found.listed.reduce((n, p) => n + p.steps.length, 0)).toBe(found.factors);
  // Every path ends somewhere, and what goes through the ends is all there is.
  const ends = found.nodes.filter((n) => n.ends);
  const all = ends.reduce((n, e) => n + e.sum, 0);
  expect(off({ ...found, sum: all })).toBeLessThan(1e-9);
  if (found.paths !== undefined) expect(ends.reduce((n, e) => n + e.paths, 0)).toBe(found.paths);
}

/** Of a cell's matrices, which are many and alike, so many are followed. */
const MOST = 8;

/** A number of each thing that has a gradient; of these if they are named, and of some where they are many. */
async function everywhere(
  document: Document,
  of?: (edge?: string, weight?: string) => boolean,
): Promise<readonly PathSum[]> {
  const { starts, sum } = await pathsOf(document);
  const sums: PathSum[] = [];
  const named = starts.filter((start) => !of || of(start.edge, start.weight));
  const every = of ? Math.ceil(named.length / MOST) : 1;
  for (const { count, ...start } of named.filter((_, i) => i % every === 0)) {
    const found = await sum({ ...start, index: Math.floor(count * 0.6) });
    if (!found) throw new Error('nothing');
    holds(found);
    sums.push(found);
  }
  expect(sums.length).toBeGreaterThan(0);
  return sums;
}

describe('over the catalogue', () => {
  test.each([...WORKED, ...PENALISED].map((w) => [w.name, w.document] as const))(
    '%s',
    async (_, document) => {
      // The one that the example is of stands behind the data.
      const [, node] = Object.keys(document.nodes);
      await everywhere(document, (edge, weight) =>
        edge
          ? document.edges[edge]?.target.node === node
          : weight!.startsWith(`${node}.`) || weight === 'dense1.weight',
      );
    },
  );
});

test.each(['xor', 'xorNeurons', 'perceptronXor', 'mlp453'])(
  'the sample %s: every path is followed',
  async (id) => {
    for (const found of await everywhere(sample(id))) expect(found.listed).toBeDefined();
  },
);

test('many paths are counted, and summed with few products', async () => {
  const { sum } = await pathsOf(sample('spiral'));
  const found = await sum({ weight: 'dense1.weight', index: 0 });
  holds(found!);
  expect(found?.listed).toBeUndefined();
  // Of each of 32 samples one way through two nodes, 16 through the second layer and its bend, then to the one
  // that is left, and to the loss.
  expect(found?.paths).toBe(32 * 16);
  expect(found?.factors).toBe(32 * 16 * 6);
  expect(found?.products).toBe(32 * (1 + 1 + 16 + 16 + 16 + 1));
});

test('a path through a unit that is off comes to exactly 0, and the unit is named', async () => {
  const document = sample('xor');
  const bent = {
    ...document,
    nodes: { ...document.nodes, tanh1: { ...document.nodes.tanh1!, kind: 'relu', params: {} } },
  };
  const { sum } = await pathsOf(bent);
  const found = await sum({ edge: 'e1', index: 2 });
  holds(found!);
  expect(found?.paths).toBe(8);
  expect(found?.zeros).toBeGreaterThan(0);
  expect(found?.zeros).toBeLessThan(8);
  expect(found?.ended).toEqual(['tanh1']);
});

test('there is none from a number that nothing depends on', async () => {
  const { sum } = await pathsOf(sample('xor'));
  expect(await sum({ weight: 'dense1.weight', index: 16 })).toBeUndefined();
  expect(await sum({ weight: 'dense9.weight', index: 0 })).toBeUndefined();
});

describe('what is wrong is noticed', () => {
  const start = { weight: 'dense1.weight', index: 3 };
  const spoilt = async (change: (part: Part) => Part) => {
    const { plans, sumBy } = await pathsOf(sample('xor'));
    const parts = plans.parts.map((p) => (p.node === 'dense2' ? change(p) : p));
    return off((await sumBy({ ...plans, parts }, start))!);
  };
  test('a local derivative', async () => {
    const difference = await spoilt((part) => {
      const name = wireName(part.edges[0]!);
      const { values, results } = part.program;
      const given = values[results[name]!]!;
      const wrong = {
        ...given,
        id: values.length,
        op: 'neg',
        args: [given.id],
        attrs: {},
      } as Value;
      const program = { ...part.program, values: [...values, wrong] };
      return { ...part, program: { ...program, results: { ...results, [name]: wrong.id } } };
    });
    expect(difference).toBeGreaterThan(1e-3);
  });
  test('a way that is left out', async () => {
    expect(await spoilt((part) => ({ ...part, edges: [] }))).toBeGreaterThan(1e-3);
  });
});
