/**
 * A CSV file (RFC 4180 and what programs write in its name) to a table, in one pass over its chunks:
 * memory grows with the columns, not with the text. Knows no browser; whoever calls hands in bytes.
 */

import { hash32 } from '../../base/hash.ts';
import { fail, type Issue, issue, ok, type Result } from '../../base/issue.ts';
import type { Words } from '../../base/words.ts';
import type { Column, Table } from '../dataset.ts';
import { foreignFile } from '../foreign.ts';
import type { BadRow, Faults } from './bad.ts';
import { type ColumnReader, numberIn, readColumn } from './column.ts';
import { guessDelimiter, type Row, type RowReader, readRows } from './records.ts';
import { type Encoding, openText, type TextReader } from './text.ts';

export interface CsvProgress {
  readonly bytes: number;
  readonly rows: number;
}

export interface CsvOptions {
  /** Whether the first row holds names; looked at when absent. */
  readonly header?: boolean;
  /** Guessed when absent. */
  readonly delimiter?: string;
  readonly signal?: AbortSignal;
  /** What takes the text apart, and what gathers the cells of a column; tests count their work. */
  readonly rows?: (delimiter: string) => RowReader;
  readonly column?: (delimiter: string) => ColumnReader;
  readonly onProgress?: (progress: CsvProgress) => void;
}

export interface CsvReading {
  readonly table: Table;
  readonly faults: Faults;
  readonly header: boolean;
  readonly delimiter: string;
  readonly encoding: Encoding;
  /** The first rows as they stand in the file. */
  readonly preview: readonly (readonly string[])[];
}

const PREVIEW = 20;
const HEAD = 16_384;
const MOST_COLUMNS = 2000;
/** 8 bytes each: half a gigabyte of numbers. */
const MOST_CELLS = 64_000_000;

export async function readCsv(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  options: CsvOptions = {},
): Promise<Result<CsvReading>> {
  let text: TextReader | undefined;
  let rows: RowReader | undefined;
  let bytes = 0;
  // Two FNV hashes over the text: the same file has the same id wherever it is read.
  let [h1, h2] = [hash32(name), hash32(name, 0x9747b28c)];
  const sheet = openSheet(options);
  const take = (piece: string, reader: RowReader, last: boolean) => {
    h1 = hash32(piece, h1);
    h2 = hash32(piece, h2);
    return sheet.add(last ? [...reader.push(piece), ...reader.end()] : reader.push(piece));
  };

  for await (const chunk of withHead(chunks)) {
    if (options.signal?.aborted)
      return fail(issue('csv.cancelled', { en: 'Reading was cancelled.', zh: '已取消读取。' }));
    if (!text) {
      const foreign = foreignFile(chunk, name);
      if (foreign) return fail(foreign);
      const opened = openText(chunk);
      if (!opened.ok) return opened;
      text = opened.value;
    }
    bytes += chunk.length;
    const piece = text.push(chunk);
    if (!rows && piece.trim() === '') continue;
    rows ??= sheet.open(piece);
    const refused = take(piece, rows, false);
    if (refused) return fail(refused);
    options.onProgress?.({ bytes, rows: sheet.rows() });
  }
  const tail = text?.end() ?? '';
  if (!rows && tail.trim() === '')
    return fail(issue('csv.empty', { en: 'The file is empty.', zh: '文件是空的。' }));
  rows ??= sheet.open(tail);
  const refused = take(tail, rows, true);
  if (refused) return fail(refused);
  const hex = (h: number) => h.toString(16).padStart(8, '0');
  return sheet.end(name, `${hex(h1)}${hex(h2)}`, text?.encoding ?? 'utf-8');
}

/** Encoding and delimiter are guessed from the first piece: it must be worth a look. */
async function* withHead(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of chunks) {
    if (!head) {
      yield chunk;
      continue;
    }
    const longer: Uint8Array = new Uint8Array(head.length + chunk.length);
    longer.set(head);
    longer.set(chunk, head.length);
    head = longer;
    if (head.length < HEAD) continue;
    yield head;
    head = undefined;
  }
  if (head?.length) yield head;
}

