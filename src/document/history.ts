/**
 * Undo and redo: an immutable stack of patches. Selection and view are not in it, only what the
 * document holds.
 */
import { apply, invert, isEmpty, merge, type Patch } from './patch.ts';
import type { Document } from './records.ts';

export interface Entry {
  readonly patch: Patch;
  /** What was done, as a key of the interface's texts: `history.<label>`. */
  readonly label: string;
  /** Edits that follow each other with the same gesture become one entry (a drag, a slider). */
  readonly gesture?: string;
  /**
   * No edit: the state of the run was laid aside under this name (Reset). Undo and redo exchange it with
   * the state of the run that they find; the engine holds both.
   */
  readonly run?: string;
}

export interface History {
  /** Oldest first; the last one is undone next. */
  readonly past: readonly Entry[];
  /** The last one is redone next. */
  readonly future: readonly Entry[];
}

/** How many entries are kept. */
const HISTORY_DEPTH = 500;

export const emptyHistory: History = { past: [], future: [] };

/** Records an edit that was applied. What had been undone is gone; an empty patch is no edit. */
export function record(history: History, entry: Entry): History {
  if (isEmpty(entry.patch) && entry.run === undefined) return history;
  const last = history.past.at(-1);
  const joins =
    entry.gesture !== undefined && last?.gesture === entry.gesture && !history.future.length;
  if (joins) {
    const patch = merge(last.patch, entry.patch);
    const earlier = history.past.slice(0, -1);
    return { past: isEmpty(patch) ? earlier : [...earlier, { ...last, patch }], future: [] };
  }
  return { past: [...history.past, entry].slice(-HISTORY_DEPTH), future: [] };
}

/** Ends a gesture: what follows is an entry of its own, even under the same name. */
export function endGesture(history: History): History {
  const last = history.past.at(-1);
  if (last?.gesture === undefined) return history;
  const { gesture: _, ...entry } = last;
  return { ...history, past: [...history.past.slice(0, -1), entry] };
}

export interface Moved {
  readonly history: History;
  readonly document: Document;
  readonly entry: Entry;
}

export function undo(history: History, document: Document): Moved | undefined {
  const entry = history.past.at(-1);
  if (!entry) return undefined;
  return {
    document: apply(document, invert(entry.patch)),
    entry,
    history: { past: history.past.slice(0, -1), future: [...history.future, entry] },
  };
}

export function redo(history: History, document: Document): Moved | undefined {
  const entry = history.future.at(-1);
  if (!entry) return undefined;
  return {
    document: apply(document, entry.patch),
    entry,
    history: { past: [...history.past, entry], future: history.future.slice(0, -1) },
  };
}
