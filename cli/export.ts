/** `export FILE --to pytorch --out DIR`: a folder with which the network goes on elsewhere. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { byFileName } from '../src/base/file-name.ts';
import { issue } from '../src/base/issue.ts';
import { torchFiles } from '../workers/export/torch.ts';
import { type Console, json, refuse, tell } from './console.ts';
import { readDocument, readTensors } from './files.ts';

export interface ExportOptions {
  readonly json?: boolean;
  readonly out: string;
  readonly weights?: string;
}

export async function exportTo(
  file: string,
  options: ExportOptions,
  console: Console,
): Promise<void> {
  const { document, weights } = await readDocument(file, console);
  const own = options.weights === undefined ? {} : await readTensors(options.weights);
  const files = await torchFiles({
    document,
    weights: { ...weights, ...own },
    tables: { get: async () => undefined },
  });
  if (!files.ok) return refuse(...files.issues);
  tell(console, files.issues);
  // Names, never paths: what is written stays in the folder that was asked for.
  const named = byFileName(files.value);
  try {
    await mkdir(options.out, { recursive: true });
    for (const [name, content] of Object.entries(named))
      await writeFile(join(options.out, name), content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    refuse(
      issue(
        'file.write',
        { en: 'Cannot write {file}: {reason}.', zh: '无法写入 {file}：{reason}。' },
        {
          args: { file: options.out, reason },
        },
      ),
    );
  }
  const names = Object.keys(named);
  console.out(
    options.json
      ? json({ out: options.out, files: names })
      : `${options.out}: ${names.join(', ')}\n`,
  );
}
