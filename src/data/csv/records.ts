/**
 * Text to rows of cells, chunk by chunk. The grammar of quotes is papaparse's; here are the seams
 * between chunks, line numbers, and a way on after a quotation mark that is never closed.
 */
import Papa from 'papaparse';

export interface Row {
  readonly cells: readonly string[];
  /** Where it begins in the file, 1 for the first line. */
  readonly line: number;
  /** Its quotation marks do not match. */
  readonly badQuotes: boolean;
}

export interface RowReader {
  readonly delimiter: string;
  push(text: string): Row[];
  end(): Row[];
}

/** A row longer than this has a quotation mark that was never closed. */
const LONGEST_ROW = 1 << 20;
/** After so many of them, quotation marks are taken as ordinary characters in this file. */
const MOST_OPEN_QUOTES = 20;
/** A character that no text has: quoting switched off. */
const NO_QUOTE = '\u0000';

/** papaparse's inner parser, which is exported but not typed. */
interface Parsed {
  readonly data: readonly (readonly string[])[];
  readonly errors: readonly { readonly row?: number; readonly code: string }[];
  readonly meta: { readonly cursor: number };
}

export const guessDelimiter = (text: string): string =>
  Papa.parse(text.slice(0, 65536), { preview: 50, newline: '\n', skipEmptyLines: true }).meta
    .delimiter || ',';

export function readRows(delimiter: string): RowReader {
  let quoteChar = '"';
  let openQuotes = 0;
  let rest = '';
  let line = 1;

  const parse = (text: string, last: boolean): Parsed =>
    new Papa.Parser({ delimiter, newline: '\n', quoteChar }).parse(text, 0, !last) as Parsed;

  const rowsOf = (parsed: Parsed, out: Row[]) => {
    const bad = new Set(parsed.errors.map((e) => e.row));
    for (const [i, cells] of parsed.data.entries()) {
      const blank = cells.length === 1 && cells[0]?.trim() === '';
      if (!blank) out.push({ cells, line, badQuotes: bad.has(i) });
      line++;
      for (const cell of cells)
        for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) line++;
    }
  };

  /** Takes the first line as it stands, marked bad, so that only it is lost and not the file. */
  const giveUpLine = (out: Row[]) => {
    const end = rest.indexOf('\n');
    const text = end < 0 ? rest : rest.slice(0, end);
    out.push({ cells: text.split(delimiter), line: line++, badQuotes: true });
    rest = end < 0 ? '' : rest.slice(end + 1);
    if (++openQuotes >= MOST_OPEN_QUOTES) quoteChar = NO_QUOTE;
  };

  const push = (text: string): Row[] => {
    const out: Row[] = [];
    rest += text;
    for (;;) {
      const parsed = parse(rest, false);
      rowsOf(parsed, out);
      rest = rest.slice(parsed.meta.cursor);
      if (rest.length <= LONGEST_ROW) return out;
      giveUpLine(out);
    }
  };

  return {
    delimiter,
    push,
    end() {
      const out = push('');
      while (rest !== '') {
        const parsed = parse(rest, true);
        const open = parsed.errors.some((e) => e.code === 'MissingQuotes');
        if (open) {
          giveUpLine(out);
          out.push(...push(''));
        } else {
          rowsOf(parsed, out);
          rest = '';
        }
      }
      return out;
    },
  };
}
