/** The page's end of the channel to the data worker. One for each opening of the dialog. */
import { proxy, wrap } from 'comlink';
import { fail, issue, type Result } from '../base/issue.ts';
import type { CsvProgress } from '../data/csv/read.ts';
import type { CsvApi } from '../data/csv/summary.ts';

export interface Reader extends Pick<CsvApi, 'open' | 'bad' | 'keep'> {
  read(
    file: File,
    options: { readonly header?: boolean; readonly delimiter?: string },
    onProgress: (progress: CsvProgress) => void,
  ): ReturnType<CsvApi['read']>;
  cancel(): void;
  close(): void;
}

export function openReader(): Reader {
  const worker = new Worker(new URL('../../workers/data.ts', import.meta.url), { type: 'module' });
  const api = wrap<CsvApi>(worker);
  const died = new Promise<Result<never>>((resolve) => {
    worker.onerror = (event) =>
      resolve(
        fail(
          issue(
            'csv.worker',
            { en: 'The reader of files stopped: {reason}.', zh: '文件读取程序已停止：{reason}。' },
            {
              args: { reason: event.message || { en: 'it could not be started', zh: '无法启动' } },
            },
          ),
        ),
      );
  });
  return {
    read: (file, options, onProgress) =>
      Promise.race([api.read(file, file.name, options, proxy(onProgress)), died]),
    open: (id) => Promise.race([api.open(id), died]),
    bad: async (columns) => await api.bad(columns),
    keep: () => Promise.race([api.keep(), died]),
    cancel: () => void api.cancel(),
    close: () => worker.terminate(),
  };
}
