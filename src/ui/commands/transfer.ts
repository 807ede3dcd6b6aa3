/** Files in and out of the browser: the chooser and the download. No parsing. */
import { fileName } from '../../base/file-name.ts';
import { useAppStore } from '../kit/store.tsx';

/** The page's one file field; see FileDrop. */
export const FILE_FIELD = 'import-file';

export const chooseFile = (): void => document.getElementById(FILE_FIELD)?.click();

/** By the ending of a file's name. */
const TYPES = [
  ['.json', 'application/json'],
  ['.zip', 'application/zip'],
  ['.csv', 'text/csv'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
] as const;

export function download(name: string, content: string | Blob | Uint8Array<ArrayBuffer>): void {
  const type = TYPES.find(([ending]) => name.endsWith(ending))?.[1] ?? 'application/octet-stream';
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; until it has, the address must live.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Downloads what is open, with its weights. */
export function useExport(): () => Promise<void> {
  const app = useAppStore();
  return async () => {
    const { actions, document } = app.getState();
    download(fileName(document.name, '.json'), await actions.exportJson({ weights: true }));
  };
}
