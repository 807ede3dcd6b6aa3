import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { badRows } from '../../src/data/csv/bad.ts';
import { readColumn } from '../../src/data/csv/column.ts';
import { type CsvOptions, type CsvReading, readCsv } from '../../src/data/csv/read.ts';
import { type RowReader, readRows } from '../../src/data/csv/records.ts';
import { type Column, MISSING } from '../../src/data/dataset.ts';

/** The first 16 KiB are gathered before anything is guessed; smaller cuts begin only behind them. */
const HEAD = 16_400;
async function* pieces(bytes: Uint8Array, size: number) {
  if (bytes.length > HEAD) yield bytes.subarray(0, HEAD);
  for (let i = bytes.length > HEAD ? HEAD : 0; i < bytes.length; i += size)
    yield bytes.subarray(i, i + size);
}
const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = (content: string | Uint8Array, options: CsvOptions = {}, size = 1 << 20) =>
  readCsv('t.csv', pieces(typeof content === 'string' ? bytesOf(content) : content, size), options);
async function good(content: string | Uint8Array, options: CsvOptions = {}, size?: number) {
  const result = await read(content, options, size);
  if (!result.ok) throw new Error(result.issues.map((i) => sentenceOf(i)).join());
  return result.value;
}
const cells = (column: Column | undefined) =>
  column?.type === 'category'
    ? [...column.data].map((code) => (code === MISSING ? undefined : column.categories[code]))
    : column && [...column.data];
const contents = (r: CsvReading) =>
  Object.fromEntries(r.table.columns.map((c) => [c.name, cells(c)]));
const faults = (r: CsvReading) =>
  badRows(r.table, r.faults).rows.map((b) => [b.line, b.reason, b.column ?? b.found]);

