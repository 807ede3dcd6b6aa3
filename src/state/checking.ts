/**
 * Gradient checks as the page asks for them: piece by piece, so that it may stop. What was found holds for
 * the weights and the batch of one step of one document: once any of these is another, it is gone.
 */
import type { Session } from '../session/session.ts';
import type { Actions } from './app.ts';
import { begunCheck, goneOn } from './checked.ts';
import type { Change, Get } from './slice.ts';

export interface Checking {
  readonly actions: Pick<Actions, 'checkGradients' | 'stopCheck' | 'dropCheck'>;
  /** So many training steps are done. */
  readonly stands: (steps: number) => void;
  /** The document or the state of the run is another one. */
  readonly over: () => void;
}

export function createChecking(
  set: Change,
  get: Get,
  session: Pick<Session, 'engine' | 'generation'>,
  /** Answers nothing where the engine fails, which is told. */
  ask: <T>(call: () => Promise<T>) => Promise<T | undefined>,
  /** Whether there is something to run; else the problems are shown. */
  ready: () => Promise<boolean>,
): Checking {
  const { engine } = session;
  /** Counts what is asked for: an answer to what was asked before says nothing. */
  let asked = 0;

  function over(): void {
    asked++;
    if (get().checked) set({ checked: undefined });
  }

  return {
    over,
    stands: (steps) => {
      const step = get().checked?.step;
      if (step !== undefined && steps + 1 !== step) over();
    },
    actions: {
      checkGradients: async (scope = {}) => {
        if (!(await ready())) return;
        if (get().status === 'training') await ask(() => engine.pause());
        const own = ++asked;
        set({ checked: begunCheck(scope) });
        for (let next: number | undefined; ; ) {
          const reply = await ask(() => engine.checkGradients(scope, next));
          if (own !== asked) return;
          const { checked } = get();
          if (!reply || !checked || reply.generation !== session.generation()) return over();
          set({ checked: goneOn(checked, reply) });
          next = reply.next;
          if (next === undefined) return;
        }
      },
      stopCheck: () => {
        const { checked } = get();
        if (!checked?.running) return;
        // What was found so far holds.
        asked++;
        set({ checked: checked.checks.length ? { ...checked, running: false } : undefined });
      },
      dropCheck: over,
    },
  };
}
