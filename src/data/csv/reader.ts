/** Holds one reading at a time between the steps of choosing; the worker exposes it as it is. */
import { fail, type Issue, issue, ok } from '../../base/issue.ts';
import type { StoredTables } from '../tables.ts';
import { badRows } from './bad.ts';
import { type CsvReading, readCsv } from './read.ts';
import { type CsvApi, summarise } from './summary.ts';

const CHUNK = 1 << 20;

async function* chunksOf(file: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += CHUNK)
    yield new Uint8Array(await file.slice(at, at + CHUNK).arrayBuffer());
}

export function createReader(tables: StoredTables, now: () => number): CsvApi {
  let held: CsvReading | undefined;
  let abort = new AbortController();
  const storage = (error: unknown): Issue =>
    issue('data.storage', 'The table could not be stored or read back: {reason}.', {
      args: { reason: error instanceof Error ? error.message : String(error) },
    });

  return {
    async read(file, name, options, onProgress) {
      abort.abort();
      abort = new AbortController();
      const { signal } = abort;
      held = undefined;
      try {
        const result = await readCsv(name, chunksOf(file), { ...options, signal, onProgress });
        if (!result.ok) return result;
        if (signal.aborted) return fail(issue('csv.cancelled', 'Reading was cancelled.'));
        held = result.value;
        return ok(summarise(held), result.issues);
      } catch (error) {
        // A file that was moved, or a disk that was taken out, while it was read.
        return fail(
          issue('csv.unreadable', '{name} could not be read: {reason}.', {
            args: { name, reason: error instanceof Error ? error.message : String(error) },
          }),
        );
      }
    },
    async open(id) {
      try {
        held = await tables.reading(id);
        return held
          ? ok(summarise(held))
          : fail(issue('data.table-missing', 'The table is not stored on this machine.'));
      } catch (error) {
        return fail(storage(error));
      }
    },
    cancel: () => abort.abort(),
    bad: async (columns) =>
      held ? badRows(held.table, held.faults, columns) : { count: 0, rows: [] },
    async keep() {
      if (!held) return fail(issue('csv.nothing', 'No file has been read.'));
      try {
        return ok(await tables.put(held, now()));
      } catch (error) {
        return fail(storage(error));
      }
    },
  };
}
