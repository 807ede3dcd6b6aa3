/** Whatever goes over a document goes over each of its tables: a law over the list of tables. */
import { describe, expect, test } from 'vitest';
import { emptyDocument } from '../../src/catalog/empty.ts';
import { copy, fragmentText, paste, readFragment } from '../../src/document/clipboard.ts';
import { parse, serialise } from '../../src/document/codec.ts';
import { remove } from '../../src/document/commands.ts';
import { LIMITS } from '../../src/document/limits.ts';
import { pack, unpack } from '../../src/document/parcel.ts';
import { apply, invert, isEmpty, merge, patchOf } from '../../src/document/patch.ts';
import { preflight } from '../../src/document/preflight.ts';
import type { Document } from '../../src/document/records.ts';
import { FileSchema } from '../../src/document/schema.ts';
import { TABLE_NAMES } from '../../src/document/tables.ts';
import { vocabulary } from './faces.ts';

const at = (x: number) => ({ x, y: 0 });
/** A record in each table; the one that is edited is the last. */
const FULL: Document = {
  ...emptyDocument('Tables'),
  nodes: {
    tanh1: { id: 'tanh1', kind: 'tanh', params: {}, position: at(0) },
    tanh2: { id: 'tanh2', kind: 'tanh', params: {}, position: at(200) },
  },
  edges: {
    e1: {
      id: 'e1',
      source: { node: 'tanh1', port: 'out' },
      target: { node: 'tanh2', port: 'in' },
    },
  },
  notes: {
    note1: { id: 'note1', text: 'A note', position: at(0), size: { width: 200, height: 120 } },
  },
};

const keys = (document: Document) => Object.keys(document).sort();

test('the tables are those of a document, of a file and of a packed document', () => {
  const tables = [...TABLE_NAMES].sort();
  expect(keys(FULL).filter((k) => k !== 'name' && k !== 'run')).toEqual(tables);
  const lists = Object.keys(FileSchema.shape).filter(
    (k) => k in FULL && k !== 'name' && k !== 'run',
  );
  expect(lists).toEqual([...TABLE_NAMES]);
  expect(Object.keys(pack(FULL))).toEqual(expect.arrayContaining(tables));
});

describe.each(TABLE_NAMES.map((table) => [table] as const))('%s', (table) => {
  const without: Document = { ...FULL, [table]: {} };
  const there = patchOf(without, { [table]: FULL[table] });

  test('a patch adds its records, is inverted, and ends in nothing with its inverse', () => {
    expect(Object.keys(there)).toEqual([table]);
    expect(apply(without, there)).toEqual(FULL);
    expect(apply(FULL, invert(there))).toEqual(without);
    expect(isEmpty(merge(there, invert(there)))).toBe(true);
  });

  test('its records come back from a file, and packed', () => {
    const read = parse(serialise(FULL), vocabulary);
    expect(read.ok && read.value.document[table]).toEqual(FULL[table]);
    expect(Object.keys(FULL[table]).length).toBeGreaterThan(0);
    expect(unpack(pack(FULL))[table]).toEqual(FULL[table]);
  });

  test('its records are copied through the clipboard', () => {
    const all = { nodes: Object.keys(FULL.nodes), notes: Object.keys(FULL.notes) };
    const read = readFragment(fragmentText(copy(FULL, all)), vocabulary);
    const pasted = read.ok ? paste(FULL, vocabulary, read.value) : read;
    const after = pasted.ok ? apply(FULL, pasted.value.patch) : FULL;
    expect(Object.keys(after[table])).toHaveLength(2 * Object.keys(FULL[table]).length);
  });

  test('its records are removed by their ids', () => {
    const ids = Object.keys(FULL[table]);
    expect(apply(FULL, remove(FULL, { [table]: ids }))[table]).toEqual({});
  });

  test('a file with too many of its records is refused before it is read', () => {
    const most = LIMITS[table];
    const [issue] = preflight({ [table]: new Array(most + 1).fill({}) });
    expect(issue?.code).toBe('file.limit');
    expect(preflight({ [table]: [{}] })).toEqual([]);
  });
});
