/**
 * Sums over the paths as the page asks for them: piece by piece, so that it may stop. What was found holds for
 * the weights and the batch of one step of one document, as a gradient check does.
 */
import type { Session } from '../session/session.ts';
import type { Actions } from './app.ts';
import type { Change, Get } from './slice.ts';

interface PathSums {
  readonly actions: Pick<Actions, 'sumPaths' | 'dropPaths' | 'lightPath'>;
  /** So many training steps are done. */
  readonly stands: (steps: number) => void;
  /** The document or the state of the run is another one. */
  readonly over: () => void;
}

export function createPathSums(
  set: Change,
  get: Get,
  session: Pick<Session, 'engine' | 'generation'>,
  /** Answers nothing where the engine fails, which is told. */
  ask: <T>(call: () => Promise<T>) => Promise<T | undefined>,
  /** Whether there is something to run; else the problems are shown. */
  ready: () => Promise<boolean>,
): PathSums {
  const { engine } = session;
  /** Counts what is asked for: an answer to what was asked before says nothing. */
  let asked = 0;

  function over(): void {
    asked++;
    if (get().pathSum) set({ pathSum: undefined });
  }

  return {
    over,
    stands: (steps) => {
      const step = get().pathSum?.step;
      if (step !== undefined && steps + 1 !== step) over();
    },
    actions: {
      sumPaths: async (of) => {
        if (!(await ready())) return;
        if (get().status === 'training') await ask(() => engine.pause());
        const own = ++asked;
        set({ pathSum: { of, running: true } });
        for (let next: number | undefined; ; ) {
          const reply = await ask(() => engine.sumPaths(of, next));
          if (own !== asked) return;
          if (!reply || reply.generation !== session.generation()) return over();
          const { step, batch, sum } = reply;
          next = reply.next;
          set({ pathSum: { of, running: next !== undefined, step, batch, ...(sum && { sum }) } });
          if (next === undefined) return;
        }
      },
      dropPaths: over,
      lightPath: (lit) => {
        const { pathSum } = get();
        if (!pathSum || pathSum.lit === lit) return;
        const { lit: _, ...others } = pathSum;
        set({ pathSum: { ...others, ...(lit !== undefined && { lit }) } });
      },
    },
  };
}
