/** Why the network cannot run, for the buttons that would run it. */
import { countOf } from '../base/count.ts';
import { hasErrors } from '../base/issue.ts';
import type { AppState } from './app.ts';
import { noWorker } from './running.ts';

/** Key of the words that say why the network cannot run, or nothing. */
export const cannotRun = (s: AppState): string | undefined => {
  if (noWorker(s.issues)) return undefined;
  if (hasErrors(s.issues)) return 'training.why.problems';
  if (countOf(s.document.nodes) === 0) return 'training.why.empty';
  if (!s.compiled) return 'training.why.compiling';
  return s.status === 'empty' ? 'training.why.problems' : undefined;
};
