/** What is open as files: the document with or without weights, and the folder for PyTorch. */
import type { Pack } from '../../workers/export/worker.ts';
import type { Clock } from '../base/clock.ts';
import { issue } from '../base/issue.ts';
import type { Checkpoint } from '../document/checkpoint.ts';
import { unsavableWeights } from '../document/codec.ts';
import type { Actions } from './app.ts';
import type { Filing } from './filing.ts';
import type { Change, Get } from './slice.ts';

/** After so long somebody who waits is told what for. */
const SLOW_MS = 700;

export interface ExportOptions {
  /** The present state of the run. */
  readonly state: () => Promise<Checkpoint | undefined>;
  /** Once no edit is waiting to be compiled. */
  readonly settled: () => Promise<void>;
  readonly filing: Filing;
  readonly pack?: Pack;
  readonly clock: Clock;
}

export function createExporting(
  set: Change,
  get: Get,
  options: ExportOptions,
): Pick<Actions, 'exportJson' | 'exportTorch'> {
  let exporting = false;
  return {
    exportJson: async (wanted) => {
      // What is open when it is asked for; another project may be by the time of the answer.
      const { document } = get();
      const state = wanted.weights || wanted.training ? await options.state() : undefined;
      const { weights = {} } = state ?? {};
      const training = wanted.training ? state?.training : undefined;
      for (const left of unsavableWeights(weights, training))
        get().actions.notify({ tone: 'problem', issue: left });
      return options.filing.write(document, { weights, ...(training && { training }) });
    },
    exportTorch: async (folder) => {
      const { pack } = options;
      if (!pack || exporting) return undefined;
      exporting = true;
      // A small network is packed at once; what takes a while says so.
      const told = options.clock.after(SLOW_MS, () =>
        get().actions.notify({ tone: 'info', text: 'files.exporting' }),
      );
      try {
        await options.settled();
        const { document } = get();
        const weights = (await options.state())?.weights ?? {};
        const packed = await pack({ document, weights, folder });
        if (packed.ok) return packed.value;
        set({ fileIssues: packed.issues, dialog: 'exportIssues' });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        set({
          fileIssues: [
            issue(
              'engine.failed',
              { en: '{what} failed: {reason}', zh: '{what} 失败：{reason}' },
              {
                args: { what: { en: 'The export', zh: '导出' }, reason },
              },
            ),
          ],
          dialog: 'exportIssues',
        });
      } finally {
        told();
        exporting = false;
      }
      return undefined;
    },
  };
}