/** Gathers rows into columns once it is known how many there are and what they are called. */
function openSheet(options: CsvOptions) {
  let delimiter = options.delimiter ?? ',';
  let first: Row | undefined;
  let header = options.header;
  let names: string[] | undefined;
  let columns: ColumnReader[] = [];
  let count = 0;
  let lines = new Uint32Array(1024);
  const shape = new Map<number, BadRow>();
  const preview: string[][] = [];

  /** Counted before anything is made: a reader of a column is some kilobytes. */
  const tooLarge = (row: Row): Issue | undefined => {
    if (!names)
      return row.cells.length > MOST_COLUMNS
        ? tooMany({ en: 'columns', zh: '列' }, row.cells.length)
        : undefined;
    return (count + 1) * columns.length > MOST_CELLS
      ? tooMany({ en: 'rows', zh: '行' }, count + 1)
      : undefined;
  };

  const start = (row: Row) => {
    header ??= looksLikeHeader(row, delimiter);
    names = uniqueNames(header ? row.cells : row.cells.map(() => ''));
    columns = names.map(() => (options.column ?? readColumn)(delimiter));
    if (!header) addRow(row);
  };

  const addRow = ({ cells, line, badQuotes }: Row) => {
    if (count === lines.length) {
      const longer = new Uint32Array(count * 2);
      longer.set(lines);
      lines = longer;
    }
    lines[count] = line;
    // A delimiter at the end of each line is a habit of some programs, not a cell.
    const extra = cells.slice(columns.length).some((cell) => cell.trim() !== '');
    if (badQuotes) shape.set(count, { line, reason: 'quotes' });
    else if (cells.length < columns.length || extra)
      shape.set(count, { line, reason: 'cells', found: String(cells.length) });
    if (preview.length < PREVIEW)
      preview.push(cells.slice(0, columns.length).map((cell) => cell.slice(0, 200)));
    for (const [i, column] of columns.entries()) column.add(cells[i] ?? '');
    count++;
  };

  return {
    rows: () => count,
    open(text: string): RowReader {
      delimiter = options.delimiter ?? guessDelimiter(text);
      return (options.rows ?? readRows)(delimiter);
    },
    add(rows: readonly Row[]): Issue | undefined {
      for (const row of rows) {
        const refused = tooLarge(row);
        if (refused) return refused;
        if (names) addRow(row);
        else {
          first = row;
          start(row);
        }
      }
      return undefined;
    },
    end(name: string, hash: string, encoding: Encoding): Result<CsvReading> {
      if (!first || !names)
        return fail(issue('csv.empty', { en: 'The file is empty.', zh: '文件是空的。' }));
      if (count === 0)
        return fail(
          issue('csv.no-rows', {
            en: 'The file has a line of names and no rows below it.',
            zh: '文件只有一行列名，下面没有数据。',
          }),
        );
      const ended = columns.map((column, i) => column.end(names![i]!));
      // Columns that have neither a name nor a value come from delimiters at the end of lines.
      const kept = [...ended.entries()].filter(
        ([i, { column }]) => !(header && isBlank(column) && !first?.cells[i]?.trim()),
      );
      const table: Table = {
        id: `${hash}${header ? '' : 'n'}`,
        name,
        rows: count,
        columns: kept.map(([, { column }]) => column),
        ragged: Uint32Array.from(shape.keys()),
      };
      return ok({
        table,
        faults: {
          lines: lines.slice(0, count),
          shape,
          unreadable: kept.map(([, { unreadable }]) => unreadable),
        },
        header: header === true,
        delimiter,
        encoding,
        preview: preview.map((cells) => kept.map(([i]) => cells[i] ?? '')),
      });
    },
  };
}

const isBlank = (column: Column) =>
  column.type === 'number' && column.data.every((v) => Number.isNaN(v));

const tooMany = (what: Words, found: number) =>
  issue(
    'csv.too-large',
    {
      en: 'The file has more {what} than can be held here ({found}).',
      zh: '文件的 {what} 过多（{found}），超出了可容纳的范围。',
    },
    {
      args: { what, found },
    },
  );

/** Names are words: a first row without any number, each cell filled. */
function looksLikeHeader(row: Row, delimiter: string): boolean {
  const cells = row.cells.map((cell) => cell.trim());
  while (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells.every((cell) => cell !== '' && Number.isNaN(numberIn(cell, delimiter)));
}

function uniqueNames(cells: readonly string[]): string[] {
  const taken = new Set<string>();
  return cells.map((cell, i) => {
    const base = cell.trim().slice(0, 100) || `column ${i + 1}`;
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base} (${n})`;
    taken.add(name);
    return name;
  });
}
