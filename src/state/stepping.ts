/** Stepping: where the cursor stands within a training step, and the walk through a move's time steps. */
import type { CursorState } from '../../workers/engine/protocol.ts';
import type { Session } from '../session/session.ts';
import type { Actions } from './app.ts';
import type { Change, Get } from './slice.ts';

export type StepActions = Pick<
  Actions,
  'stepForward' | 'stepBack' | 'runTo' | 'leaveStepping' | 'unroll' | 'goToRow'
>;

interface Run {
  readonly engine: Session['engine'];
  /** Answers nothing where the engine fails, which is told. */
  readonly ask: <T>(call: () => Promise<T>) => Promise<T | undefined>;
  /** Whether there is something to run; else the problems are shown. */
  readonly ready: () => Promise<boolean>;
}

export function createStepping(set: Change, get: Get, { engine, ask, ready }: Run): StepActions {
  const moved = (cursor: CursorState | undefined) => {
    if (cursor) set({ cursor, row: 0 });
  };

  async function leaveStepping(): Promise<void> {
    if (get().cursor === undefined) return;
    await ask(() => engine.leaveStepping());
    set({ cursor: undefined });
  }

  /** Where the walk through the time steps of the last move stands; no rows where it is not walked. */
  const walk = () => {
    const { unrolled, row, cursor } = get();
    return { row, rows: unrolled ? (cursor?.move?.rows ?? 0) : 0 };
  };

  async function stepping(call: () => Promise<CursorState | undefined>): Promise<void> {
    if (!(await ready())) return;
    if (get().status === 'training') await ask(() => engine.pause());
    moved(await ask(call));
  }

  return {
    stepForward: async () => {
      const { row, rows } = walk();
      if (row < rows - 1) set({ row: row + 1 });
      else await stepping(() => engine.stepForward());
    },
    stepBack: async () => {
      const { row } = walk();
      if (row > 0) {
        set({ row: row - 1 });
        return;
      }
      const { cursor } = get();
      await stepping(() => engine.stepBack());
      // Into the move before from its end; where there is none the walk stays at its beginning.
      if (get().cursor?.done !== cursor?.done) set({ row: Math.max(0, walk().rows - 1) });
    },
    unroll: (unrolled) => set({ unrolled, row: 0 }),
    goToRow: (row) => {
      const rows = get().cursor?.move?.rows ?? 0;
      set({ unrolled: true, row: Math.max(0, Math.min(rows - 1, row)) });
    },
    runTo: (node) => stepping(() => engine.runTo(node)),
    leaveStepping,
  };
}
