/**
 * Text to rows of cells, chunk by chunk: the grammar of RFC 4180 and what programs write in its name,
 * line numbers, and a way on after a quotation mark that is never closed.
 */

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
  /** Characters gone through so far, those that were looked at twice counted twice. */
  scanned(): number;
}

/** A row longer than this has a quotation mark that was never closed. */
const LONGEST_ROW = 1 << 20;
/** After so many of them, quotation marks are taken as ordinary characters in this file. */
const MOST_OPEN_QUOTES = 20;

const QUOTE = '"';
const BLANK = /\s/;

interface Found {
  readonly cells: readonly string[];
  /** Behind its line end. */
  readonly end: number;
  /** A mark stands where none may, or is never closed. */
  readonly badQuotes: boolean;
  /** Its last cell has a mark that is not closed before the text ends. */
  readonly open: boolean;
}

/**
 * The row that begins at `at`.
 * @param quotes whether quotation marks are more than characters
 * @param last   whether the text ends the file, so that its last row needs no line end
 * @returns nothing where the row goes on behind the text
 */
function rowAt(
  text: string,
  at: number,
  delimiter: string,
  quotes: boolean,
  last: boolean,
): Found | undefined {
  const lineEnd = text.indexOf('\n', at);
  const line = lineEnd < 0 ? text.slice(at) : text.slice(at, lineEnd);
  if (!quotes || !line.includes(QUOTE)) {
    if (lineEnd < 0 && !last) return undefined;
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    return { cells: line.split(delimiter), end, badQuotes: false, open: false };
  }
  const cells: string[] = [];
  let badQuotes = false;
  // Where the line ends that one is in; looked for once a line, however many cells it has.
  let stop = lineEnd < 0 ? text.length : lineEnd;
  for (let begin = at; ; ) {
    let end: number;
    if (begin > stop) {
      const next = text.indexOf('\n', begin);
      stop = next < 0 ? text.length : next;
    }
    if (text[begin] === QUOTE) {
      const closed = closing(text, begin, delimiter);
      badQuotes ||= closed.bad;
      if (closed.mark < 0) {
        if (!last) return undefined;
        cells.push(text.slice(begin + 1));
        return { cells, end: text.length, badQuotes: true, open: true };
      }
      const cell = text.slice(begin + 1, closed.mark);
      cells.push(cell.includes(QUOTE) ? cell.replaceAll('""', QUOTE) : cell);
      end = closed.end;
    } else {
      const found = text.slice(begin, stop).indexOf(delimiter);
      end = found < 0 ? stop : begin + found;
      cells.push(text.slice(begin, end));
    }
    if (end === text.length) return last ? { cells, end, badQuotes, open: false } : undefined;
    if (text[end] === '\n') return { cells, end: end + 1, badQuotes, open: false };
    begin = end + delimiter.length;
  }
}

/**
 * The mark that closes a cell: one with nothing but blanks between it and a delimiter, a line end or the end.
 * Another one is a character of the cell, and bad.
 */
function closing(
  text: string,
  opening: number,
  delimiter: string,
): { readonly mark: number; readonly end: number; readonly bad: boolean } {
  let bad = false;
  for (let from = opening + 1; ; ) {
    const mark = text.indexOf(QUOTE, from);
    if (mark < 0) return { mark, end: text.length, bad };
    if (text[mark + 1] === QUOTE) {
      from = mark + 2;
      continue;
    }
    let end = mark + 1;
    while (!endsCell(text, end, delimiter) && BLANK.test(text[end]!)) end++;
    if (endsCell(text, end, delimiter)) return { mark, end, bad };
    bad = true;
    from = mark + 1;
  }
}

const endsCell = (text: string, at: number, delimiter: string): boolean =>
  at === text.length || text[at] === '\n' || text.startsWith(delimiter, at);

/** What may stand between cells, likeliest first; the last two are ASCII's own record and unit separators. */
const DELIMITERS = [',', '\t', '|', ';', '\u001e', '\u001f'];
/** Rows and characters of the file that a delimiter is guessed by. */
const GUESSED_ROWS = 10;
const GUESSED_TEXT = 65_536;

/** The delimiter that cuts the first rows into the most even numbers of cells; of even ones, into the most. */
export function guessDelimiter(text: string): string {
  const head = text.slice(0, GUESSED_TEXT);
  let best:
    | { readonly delimiter: string; readonly uneven: number; readonly mean: number }
    | undefined;
  for (const delimiter of DELIMITERS) {
    const counts: number[] = [];
    for (let at = 0, n = 0; at < head.length && n < GUESSED_ROWS; n++) {
      const row = rowAt(head, at, delimiter, true, true)!;
      if (row.cells.length > 1 || row.cells[0] !== '') counts.push(row.cells.length);
      at = row.end;
    }
    const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
    const uneven = counts.reduce((sum, n, i) => sum + Math.abs(n - (counts[i - 1] ?? n)), 0);
    if (!(mean > 1.99)) continue;
    if (!best || uneven < best.uneven || (uneven === best.uneven && mean > best.mean))
      best = { delimiter, uneven, mean };
  }
  return best?.delimiter ?? ',';
}

export function readRows(delimiter: string): RowReader {
  let quotes = true;
  let openQuotes = 0;
  let rest = '';
  let line = 1;
  let scanned = 0;

  const take = (cells: readonly string[], badQuotes: boolean, out: Row[]) => {
    const blank = cells.length === 1 && cells[0]!.trim() === '';
    if (!blank) out.push({ cells, line, badQuotes });
    line++;
    for (const cell of cells)
      for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) line++;
  };

  /** All rows that end in what is there. */
  const takeWhole = (out: Row[]) => {
    let at = 0;
    for (let row = rowAt(rest, at, delimiter, quotes, false); row; ) {
      take(row.cells, row.badQuotes, out);
      scanned += row.end - at;
      at = row.end;
      row = rowAt(rest, at, delimiter, quotes, false);
    }
    scanned += rest.length - at;
    rest = rest.slice(at);
  };

  /** Takes the first line as it stands, marked bad, so that only it is lost and not the file. */
  const giveUpLine = (out: Row[]) => {
    const end = rest.indexOf('\n');
    const text = end < 0 ? rest : rest.slice(0, end);
    out.push({ cells: text.split(delimiter), line: line++, badQuotes: true });
    rest = end < 0 ? '' : rest.slice(end + 1);
    if (++openQuotes >= MOST_OPEN_QUOTES) quotes = false;
  };

  const push = (text: string): Row[] => {
    const out: Row[] = [];
    rest += text;
    for (;;) {
      takeWhole(out);
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
        const row = rowAt(rest, 0, delimiter, quotes, true)!;
        scanned += rest.length;
        if (row.open) {
          giveUpLine(out);
          out.push(...push(''));
        } else {
          take(row.cells, row.badQuotes, out);
          rest = rest.slice(row.end);
        }
      }
      return out;
    },
    scanned: () => scanned,
  };
}
