import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import type { CsvReading } from '../../src/data/csv/read.ts';
import { createReader } from '../../src/data/csv/reader.ts';
import type { CsvSummary } from '../../src/data/csv/summary.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { StoredTables } from '../../src/data/tables.ts';
import {
  firstChoice,
  inputWidth,
  lacking,
  paramsOf,
  withTarget,
} from '../../src/ui/data/choose.ts';

/** Node has no IndexedDB; like it, this keeps clones. */
function memoryTables(): StoredTables & { readonly held: Map<string, CsvReading> } {
  const held = new Map<string, CsvReading>();
  return {
    held,
    get: async (id) => structuredClone(held.get(id)?.table),
    reading: async (id) => structuredClone(held.get(id)),
    put: async (reading, savedAt) => {
      held.set(reading.table.id, structuredClone(reading));
      const { id, name, rows, columns } = reading.table;
      return { id, name, rows, columns: columns.length, savedAt };
    },
    list: async () => [],
    remove: async (id) => void held.delete(id),
    close: async () => {},
  };
}
const nothing = () => {};
const pets = [
  'age,colour,id,price,adopted',
  ...Array.from({ length: 200 }, (_, i) =>
    [i % 17, ['red', 'green', 'blue'][i % 3], `n-${i}`, 100 + i, i % 2 ? 'yes' : 'no'].join(),
  ),
];
const bad = ['3,red', ',red,n,5,yes', 'old,red,n,5,yes', '3,red,n,5,'];
const file = (lines: readonly string[]) => new Blob([lines.join('\n')]);

async function summaryOf(lines: readonly string[]): Promise<CsvSummary> {
  const r = await createReader(memoryTables(), () => 0).read(file(lines), 'p.csv', {}, nothing);
  if (!r.ok) throw new Error(sentenceOf(r.issues[0]!));
  return r.value;
}

describe('the reader', () => {
  it('reads, tells, counts what is bad by line, and keeps what the network then trains on', async () => {
    const tables = memoryTables();
    const reader = createReader(tables, () => 42);
    const progress: number[] = [];
    const read = await reader.read(file([...pets, ...bad]), 'p.csv', {}, (p) =>
      progress.push(p.bytes),
    );
    if (!read.ok) throw new Error('not read');
    const table = read.value;
    expect(progress.at(-1)).toBe(file([...pets, ...bad]).size);
    expect(table.columns.map((c) => [c.name, c.type, c.missing])).toEqual([
      ['age', 'number', 2],
      ['colour', 'category', 0],
      ['id', 'category', 1],
      ['price', 'number', 1],
      ['adopted', 'category', 2],
    ]);
    const choice = firstChoice(table);
    expect(await reader.bad([...choice.inputs, choice.target])).toEqual({
      count: 4,
      rows: [
        { line: 202, reason: 'cells', found: '2' },
        { line: 203, reason: 'missing', column: 'age' },
        { line: 204, reason: 'number', column: 'age', found: 'old' },
        { line: 205, reason: 'missing', column: 'adopted' },
      ],
    });
    expect(tables.held.size).toBe(0);
    expect(await reader.keep()).toMatchObject({ ok: true, value: { rows: 204, savedAt: 42 } });

    const left = await makeDataset(paramsOf(choice, table), tables);
    if (!left.ok) throw new Error(sentenceOf(left.issues[0]!));
    expect([left.value.rows, left.value.task, left.value.classes]).toEqual([
      200,
      'binary',
      ['no', 'yes'],
    ]);
    expect(left.value.inputs).toHaveLength(inputWidth(choice, table));
    const filled = await makeDataset(paramsOf({ ...choice, badRows: 'fill' }, table), tables);
    // The row that is cut short has no target, nor has the last.
    expect(filled.ok && filled.value.rows).toBe(202);
    expect(filled.ok && filled.value.features.every(Number.isFinite)).toBe(true);

    const again = createReader(tables, () => 43);
    expect(await again.open(table.id)).toEqual({ ok: true, value: table, issues: [] });
    expect(await again.bad(['age'])).toMatchObject({ count: 3 });
    expect((await again.open('other')).issues[0]?.code).toBe('data.table-missing');
  });
  it('gives up the first file when a second is read, and says so', async () => {
    const reader = createReader(memoryTables(), () => 0);
    const long = file(Array.from({ length: 400_000 }, (_, i) => `${i},${i}`));
    const first = reader.read(long, 'a.csv', {}, nothing);
    const second = await reader.read(file(pets), 'b.csv', {}, nothing);
    expect((await first).issues[0]?.code).toBe('csv.cancelled');
    expect(second.ok && second.value.name).toBe('b.csv');
    expect(await reader.keep()).toMatchObject({ ok: true, value: { name: 'b.csv' } });
  });
  it('stops on cancel and keeps nothing', async () => {
    const reader = createReader(memoryTables(), () => 0);
    const long = file(Array.from({ length: 400_000 }, (_, i) => `${i},${i}`));
    const reading = reader.read(long, 'a.csv', {}, () => reader.cancel());
    expect((await reading).issues[0]?.code).toBe('csv.cancelled');
    expect((await reader.keep()).issues[0]?.code).toBe('csv.nothing');
  });
  it('tells of storage that refuses', async () => {
    const full = { ...memoryTables(), put: () => Promise.reject(new Error('QuotaExceeded')) };
    const reader = createReader(full, () => 0);
    await reader.read(file(pets), 'a.csv', {}, nothing);
    expect((await reader.keep()).issues[0]).toMatchObject({
      code: 'data.storage',
      args: { reason: 'QuotaExceeded' },
    });
  });
});

