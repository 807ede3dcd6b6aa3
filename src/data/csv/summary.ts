/** What the page is told of a file that was read: enough to choose from, never the rows themselves. */
import type { Result } from '../../base/issue.ts';
import { type Column, MISSING } from '../dataset.ts';
import { classesOf, featureNames } from '../pick.ts';
import type { TableInfo } from '../tables.ts';
import type { BadRows } from './bad.ts';
import type { CsvProgress, CsvReading } from './read.ts';

export interface ColumnSummary {
  readonly name: string;
  readonly type: Column['type'];
  /** Cells with nothing usable in them. */
  readonly missing: number;
  /** Of number columns that have any number. */
  readonly range?: readonly [number, number];
  /** What the column's values are called as inputs; absent where they are too many to be inputs. */
  readonly features?: readonly string[];
  /** As a target; absent where there are too many different values. */
  readonly classes?: readonly string[];
}

export interface CsvSummary {
  readonly id: string;
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  readonly header: boolean;
  readonly delimiter: string;
  readonly encoding: string;
  readonly preview: readonly (readonly string[])[];
}

/** Reads, holds what was read, and keeps it when told to. Lives in a worker; see workers/data.ts. */
export interface CsvApi {
  read(
    file: Blob,
    name: string,
    options: { readonly header?: boolean; readonly delimiter?: string },
    onProgress: (progress: CsvProgress) => void,
  ): Promise<Result<CsvSummary>>;
  /** Takes up a table that was kept before. */
  open(id: string): Promise<Result<CsvSummary>>;
  cancel(): void;
  /** Rows that can't be used as they stand when these columns are. */
  bad(columns: readonly string[]): Promise<BadRows>;
  keep(): Promise<Result<TableInfo>>;
}

/** One-hot of more than so many values makes more columns than it explains. */
const MOST_FEATURES = 50;
const MOST_CLASSES = 100;

export function summarise(reading: CsvReading): CsvSummary {
  const { table, header, delimiter, encoding, preview } = reading;
  return {
    id: table.id,
    name: table.name,
    rows: table.rows,
    columns: table.columns.map(columnSummary),
    header,
    delimiter,
    encoding,
    preview,
  };
}

function columnSummary(column: Column): ColumnSummary {
  const classes = classesOf(column, MOST_CLASSES);
  const common = { name: column.name, type: column.type, ...(classes ? { classes } : {}) };
  let missing = 0;
  if (column.type === 'category') {
    for (const code of column.data) if (code === MISSING) missing++;
    const few = column.categories.length <= MOST_FEATURES;
    return { ...common, missing, ...(few ? { features: featureNames(column) } : {}) };
  }
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of column.data) {
    if (Number.isNaN(v)) missing++;
    else {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  }
  return {
    ...common,
    missing,
    features: featureNames(column),
    ...(low <= high ? { range: [low, high] as const } : {}),
  };
}
