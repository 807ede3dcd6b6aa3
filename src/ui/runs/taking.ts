/** A run's points as a file. */
import { fileName } from '../../base/file-name.ts';
import { serialise } from '../../document/codec.ts';
import { packed } from '../../document/curve.ts';
import { curveCsv, runJson } from '../../document/run-files.ts';
import type { Run } from '../../state/run.ts';
import { download } from '../commands/transfer.ts';
import { useAppStore } from '../kit/store.tsx';

export function useTakeAlong(): (run: Run, name: string, as: 'csv' | 'json') => Promise<void> {
  const app = useAppStore();
  return async (run, name, as) => {
    const { session, run: open, project, actions } = app.getState();
    const curve = run.id === open ? packed(session.curves()) : run.curve;
    if (!curve) return;
    const file = fileName(`${project.name} ${name}`, `.${as}`);
    if (as === 'csv') {
      download(file, curveCsv(curve));
      return;
    }
    const document = await actions.readRunDocument(run.id);
    if (document) download(file, runJson(name, run, curve, serialise(document)));
  };
}
