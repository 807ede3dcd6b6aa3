/**
 * A store that follows another: what it holds is what that held at one moment, and every change is
 * passed on at once, but for another document, and for what a large one was compiled to, which come in
 * turn. All that shows a document renders anew then; in one go that is a task of a tenth of a second, part
 * by part it is none that anybody notices.
 */
import type { StoreApi } from 'zustand';
import { isMuch } from '../../document/parcel.ts';
import type { AppState } from '../../state/app.ts';
import type { Turns } from './turns.ts';

/** What shows the document that was there before: those may be told at once. */
const behind = new Set<() => void>();

/** Whether much has to be rendered anew. */
const isOther = (next: AppState, before: AppState): boolean =>
  next.opening !== before.opening || (next.compiled !== before.compiled && isMuch(next.document));

/** Whoever acts, acts on what is there: before a press or a key is heard, every part is told. */
export function catchUp(): void {
  for (const hear of [...behind]) hear();
}

export function following<S extends StoreApi<AppState>>(leader: S, turns: Turns): S {
  type Listener = Parameters<S['subscribe']>[0];
  const listeners = new Set<Listener>();
  let state = leader.getState();
  let leave: (() => void) | undefined;
  /** Ends the turn that is waited for. */
  let over: (() => void) | undefined;

  function stopWaiting(): void {
    over?.();
    over = undefined;
    behind.delete(hear);
  }

  function hear(): void {
    stopWaiting();
    const [before, next] = [state, leader.getState()];
    if (next === before) return;
    state = next;
    for (const listener of [...listeners]) listener(next, before);
  }

  function follow(): void {
    state = leader.getState();
    leave = leader.subscribe((next) => {
      if (over) return;
      if (!isOther(next, state)) return hear();
      over = turns.take(hear);
      behind.add(hear);
    });
  }

  return {
    ...leader,
    // Nobody listens before the first is in place: until then it is the leader's.
    getState: () => (listeners.size > 0 ? state : leader.getState()),
    subscribe: (listener: Listener) => {
      if (listeners.size === 0) follow();
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stopWaiting();
        leave?.();
      };
    },
  };
}
