/** Files of one folder as a zip. Its entries are names: no project can be called out of its folder. */
import { strToU8, zipSync } from 'fflate';
import { byFileName, fileName } from '../../src/base/file-name.ts';

export function zipOf(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(byFileName(files)).map(
    ([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content] as const,
  );
  const inside = Object.fromEntries(entries);
  return zipSync({ [fileName(folder)]: inside }) as Uint8Array<ArrayBuffer>;
}
