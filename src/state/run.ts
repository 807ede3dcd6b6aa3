/** A run of the open project as the page has it, and what of all of them is kept. */
import type { Document } from '../document/records.ts';
import { bytesOfRun, type RunFacts } from '../document/runs.ts';

/** What a project's runs may take, states included. */
export const RUN_BUDGET = 64 * 2 ** 20;
/** So many are kept of a project. */
export const MOST_RUNS = 200;
/** A run as the page has it: its document, or the text of it. */
export interface Run extends RunFacts {
  readonly document?: Document;
  readonly text?: string;
}

export type RunView = Partial<Pick<Run, 'title' | 'starred' | 'hidden'>>;
export const bytesOfRuns = (runs: readonly Run[]): number =>
  runs.reduce((n, run) => n + bytesOfRun(run) + run.stateBytes, 0);

/** What has to go for the newest to be kept: states of the oldest first, then runs; none that has a star. */
export function beyondBudget(
  runs: readonly Run[],
  open: string,
  budget = RUN_BUDGET,
): { readonly states: readonly string[]; readonly runs: readonly string[] } {
  const free = runs.filter((run) => run.id !== open && !run.starred);
  let bytes = bytesOfRuns(runs);
  let count = runs.length;
  const [states, gone]: [string[], string[]] = [[], []];
  for (const { id, stateBytes } of free) {
    if (bytes <= budget) break;
    if (!stateBytes) continue;
    states.push(id);
    bytes -= stateBytes;
  }
  for (const run of free) {
    if (bytes <= budget && count <= MOST_RUNS) break;
    gone.push(run.id);
    bytes -= bytesOfRun(run) + (states.includes(run.id) ? 0 : run.stateBytes);
    count--;
  }
  return { states: states.filter((id) => !gone.includes(id)), runs: gone };
}