describe('the choice', () => {
  it('begins with the last column from all others that can be inputs', async () => {
    const table = await summaryOf(pets);
    const choice = firstChoice(table);
    expect([choice.inputs, choice.target, choice.targetType]).toEqual([
      ['age', 'colour', 'price'],
      'adopted',
      'class',
    ]);
    expect(inputWidth(choice, table)).toBe(5);
    expect(paramsOf(choice, table)).toMatchObject({
      inputs: ['age', 'colour=blue', 'colour=green', 'colour=red', 'price'],
      classes: ['no', 'yes'],
    });
  });
  it('another target: a number when it takes many values, a class when it is a code', async () => {
    const table = await summaryOf(pets);
    const price = withTarget(firstChoice(table), table, 'price');
    expect([price.targetType, price.standardiseTarget, price.inputs]).toEqual([
      'number',
      true,
      ['age', 'colour'],
    ]);
    expect(paramsOf(price, table).classes).toEqual([]);
    const codes = await summaryOf(['a,y', ...Array.from({ length: 9 }, (_, i) => `${i},${i % 3}`)]);
    expect(firstChoice(codes).targetType).toBe('class');
    expect(paramsOf(firstChoice(codes), codes).classes).toEqual(['0', '1', '2']);
  });
  it('takes up what the node says about the same table', async () => {
    const table = await summaryOf(pets);
    const choice = {
      ...withTarget(firstChoice(table), table, 'price'),
      inputs: ['age'],
      validation: 0.3,
      badRows: 'fill' as const,
      standardise: false,
    };
    expect(firstChoice(table, paramsOf(choice, table))).toEqual(choice);
    expect(firstChoice(table, { ...paramsOf(choice, table), table: 'other' })).toEqual(
      firstChoice(table),
    );
  });
  it('says what is lacking', async () => {
    const table = await summaryOf(pets);
    const choice = firstChoice(table);
    expect(lacking(choice, table)).toBeUndefined();
    expect(lacking({ ...choice, inputs: [] }, table)).toBe('data.lacks.inputs');
    expect(lacking({ ...choice, target: '' }, table)).toBe('data.lacks.target');
    expect(lacking({ ...choice, targetType: 'number' }, table)).toBe('data.lacks.number');
    const one = await summaryOf(['a,y', '1,same', '2,same']);
    expect(lacking({ ...firstChoice(one), target: 'y', targetType: 'class' }, one)).toBe(
      'data.lacks.class',
    );
  });
});
