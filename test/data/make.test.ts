import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { type Dataset, MISSING, type Table, type Tables } from '../../src/data/dataset.ts';
import { GENERATORS } from '../../src/data/generators/index.ts';
import { makeDataset } from '../../src/data/make.ts';
import { classesOf, featureNames } from '../../src/data/pick.ts';
import { splitRows } from '../../src/data/split.ts';
import { scalesOf } from '../../src/data/standardise.ts';

const X = Number.NaN;
const table: Table = {
  id: 't1',
  name: 'pets.csv',
  rows: 8,
  columns: [
    { name: 'age', type: 'number', data: Float64Array.from([1, 2, X, 4, 5, 6, 7, 8]) },
    { name: 'weight', type: 'number', data: Float64Array.from([10, 20, 30, 40, 50, 60, 70, 80]) },
    {
      name: 'kind',
      type: 'category',
      data: Uint32Array.from([0, 1, 2, 0, MISSING, 1, 2, 0]),
      categories: ['cat', 'dog', 'eel'],
    },
    { name: 'legs', type: 'number', data: Float64Array.from([4, 4, 0, 4, 4, 4, 0, 4]) },
  ],
  ragged: Uint32Array.from([7]),
};
const tables = { get: async (id: string) => (id === 't1' ? table : undefined) };
const make = (params: object) =>
  makeDataset({ dataset: 'csv', table: 't1', validation: 0, ...params }, tables);
async function made(params: object): Promise<Dataset> {
  const r = await make(params);
  if (!r.ok) throw new Error(r.issues.map((i) => sentenceOf(i)).join());
  return r.value;
}
const legs = { target: 'legs', targetType: 'class', classes: ['0', '4'] };

/** What is made piece by piece, and how often it paused. */
async function paused(params: Readonly<Record<string, unknown>>, own: Tables = tables) {
  let pauses = 0;
  const r = await makeDataset(params, own, async (work) => {
    for (let next = work.next(); ; next = work.next()) {
      if (next.done) return next.value;
      expect(next.value.done).toBeLessThanOrEqual(next.value.of);
      pauses++;
    }
  });
  if (!r.ok) throw new Error(r.issues.map((i) => sentenceOf(i)).join());
  return { dataset: r.value, pauses };
}

describe('data are made in pieces, as many as they have rows and numbers', () => {
  const ROWS = 640;
  it.each(GENERATORS.filter((g) => g.uses.includes('samples')).map((g) => g.name))(
    '%s',
    async (dataset) => {
      const params = { dataset, samples: ROWS, length: 8 };
      const { pauses, dataset: own } = await paused(params);
      expect(pauses).toBeGreaterThanOrEqual(ROWS / 64);
      const atOnce = await makeDataset(params, tables);
      expect(atOnce.ok && atOnce.value).toEqual(own);
    },
  );

  it('text', async () => {
    const few = await paused({ dataset: 'text', text: 'abc '.repeat(500), length: 4, stride: 1 });
    const many = await paused({ dataset: 'text', text: 'abc '.repeat(2000), length: 4, stride: 1 });
    expect(many.pauses - few.pauses).toBeGreaterThan(6000 / 64 - 2);
  });

  it('a table of one’s own', async () => {
    const rows = 6_400;
    const column = (name: string, of: number) =>
      ({
        name,
        type: 'number',
        data: Float64Array.from({ length: rows }, (_, i) => i % of),
      }) as const;
    const long: Table = { ...table, rows, columns: [column('x', 7), column('y', 2)] };
    const y = { target: 'y', targetType: 'class', classes: ['0', '1'] };
    const params = { dataset: 'csv', table: 't1', inputs: ['x'], ...y };
    const { pauses } = await paused(params, { get: async () => long });
    // Once to see which rows are whole, once to read them.
    expect(pauses).toBeGreaterThanOrEqual((2 * rows) / 64);
  });

  it('numbers that are scaled, coded and looked at', async () => {
    const params = { dataset: 'digits', samples: 250, standardise: true };
    const { pauses } = await paused(params);
    const blocks = Math.ceil((250 * 784) / 2 ** 16);
    // 784 columns, then filled, scaled and ranged in blocks.
    expect(pauses).toBeGreaterThanOrEqual(784 + 3 * blocks);
  });
});

