/** Files of the command line, with every failure as an issue. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Issue, issue, type Result } from '../src/base/issue.ts';
import { namesIn, vocabulary } from '../src/catalog/index.ts';
import { FOREIGN_HEAD, foreignFile } from '../src/data/foreign.ts';
import { type Opened, parse, parseTensors } from '../src/document/codec.ts';
import { LIMITS } from '../src/document/limits.ts';
import type { Weights } from '../src/document/records.ts';
import { readSafetensors } from '../src/export/safetensors.ts';
import { withTitlesApart } from '../src/state/titles.ts';
import { type Console, refuse } from './console.ts';

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'reading is not allowed';
  return message;
};

const unreadable = (file: string, reason: string): never =>
  refuse(
    issue(
      'file.read',
      { en: 'Cannot read {file}: {reason}.', zh: '无法读取 {file}：{reason}。' },
      { args: { file, reason } },
    ),
  );

/** The text of a file; one of another kind than text is told by that kind. */
export async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  const foreign = foreignFile(bytes.subarray(0, FOREIGN_HEAD), basename(file));
  if (foreign) return refuse(foreign);
  try {
    return bytes.toString('utf8');
  } catch (error) {
    return unreadable(file, reasonOf(error));
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    // Before it is read: a file may be larger than any string. A character takes up to four bytes.
    const { size } = await stat(file);
    if (size > 4 * LIMITS.text) return unreadable(file, `its ${size} bytes are too many`);
    return await readFile(file);
  } catch (error) {
    return unreadable(file, reasonOf(error));
  }
}

/** Tensors by name, from JSON or safetensors; PyTorch's count of batches is none of ours. */
export async function readTensors(file: string): Promise<Weights> {
  const tensors: Result<Weights> = file.endsWith('.safetensors')
    ? readSafetensors(await readBytes(file))
    : parseTensors(await readText(file));
  if (!tensors.ok) return refuse(...tensors.issues);
  const own = Object.entries(tensors.value).filter(
    ([name]) => !name.endsWith('.num_batches_tracked'),
  );
  return Object.fromEntries(own);
}

export async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    refuse(
      issue(
        'file.write',
        { en: 'Cannot write {file}: {reason}.', zh: '无法写入 {file}：{reason}。' },
        { args: { file, reason } },
      ),
    );
  }
}

/**
 * A document whose nodes are told apart by their titles, as on the page: an issue names one of them.
 * @param console from now on calls nodes by these titles
 * @returns also what of the file could not be taken
 */
export async function readDocument(
  file: string,
  console: Console,
): Promise<Opened & { readonly issues: readonly Issue[] }> {
  const opened = parse(await readText(file), vocabulary);
  if (!opened.ok) return refuse(...opened.issues);
  const document = withTitlesApart(opened.value.document);
  console.nameOf = namesIn(document.nodes);
  return { ...opened.value, document, issues: opened.issues };
}
