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
    issue(
      'data.storage',
      {
        en: 'The table could not be stored or read back: {reason}.',
        zh: '无法存取这张表：{reason}。',
      },
      {
        args: { reason: error instanceof Error ? error.message : String(error) },
      },
    );

  return {
    async read(file, name, options, onProgress) {
      abort.abort();
      abort = new AbortController();
      const { signal } = abort;
      held = undefined;
      try {
        const result = await readCsv(name, chunksOf(file), { ...options, signal, onProgress });
        if (!result.ok) return result;
        if (signal.aborted)
          return fail(issue('csv.cancelled', { en: 'Reading was cancelled.', zh: '已取消读取。' }));
        held = result.value;
        return ok(summarise(held), result.issues);
      } catch (error) {
        // A file that was moved, or a disk that was taken out, while it was read.
        return fail(
          issue(
            'csv.unreadable',
            { en: '{name} could not be read: {reason}.', zh: '无法读取 {name}：{reason}。' },
            {
              args: { name, reason: error instanceof Error ? error.message : String(error) },
            },
          ),
        );
      }
    },
    async open(id) {
      try {
        held = await tables.reading(id);
        return held
          ? ok(summarise(held))
          : fail(
              issue('data.table-missing', {
                en: 'The table is not stored on this machine.',
                zh: '这台机器上没有存放这张表，请重新选择 CSV 文件。',
              }),
            );
      } catch (error) {
        return fail(storage(error));
      }
    },
    cancel: () => abort.abort(),
    bad: async (columns) =>
      held ? badRows(held.table, held.faults, columns) : { count: 0, rows: [] },
    async keep() {
      if (!held)
        return fail(issue('csv.nothing', { en: 'No file has been read.', zh: '还没有读取文件。' }));
      try {
        return ok(await tables.put(held, now()));
      } catch (error) {
        return fail(storage(error));
      }
    },
  };
}
