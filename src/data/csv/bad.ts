/** Which rows of a file can't be used as they stand, why, and in which line. */
import { type Column, MISSING, type Table } from '../dataset.ts';

export interface BadRow {
  readonly line: number;
  /** cells: too few or too many · quotes: unmatched · missing: an empty cell · number: not a number. */
  readonly reason: 'cells' | 'quotes' | 'missing' | 'number';
  /** For `missing` and `number`. */
  readonly column?: string;
  /** For `number` what stands there, for `cells` how many there are. */
  readonly found?: string;
}

export interface BadRows {
  readonly count: number;
  /** The first of them, in the order of the file. */
  readonly rows: readonly BadRow[];
}

/** What is known of a file besides its table: kept while a person chooses, not stored. */
export interface Faults {
  /** By row, the line where it begins. */
  readonly lines: Uint32Array;
  /** Rows that are bad as a whole. */
  readonly shape: ReadonlyMap<number, BadRow>;
  /** By column, what stands where a number should. */
  readonly unreadable: readonly ReadonlyMap<number, string>[];
}

const missing = (column: Column, row: number): boolean =>
  column.type === 'number' ? Number.isNaN(column.data[row]) : column.data[row] === MISSING;

/** Rows that are bad in one of these columns (all when absent); `limit` of them are listed. */
export function badRows(
  table: Table,
  faults: Faults,
  columns: readonly string[] = table.columns.map((c) => c.name),
  limit = 200,
): BadRows {
  const wanted = new Set(columns);
  const looked = [...table.columns.entries()].filter(([, c]) => wanted.has(c.name));
  const rows: BadRow[] = [];
  let count = 0;
  for (let row = 0; row < table.rows; row++) {
    let bad = faults.shape.get(row);
    for (const [i, column] of bad ? [] : looked) {
      if (!missing(column, row)) continue;
      const line = faults.lines[row]!;
      const found = faults.unreadable[i]?.get(row);
      bad =
        found === undefined
          ? { line, reason: 'missing', column: column.name }
          : { line, reason: 'number', column: column.name, found: found.slice(0, 40) };
      break;
    }
    if (!bad) continue;
    count++;
    if (rows.length < limit) rows.push(bad);
  }
  return { count, rows };
}