describe('what people bring', () => {
  it('names, numbers and words', async () => {
    const r = await good('a,b,kind\n1,2.5,cat\n-3,1e-2,dog\n');
    expect(contents(r)).toEqual({ a: [1, -3], b: [2.5, 0.01], kind: ['cat', 'dog'] });
    expect([r.header, r.delimiter, r.encoding, r.table.rows]).toEqual([true, ',', 'utf-8', 2]);
  });
  it('no names: the first row holds numbers', async () => {
    const r = await good('1,2\n3,4');
    expect(contents(r)).toEqual({ 'column 1': [1, 3], 'column 2': [2, 4] });
    expect((await good('1,2\n3,4', { header: true })).table.columns.map((c) => c.name)).toEqual([
      '1',
      '2',
    ]);
  });
  it.each([
    ['byte-order mark', '\uFEFFa,b\n1,2\n'],
    ['semicolons', 'a;b\n1;2\n'],
    ['tabs', 'a\tb\n1\t2\n'],
    ['bars', 'a|b\n1|2\n'],
    ['CR LF', 'a,b\r\n1,2\r\n'],
    ['old Mac line ends', 'a,b\r1,2\r'],
    ['no line end at the end', 'a,b\n1,2'],
    ['blank lines', '\n\na,b\n\n1,2\n\n\n'],
    ['spaces about cells', ' a , b \n 1 , 2 \n'],
    ['quotes about everything', '"a","b"\n"1","2"\n'],
    ['a delimiter at the end of each line', 'a,b,\n1,2,\n'],
  ])('%s', async (_, text) => {
    for (const size of [1, 2, 3, 1000])
      expect(contents(await good(text, {}, size))).toEqual({ a: [1], b: [2] });
  });
  it('decimal commas between semicolons', async () => {
    expect(contents(await good('x;y\n1,5;2\n-0,25;3\n'))).toEqual({ x: [1.5, -0.25], y: [2, 3] });
  });
  it('quotes with delimiters, quotes and line ends inside; lines are counted through them', async () => {
    const text = 'text,n\n"a, ""b""\nand c",1\nplain,oops\nplain,\n"x\n\ny",3\nlast\n';
    for (const size of [1, 5, 1000]) {
      const r = await good(`${text}${'plain,7\n'.repeat(20)}`, {}, size);
      expect(cells(r.table.columns[0])?.slice(0, 2)).toEqual(['a, "b"\nand c', 'plain']);
      expect(faults(r)).toEqual([
        [4, 'number', 'n'],
        [5, 'missing', 'n'],
        [9, 'cells', '1'],
      ]);
    }
  });
  it('ragged rows are marked and their cells kept in place', async () => {
    const r = await good('a,b\n1,2\n3\n4,5,6\n7,8\n');
    expect(contents(r)).toEqual({ a: [1, 3, 4, 7], b: [2, Number.NaN, 5, 8] });
    expect([...(r.table.ragged ?? [])]).toEqual([1, 2]);
    expect(faults(r)).toEqual([
      [3, 'cells', '1'],
      [4, 'cells', '3'],
    ]);
  });
  it('counts only the columns that are used, and lists no more than asked for', async () => {
    const r = await good(`a,b\n${'1,\n'.repeat(50)}${',2\n'.repeat(3)}`);
    expect(badRows(r.table, r.faults, ['a'])).toMatchObject({ count: 3 });
    expect(badRows(r.table, r.faults, ['b'], 7).rows).toHaveLength(7);
    expect(badRows(r.table, r.faults, ['b'], 7).count).toBe(50);
    expect(badRows(r.table, r.faults).rows[0]).toEqual({ line: 2, reason: 'missing', column: 'b' });
  });
  it('what stands for nothing: NA, N/A, null, NaN, ?', async () => {
    const r = await good('n,w\n1,x\nNA,n/a\nnull,NULL\nNaN,?\n2,y\n');
    expect(contents(r)).toEqual({
      n: [1, Number.NaN, Number.NaN, Number.NaN, 2],
      w: ['x', undefined, undefined, undefined, 'y'],
    });
  });
  it('a column is words when more than a tenth of it are', async () => {
    const column = (words: number) =>
      good(`c\n${'1\n'.repeat(100 - words)}${'w\n'.repeat(words)}`).then((r) => r.table.columns[0]);
    expect((await column(10))?.type).toBe('number');
    expect((await column(11))?.type).toBe('category');
    expect((await good('c\nInfinity\n1e999\n0x10\n')).table.columns[0]?.type).toBe('category');
  });
  it('names: empty ones get a number, equal ones a counter', async () => {
    const r = await good('a,,a,__proto__\nx,y,z,w\n', { header: true });
    expect(r.table.columns.map((c) => c.name)).toEqual(['a', 'column 2', 'a (2)', '__proto__']);
  });
  it('encodings: UTF-16 with its mark, GB 18030, Windows-1252', async () => {
    const le = new Uint8Array(
      [...'\uFEFF名,b\n喵,2\n'].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    );
    const be = le.map((_, i) => le[i ^ 1]!);
    for (const size of [64, 1000]) {
      expect(contents(await good(le, {}, size))).toEqual({ 名: ['喵'], b: [2] });
      expect(contents(await good(be, {}, size))).toEqual({ 名: ['喵'], b: [2] });
    }
    const gb = new Uint8Array([0xc3, 0xfb, 0x2c, 0x62, 0x0a, 0xdf, 0xf7, 0x2c, 0x32, 0x0a]);
    expect(contents(await good(gb))).toEqual({ 名: ['喵'], b: [2] });
    // The second byte of a character may be a letter's: its first one stands alone.
    const mixed = new Uint8Array([0x82, 0x48, 0x2c, 0x62, 0x0a, 0xdf, 0xf7, 0x2c, 0x32, 0x0a]);
    expect((await good(mixed)).encoding).toBe('gb18030');
    const latin = new Uint8Array([...bytesOf('n,b\nM'), 0xfc, ...bytesOf('ller,2\n')]);
    const r = await good(latin);
    expect([r.encoding, cells(r.table.columns[0])]).toEqual(['windows-1252', ['Müller']]);
  });
});

describe('what can not be read', () => {
  it.each([
    ['csv.empty', ''],
    ['csv.empty', '\uFEFF'],
    ['csv.empty', ' \n\n\r\n'],
    ['csv.no-rows', 'a,b\n'],
    ['csv.no-rows', 'a,b'],
    ['csv.binary', 'a\u0000b'],
    ['foreign.packed', 'PK\u0003\u0004\u0000\u0000'],
    ['foreign.table', 'PAR1\u0015\u0004'],
    ['csv.too-large', `${'a,'.repeat(3000)}b\n1,2\n`],
  ])('%s', async (code, text) => {
    const r = await read(text, {}, 7);
    expect([r.ok, r.issues[0]?.code]).toEqual([false, code]);
  });
  it('a quotation mark that is never closed costs its row, not the file', async () => {
    for (const size of [50, 1 << 20]) {
      const r = await good(`a,b\n1,2\n"3,4\n${'5,6\n'.repeat(400_000)}`, {}, Math.max(size, 4096));
      expect(r.table.rows).toBe(400_002);
      expect(faults(r)).toEqual([[3, 'quotes', undefined]]);
    }
  });
  it('marks everywhere do not make it slow: they become ordinary characters', async () => {
    const r = await good(`a,b\n${'"x"y,1\n"z,2\n'.repeat(20_000)}`);
    expect(r.table.rows).toBeGreaterThan(10_000);
    expect(badRows(r.table, r.faults).count).toBeGreaterThan(0);
  });
  it('stops when asked to', async () => {
    const abort = new AbortController();
    const seen: number[] = [];
    const r = await read(
      `a\n${'1\n'.repeat(100_000)}`,
      {
        signal: abort.signal,
        onProgress: ({ bytes }) => {
          seen.push(bytes);
          if (seen.length === 3) abort.abort();
        },
      },
      20_000,
    );
    expect(r.issues[0]?.code).toBe('csv.cancelled');
    expect(seen).toEqual([16_400, 36_400, 56_400]);
  });
});

