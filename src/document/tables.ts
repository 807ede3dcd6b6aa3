/**
 * All that goes over every table of a document: patches, the file, the clipboard, limits. A table that is
 * added to `Records` gets its row here and its form in schema.ts, or nothing compiles.
 */
import { sorted } from './print.ts';
import type { EdgeRecord, PortRef, Records, TableName, Tables } from './records.ts';
import type { GraphJson } from './schema.ts';

/** A record as the file writes it. */
type Json<T extends TableName> = GraphJson[T][number];

interface Form<T extends TableName> {
  /** Keys in the order in which they are written. */
  readonly write: (record: Records[T]) => object;
  readonly read: (json: Json<T>) => Records[T];
}

const refText = ({ node, port }: PortRef) => `${node}.${port}`;
function refOf(text: string): PortRef {
  const dot = text.indexOf('.');
  return { node: text.slice(0, dot), port: text.slice(dot + 1) };
}

/** In the order in which the file has them. */
export const TABLES: { readonly [T in TableName]: Form<T> } = {
  nodes: {
    write: ({ id, kind, title, params, shares, position: { x, y } }) => ({
      id,
      kind,
      title,
      params: sorted(params),
      shares,
      position: { x, y },
    }),
    // Values are checked against the kind, as far as it is known (`checkTypes`).
    read: (json) => json as Records['nodes'],
  },
  edges: {
    write: ({ id, source, target }: EdgeRecord) => ({
      id,
      from: refText(source),
      to: refText(target),
    }),
    read: ({ id, from, to }) => ({ id, source: refOf(from), target: refOf(to) }),
  },
  notes: {
    write: ({ id, text, position: { x, y }, size: { width, height } }) => ({
      id,
      text,
      position: { x, y },
      size: { width, height },
    }),
    read: (json) => json,
  },
};

export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

/** A record of any table. */
export type AnyRecord = Records[TableName];

/**
 * One thing for each table. `Wide` is that thing over records of any table, and all that `make` may know;
 * that what it makes of a table is of that table's records is taken on trust here, and nowhere else.
 */
export const eachTable = <Wide, Out extends { readonly [T in TableName]: Wide }>(
  make: (table: TableName) => Wide,
): Out => Object.fromEntries(TABLE_NAMES.map((table) => [table, make(table)])) as Out;

/** The records of each table, as lists. */
export type Lists = { readonly [T in TableName]: readonly Records[T][] };
export const listsOf = (tables: Tables): Lists =>
  eachTable<readonly AnyRecord[], Lists>((table) => Object.values<AnyRecord>(tables[table]));