describe('a table of one’s own', () => {
  it('numbers as they are, words as one column for each value; bad rows left out', async () => {
    const d = await made({ inputs: ['age', 'kind=cat', 'kind=eel'], ...legs });
    expect([d.task, d.width, d.classes]).toEqual(['binary', 1, ['0', '4']]);
    expect([...d.features]).toEqual([1, 1, 0, 2, 0, 0, 4, 1, 0, 6, 0, 0, 7, 0, 1]);
    expect([...d.targets]).toEqual([1, 1, 1, 1, 0]);
    expect(d.ranges).toEqual([
      [1, 7],
      [0, 1],
      [0, 1],
    ]);
  });
  it('only the chosen columns count as bad', async () => {
    expect((await made({ inputs: ['weight'], ...legs })).rows).toBe(7);
    expect((await made({ inputs: ['weight'], ...legs, badRows: 'fill' })).rows).toBe(8);
  });
  it('filled: a missing number is the mean of the training rows', async () => {
    const d = await made({ inputs: ['age'], badRows: 'fill', ...legs });
    expect(d.features[2]).toBeCloseTo((1 + 2 + 4 + 5 + 6 + 7 + 8) / 7, 12);
  });
  it('a row without its target is left out even when others are filled', async () => {
    const d = await made({
      inputs: ['weight'],
      target: 'kind',
      classes: ['cat', 'dog', 'eel'],
      badRows: 'fill',
    });
    expect([d.rows, d.width, d.task]).toEqual([7, 3, 'classes']);
    expect([...d.targets.slice(0, 9)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });
  it('rows of a class that is not listed are left out', async () => {
    const d = await made({ inputs: ['weight'], target: 'kind', classes: ['dog', 'cat'] });
    expect([...d.features]).toEqual([10, 20, 40, 60]);
    expect([...d.targets]).toEqual([1, 0, 1, 0]);
  });
  it('regression, with the target standardised on wish', async () => {
    const plain = await made({ inputs: ['age'], target: 'weight', targetType: 'number' });
    expect([...plain.targets]).toEqual([10, 20, 40, 50, 60, 70]);
    const scaled = await made({
      inputs: ['age'],
      target: 'weight',
      targetType: 'number',
      standardiseTarget: true,
    });
    expect(scaled.targets.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12);
  });
  it('standardising leaves the columns of words at 0 and 1', async () => {
    const d = await made({ inputs: ['weight', 'kind=cat'], standardise: true, ...legs });
    expect(new Set(d.features.filter((_, i) => i % 2 === 1))).toEqual(new Set([0, 1]));
  });
  it.each([
    ['data.table-missing', { table: 'other', inputs: ['age'], ...legs }],
    ['data.no-column', { inputs: ['size'], ...legs }],
    ['data.no-column', { inputs: ['kind=fox'], ...legs }],
    // As long as the name of a column, or of a column that has no words.
    ['data.no-column', { inputs: ['sort=cat'], ...legs }],
    ['data.no-column', { inputs: ['age=1'], ...legs }],
    ['data.no-column', { inputs: ['age'], ...legs, target: 'size' }],
    ['data.target-type', { inputs: ['age'], target: 'kind', targetType: 'number' }],
    ['data.no-rows', { inputs: ['age'], ...legs, classes: ['7', '8'] }],
  ])('%s', async (code, params) => {
    const r = await make(params);
    expect([r.ok, r.issues[0]?.code]).toEqual([false, code]);
    for (const language of ['en', 'zh'] as const)
      expect(sentenceOf(r.issues[0]!, undefined, language)).toMatch(/^[^{}]{5,}$/);
  });
  it('storage that fails is an issue, not an exception', async () => {
    const broken = { get: () => Promise.reject(new Error('disk full')) };
    const r = await makeDataset({ dataset: 'csv', table: 't1', inputs: ['age'], ...legs }, broken);
    expect(r.issues[0]).toMatchObject({ code: 'data.storage', args: { reason: 'disk full' } });
  });
  it('offers each column’s features and classes', () => {
    expect(table.columns.flatMap(featureNames)).toEqual([
      'age',
      'weight',
      'kind=cat',
      'kind=dog',
      'kind=eel',
      'legs',
    ]);
    expect(table.columns.map((c) => classesOf(c, 4))).toEqual([
      undefined,
      undefined,
      ['cat', 'dog', 'eel'],
      ['0', '4'],
    ]);
  });
});

describe('the split', () => {
  it('is disjoint and complete, of the size asked for, and the seed’s', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.integer({ min: 0, max: 2147483647 }),
        (rows, fraction, seed) => {
          const { training, validation } = splitRows(rows, fraction, seed);
          const all = [...training, ...validation].sort((a, b) => a - b);
          expect(all).toEqual(Array.from({ length: rows }, (_, i) => i));
          expect(training.length).toBeGreaterThan(0);
          if (rows > 10) expect(validation).toHaveLength(Math.round(rows * fraction));
          expect(splitRows(rows, fraction, seed)).toEqual({ training, validation });
        },
      ),
    );
    expect(splitRows(100, 0.5, 1)).not.toEqual(splitRows(100, 0.5, 2));
  });
  it('is no function of the classes: each part has both in about their share', () => {
    const { training } = splitRows(1000, 0.5, 3);
    const firstHalf = training.filter((row) => row < 500).length;
    // Hypergeometric: standard deviation 7.9 about 250.
    expect(Math.abs(firstHalf - 250)).toBeLessThan(40);
  });
});

describe('standardising', () => {
  it('gives the training rows mean 0 and deviation 1; validation follows the same scale', async () => {
    const params = { dataset: 'playground-gauss', noise: 0.3, validation: 0.4, seed: 5 };
    const plain = await made(params);
    const d = await made({ ...params, standardise: true });
    for (const column of [0, 1]) {
      const at = (set: Dataset, row: number) => set.features[row * 2 + column]!;
      const values = [...d.training].map((row) => at(d, row));
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const std = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
      expect(mean).toBeCloseTo(0, 12);
      expect(std).toBeCloseTo(1, 12);
      const raw = [...plain.training].map((row) => at(plain, row));
      const m = raw.reduce((a, b) => a + b, 0) / raw.length;
      const s = Math.sqrt(raw.reduce((a, b) => a + (b - m) ** 2, 0) / raw.length);
      for (const row of d.validation) expect(at(d, row)).toBeCloseTo((at(plain, row) - m) / s, 10);
    }
  });
  it('leaves a constant column at 0 and bears a mean far from 0', () => {
    const rows = Uint32Array.from([0, 1, 2]);
    expect(scalesOf(Float64Array.from([7, 7, 7]), 1, rows)).toEqual([{ mean: 7, std: 1 }]);
    const far = scalesOf(Float64Array.from([1e9 - 1, 1e9, 1e9 + 1]), 1, rows)[0];
    expect(far?.std).toBeCloseTo(Math.sqrt(2 / 3), 9);
  });
});
