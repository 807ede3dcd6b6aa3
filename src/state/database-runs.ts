/** The database's tables, and runs in it: what is listed of them is one table, their states are another. */
import type { DBSchema, IDBPDatabase } from 'idb';
import { type Checkpoint, tensorsOf } from '../document/checkpoint.ts';
import { isStoredRun, type StoredRun } from '../document/runs.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { RunStorage, StoredProject } from './storage.ts';

export type Tensors = Readonly<Record<string, Tensor>>;
type RunKey = [project: string, run: string];
export interface Schema extends DBSchema {
  projects: { key: string; value: StoredProject };
  /** The run; of older projects without its curve, or weights alone, by name, and numbers as lists. */
  weights: { key: string; value: Partial<Checkpoint<Tensor>> | Tensors };
  runs: { key: RunKey; value: StoredRun };
  ends: { key: RunKey; value: Checkpoint };
}
export type Database = IDBPDatabase<Schema>;
export const RUN_STORES = ['runs', 'ends'] as const;

/** All runs of a project. */
export const runsOf = (project: string) => IDBKeyRange.bound([project], [project, []]);

const byNumber = (runs: readonly StoredRun[]): readonly StoredRun[] =>
  runs.toSorted((a, b) => a.number - b.number);

const isState = (value: Checkpoint | undefined): value is Checkpoint =>
  value !== undefined && tensorsOf(value).every(({ data }) => ArrayBuffer.isView(data));

/** @param use works over the connection of the moment. */
export function runStorage(use: <T>(work: (db: Database) => Promise<T>) => Promise<T>): RunStorage {
  return {
    runs: (project) =>
      use(async (db) => byNumber((await db.getAll('runs', runsOf(project))).filter(isStoredRun))),
    readEnd: (project, run) =>
      use(async (db) => {
        const found = await db.get('ends', [project, run]);
        return isState(found) ? found : undefined;
      }),
    writeRun: (project, run, end) =>
      use(async (db) => {
        const tx = db.transaction(RUN_STORES, 'readwrite');
        // The error of a request is told; the end of the transaction only repeats it.
        tx.done.catch(() => undefined);
        const key: RunKey = [project, run.id];
        await tx.objectStore('runs').put(run, key);
        if (end === 'none') await tx.objectStore('ends').delete(key);
        else if (end) await tx.objectStore('ends').put(end, key);
        await tx.done;
      }),
    removeRun: (project, run) =>
      use(async (db) => {
        const tx = db.transaction(RUN_STORES, 'readwrite');
        const key: RunKey = [project, run];
        await Promise.all([...RUN_STORES.map((s) => tx.objectStore(s).delete(key)), tx.done]);
      }),
    copyRuns: (from, to) =>
      use(async (db) => {
        const tx = db.transaction(RUN_STORES, 'readwrite');
        tx.done.catch(() => undefined);
        for (const name of RUN_STORES) {
          const store = tx.objectStore(name);
          for (const key of await store.getAllKeys(runsOf(from))) {
            const value = await store.get(key);
            if (value) await store.put(value as StoredRun & Checkpoint, [to, key[1]]);
          }
        }
        await tx.done;
      }),
  };
}
