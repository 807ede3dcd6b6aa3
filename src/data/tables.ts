/**
 * Where people's own tables are kept: the browser's database, through idb, for page and workers
 * alike. Opened when first needed; whatever fails there rejects, and the caller tells of it.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { CsvReading } from './csv/read.ts';
import type { Table, Tables } from './dataset.ts';

/** What a list shows of a table, without its numbers. */
export interface TableInfo {
  readonly id: string;
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

export interface StoredTables extends Tables {
  /** All that was read, so that columns can be chosen anew without the file. */
  reading(id: string): Promise<CsvReading | undefined>;
  put(reading: CsvReading, savedAt: number): Promise<TableInfo>;
  /** Newest first. */
  list(): Promise<readonly TableInfo[]>;
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}

interface Schema extends DBSchema {
  infos: { key: string; value: TableInfo };
  tables: { key: string; value: Table };
  /** The rest of the reading: faults, preview, how it was written. */
  readings: { key: string; value: Omit<CsvReading, 'table'> };
}

export function openTables(name = 'chainrule-tables'): StoredTables {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const db = () => {
    opened ??= openDB<Schema>(name, 1, {
      upgrade(fresh) {
        for (const store of ['infos', 'tables', 'readings'] as const)
          fresh.createObjectStore(store);
      },
      // A later version in another tab must not wait for this one.
      blocking: () => void close(),
    });
    // What failed may work the next time, once a person made room.
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
  const close = async () => {
    const was = opened;
    opened = undefined;
    (await was)?.close();
  };
  return {
    get: async (id) => (await db()).get('tables', id),
    reading: async (id) => {
      const from = await db();
      const [table, rest] = await Promise.all([from.get('tables', id), from.get('readings', id)]);
      return table && rest ? { ...rest, table } : undefined;
    },
    put: async ({ table, ...rest }, savedAt) => {
      const { id, name, rows, columns } = table;
      const info: TableInfo = { id, name, rows, columns: columns.length, savedAt };
      const tx = (await db()).transaction(['infos', 'tables', 'readings'], 'readwrite');
      await Promise.all([
        tx.objectStore('infos').put(info, id),
        tx.objectStore('tables').put(table, id),
        tx.objectStore('readings').put(rest, id),
        tx.done,
      ]);
      return info;
    },
    list: async () => (await (await db()).getAll('infos')).sort((a, b) => b.savedAt - a.savedAt),
    remove: async (id) => {
      const tx = (await db()).transaction(['infos', 'tables', 'readings'], 'readwrite');
      await Promise.all([
        tx.objectStore('infos').delete(id),
        tx.objectStore('tables').delete(id),
        tx.objectStore('readings').delete(id),
        tx.done,
      ]);
    },
    close,
  };
}