describe('sizes that no table has', () => {
  /** What reading took: readers made, cells given to them, characters gone through. */
  async function workOf(text: string) {
    const work = { readers: 0, cells: 0 };
    let lines: RowReader | undefined;
    const rows = (delimiter: string) => {
      lines = readRows(delimiter);
      return lines;
    };
    const column = (delimiter: string) => {
      work.readers++;
      const reader = readColumn(delimiter);
      const add = (cell: string) => {
        work.cells++;
        reader.add(cell);
      };
      return { ...reader, add };
    };
    const result = await read(text, { rows, column });
    const code = result.ok ? 'ok' : result.issues[0]?.code;
    return { ...work, characters: lines?.scanned() ?? 0, code };
  }

  it.each([
    ['100,000 commas', ','.repeat(1e5), 'csv.too-large'],
    ['1,000,000 commas', ','.repeat(1e6), 'csv.too-large'],
    ['100,000 equal names', 'a,'.repeat(1e5), 'csv.too-large'],
    ['100,000 empty cells in quotes', '"",'.repeat(1e5), 'csv.too-large'],
    ['1,000,000 semicolons', ';'.repeat(1e6), 'csv.too-large'],
    ['1,000,000 tabs below two names', `a\tb\n1\t2\n${'\t'.repeat(1e6)}`, 'ok'],
    ['one cell of 10 MB', 'x'.repeat(1e7), 'ok'],
    ['one quoted cell of 3 MB', `"${'x'.repeat(3e6)}"`, 'ok'],
    ['100,000 empty lines', '\n'.repeat(1e5), 'csv.empty'],
    ['100,000 empty lines below a table', `a,b\n1,2\n${'\n'.repeat(1e5)}`, 'ok'],
    ['1,000,000 quotation marks', '"'.repeat(1e6), 'csv.no-rows'],
    ['100,000 lines of one quotation mark', '"\n'.repeat(1e5), 'csv.empty'],
    ['1,900 names over 10,000 short lines', `${'a,'.repeat(1899)}b\n${'1\n'.repeat(1e4)}`, 'ok'],
  ])('%s: little work, and a table or an issue', async (_, text, code) => {
    const work = await workOf(text);
    expect(work.code).toBe(code);
    expect(work.readers).toBeLessThanOrEqual(2000);
    expect(work.cells).toBeLessThanOrEqual(20_000_000);
    expect(work.characters).toBeLessThanOrEqual(50 * text.length + 1e6);
    if (code === 'csv.too-large') expect(work).toMatchObject({ readers: 0, cells: 0 });
  });

  it('a table ends at the row with which it holds more cells than fit', async () => {
    let cells = 0;
    // It counts, and keeps nothing: 64 million cells are some hundred megabytes.
    const column = (delimiter: string) => ({ ...readColumn(delimiter), add: () => void cells++ });
    const most = 64_000_000;
    const text = `${'a,'.repeat(1999)}b\n${'1\n'.repeat(most / 2000 + 10)}`;
    const result = await read(text, { column });
    expect([result.issues[0]?.code, cells]).toEqual(['csv.too-large', most]);
  });

  it('law: few readers and no cell twice, whatever is repeated how often', async () => {
    const part = fc.constantFrom(
      ',',
      ';',
      '\t',
      '|',
      '"',
      '\n',
      '\r\n',
      'a',
      '1',
      '"",',
      '"a\n',
      ' ',
    );
    const repeated = fc.array(fc.tuple(part, fc.constantFrom(1, 2, 300, 30_000)), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(repeated, async (all) => {
        const text = all.map(([what, times]) => what.repeat(times)).join('');
        const work = await workOf(text);
        expect(work.code).toMatch(/^(ok|csv\.)/);
        expect(work.readers).toBeLessThanOrEqual(2000);
        const lines = text.split(/\r\n?|\n/).length + 20;
        expect(work.cells).toBeLessThanOrEqual(lines * work.readers);
        expect(work.characters).toBeLessThanOrEqual(50 * text.length + 1e6);
      }),
      { numRuns: 40 },
    );
  });
});

