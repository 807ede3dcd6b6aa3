/** Moves the cursor to any move of the step, by the two ways that the engine knows: on and back. */
import type { Move } from '../../../plan/plan.ts';
import { useActions, useAppStore } from '../../kit/store.tsx';

export function useGoTo(moves: readonly Move[]): (index: number) => Promise<void> {
  const app = useAppStore();
  const actions = useActions();
  return async (index) => {
    const node = moves[index]?.node;
    if (node === undefined) return;
    const done = () => app.getState().cursor?.done;
    for (let now = done(); now !== undefined && now !== index + 1; ) {
      // A node has one move in each phase: at most four runs lead on to it.
      await (now < index + 1 ? actions.runTo(node) : actions.stepBack());
      const next = done();
      // No headway (trouble in the engine, the run began anew) or past it: leave it there.
      if (next === now || (now < index + 1 && next !== undefined && next > index + 1)) return;
      now = next;
    }
  };
}
