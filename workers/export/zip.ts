/** Files of one folder as a zip. Its entries are names: no project can be called out of its folder. */
import { strToU8, zipSync } from 'fflate';
import { byFileName, fileName } from '../../src/base/file-name.ts';

export function zipOf(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Uint8Array<ArrayBuffer> {
  // Written out: a folder given as one would be an entry of its own.
  const inside = fileName(folder);
  const entries = Object.entries(byFileName(files)).map(
    ([name, content]) =>
      [`${inside}/${name}`, typeof content === 'string' ? strToU8(content) : content] as const,
  );
  return zipSync(Object.fromEntries(entries)) as Uint8Array<ArrayBuffer>;
}
