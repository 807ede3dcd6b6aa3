/** Which two runs are chosen, and whether they are compared: the tools beside the tabs and the list say the same. */
import { useSyncExternalStore } from 'react';
import type { Run } from '../../state/run.ts';
import { type Cell, createCell } from '../kit/cell.ts';
import { useApp } from '../kit/store.tsx';

interface Chosen {
  readonly runs: readonly string[];
  readonly compares: boolean;
}
const NONE: Chosen = { runs: [], compares: false };
const chosen: Cell<Chosen> = createCell<Chosen>(NONE);
/** So many are compared. */
const PAIR = 2;

export function choose(run: string, on: boolean): void {
  const { runs } = chosen.get();
  chosen.set({ runs: [...runs.filter((id) => id !== run), ...(on ? [run] : [])], compares: false });
}
export const compare = (on: boolean): void => chosen.set({ ...chosen.get(), compares: on });

export function useChosen() {
  const runs = useApp((s) => s.runs);
  const { runs: ids, compares } = useSyncExternalStore(chosen.subscribe, chosen.get);
  // Of another project, or deleted, is nothing of what is listed. The older one stands first.
  const there = runs.filter((run) => ids.includes(run.id));
  const [first, second] = there;
  const pair: readonly [Run, Run] | undefined =
    first && second && there.length === PAIR ? [first, second] : undefined;
  return { runs, there, pair, compares: compares && pair !== undefined };
}
