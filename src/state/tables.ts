/** People's own tables as the page sees them: read, keep, list, delete. The numbers stay in workers. */
export type { BadRow, BadRows } from '../data/csv/bad.ts';
export type { CsvProgress } from '../data/csv/read.ts';
export type { ColumnSummary, CsvSummary } from '../data/csv/summary.ts';
export { openTables, type StoredTables, type TableInfo } from '../data/tables.ts';
export { openReader, type Reader } from './reader.ts';
