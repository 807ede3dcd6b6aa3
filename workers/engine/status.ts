/**
 * The engine's status as a reducer: what happened → what is told. Nothing else says which status follows
 * from what; whoever does something says only what it was.
 */
import type { Status } from './protocol.ts';

/** What the status follows from, beside what happens. */
export interface Standing {
  readonly status: Status;
  /** A network is loaded, be it on a backend that broke down. */
  readonly loaded: boolean;
  /** The document has nothing to run: what was loaded before waits for an edit, and is not spoken of. */
  readonly idle: boolean;
}

export const UNLOADED: Standing = { status: 'empty', loaded: false, idle: false };

/** Where what is loaded stands. */
export interface Place {
  /** Training steps done. */
  readonly step: number;
  /** Somebody steps through the next one. */
  readonly begun: boolean;
}

export type StatusEvent =
  /** A network takes the place of what was loaded. `goesOn`: training does, where it was under way. */
  | { readonly type: 'loaded'; readonly at: Place; readonly goesOn: boolean }
  /** The same network is on another instance of a backend. */
  | { readonly type: 'repaired'; readonly at: Place }
  | { readonly type: 'unloaded' }
  /** The document has nothing to run any more. */
  | { readonly type: 'emptied' }
  /** What is loaded is what the document asks for, again. */
  | { readonly type: 'resumed'; readonly at: Place }
  | { readonly type: 'started' }
  /** Training ended, or was to end; of no concern to what stands still. */
  | { readonly type: 'stopped'; readonly at: Place }
  /** It stands still, in a state that may be another: after a reset, a step of the cursor and the like. */
  | { readonly type: 'placed'; readonly at: Place }
  /** Weights were given, which end a failure. */
  | { readonly type: 'mended'; readonly at: Place }
  | { readonly type: 'failed' };

/** Of what stands still. */
const atRest = ({ loaded, idle }: Omit<Standing, 'status'>, { step, begun }: Place): Status =>
  !loaded || idle ? 'empty' : step > 0 || begun ? 'paused' : 'ready';

export function reduceStatus(was: Standing, event: StatusEvent): Standing {
  const rests = (at: Place, change: Partial<Standing> = {}): Standing => {
    const next = { ...was, ...change };
    return { ...next, status: atRest(next, at) };
  };
  switch (event.type) {
    case 'loaded':
      return was.status === 'training' && event.goesOn
        ? { status: 'training', loaded: true, idle: false }
        : rests(event.at, { loaded: true, idle: false });
    case 'repaired':
      return was.status === 'training' ? was : rests(event.at);
    case 'unloaded':
      return { ...UNLOADED, idle: was.idle };
    case 'emptied':
      return { ...was, idle: true, status: 'empty' };
    case 'resumed':
      return was.idle ? rests(event.at, { idle: false }) : was;
    case 'started':
      return was.loaded ? { ...was, status: 'training' } : was;
    case 'stopped':
      return was.status === 'training' ? rests(event.at) : was;
    case 'placed':
      return rests(event.at);
    case 'mended':
      return was.status === 'failed' ? rests(event.at) : was;
    case 'failed':
      return was.loaded ? { ...was, status: 'failed' } : was;
  }
}
