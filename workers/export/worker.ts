/** Makes the folder for PyTorch away from the page, as a zip. The only thing here is the channel. */
import { expose, transfer } from 'comlink';
import { fail, issue, ok, type Result } from '../../src/base/issue.ts';
import { openTables } from '../../src/data/tables.ts';
import type { Document, Weights } from '../../src/document/records.ts';
import { torchFiles } from './torch.ts';
import { zipOf } from './zip.ts';

interface PackRequest {
  readonly document: Document;
  readonly weights: Weights;
  /** The folder in the zip. */
  readonly folder: string;
}
export type Pack = (request: PackRequest) => Promise<Result<Uint8Array<ArrayBuffer>>>;

const pack: Pack = async ({ document, weights, folder }) => {
  try {
    const files = await torchFiles({ document, weights, tables: openTables() });
    if (!files.ok) return files;
    const zip = zipOf(folder, files.value);
    return transfer(ok(zip, files.issues), [zip.buffer]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(
      issue(
        'engine.failed',
        { en: '{what} failed: {reason}', zh: '{what} 失败：{reason}' },
        {
          args: { what: { en: 'The export', zh: '导出' }, reason },
        },
      ),
    );
  }
};

expose(pack);