describe('100,000 rows', () => {
  const rows = 100_000;
  const line = (i: number) => `${i},${(i * 0.37) % 11},${['red', 'green', 'blue'][i % 3]},id-${i}`;
  const text = `n,v,colour,id\n${Array.from({ length: rows }, (_, i) => line(i)).join('\n')}\n`;
  it('all arrive, with rising progress', async () => {
    let last = { bytes: 0, rows: 0 };
    const r = await good(text, {
      onProgress: (p) => {
        expect(p.bytes).toBeGreaterThan(last.bytes);
        expect(p.rows).toBeGreaterThan(last.rows);
        last = p;
      },
    });
    expect(last).toEqual({ bytes: text.length, rows });
    expect(r.table.rows).toBe(rows);
    expect(r.table.columns.map((c) => c.type)).toEqual([
      'number',
      'number',
      'category',
      'category',
    ]);
    expect(r.table.columns[0]?.data[99_999]).toBe(99_999);
    expect(r.table.columns[2]).toMatchObject({ categories: ['blue', 'green', 'red'] });
    expect(badRows(r.table, r.faults).count).toBe(0);
  });
  it('a word late in a long column of numbers is a bad row', async () => {
    const r = await good(`${text}oops,1,red,x\n`);
    expect(faults(r)).toEqual([[rows + 2, 'number', 'n']]);
  });
});

/** What any program may write: quoted as RFC 4180 says. */
const quoted = (cell: string) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const cellText = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('"', ',', '\n', '\r\n', 'a"b', '1', '-2.5', 'x,y', ''),
);

const PADDED = Array<string>(HEAD / 4 - 1).fill('w');
const PADDING = 'w,w\n'.repeat(PADDED.length);

describe('laws', () => {
  it('cells come back as they were written, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cellText, cellText), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, size) => {
          // A word in each row keeps both columns words and no line blank.
          const written = rows.map((row) => row.map((cell) => `w${cell.replace(/\0/g, '')}`));
          const text = `c1,c2\n${PADDING}${written.map((row) => row.map(quoted).join(',')).join('\n')}\n`;
          const r = await good(text, { delimiter: ',' }, size);
          const tidy = (cell: string | undefined) => cell?.replace(/\r\n?/g, '\n').trim();
          expect(contents(r)).toEqual({
            c1: [...PADDED, ...written.map((row) => tidy(row[0]))],
            c2: [...PADDED, ...written.map((row) => tidy(row[1]))],
          });
          expect(badRows(r.table, r.faults).count).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });
  it('any bytes give a table that holds together, or an issue; never an exception', async () => {
    const soup = fc.array(fc.constantFrom(...'ab1.,;"\n\r\t -', '"\n', ',"'), { maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          soup.map((s) => bytesOf(s.join(''))),
        ),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        async (bytes, padded, size) => {
          const whole = padded ? new Uint8Array([...bytesOf(`c,d\n${PADDING}`), ...bytes]) : bytes;
          const r = await read(whole, {}, size);
          if (!r.ok) {
            expect(r.issues[0]?.code).toMatch(/^csv\./);
            return;
          }
          const { table, faults: f } = r.value;
          for (const column of table.columns) {
            expect(column.data).toHaveLength(table.rows);
            if (column.type === 'category')
              expect(column.data.every((c) => c === MISSING || c < column.categories.length)).toBe(
                true,
              );
          }
          const names = table.columns.map((c) => c.name);
          expect(new Set(names).size).toBe(names.length);
          const bad = badRows(table, f, names, 1e9);
          expect(bad.rows).toHaveLength(bad.count);
          const lines = bad.rows.map((b) => b.line);
          expect([...lines].sort((a, b) => a - b)).toEqual(lines);
        },
      ),
      { numRuns: 500 },
    );
  });
  it('the id is the content: the same in any chunks, another for another text', async () => {
    const a = await good('a,b\n1,2\n', {}, 3);
    const b = await good('a,b\n1,2\n');
    const c = await good('a,b\n1,3\n');
    expect(a.table.id).toBe(b.table.id);
    expect(a.table.id).not.toBe(c.table.id);
  });
});
