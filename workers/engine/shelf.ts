/**
 * States of runs that were left, for going back to: those of networks that an edit replaced (by the
 * network's fingerprint) and those that Reset or the like threw away (by the name that the page gave).
 * The newest are kept, as many as undo goes back and as fit into the budget.
 */
import { type Checkpoint, tensorsOf } from '../../src/document/checkpoint.ts';

/** As deep as undo. */
const MOST = 500;
export const SHELF_BYTES = 256 * 1024 * 1024;

export interface Shelf {
  /** Names of what is kept, oldest first. */
  readonly names: readonly string[];
  /** What it takes. */
  readonly bytes: number;
  /** False where it is too large to be kept at all; then nothing else has to go for it. */
  put(name: string, checkpoint: Checkpoint): boolean;
  /** Takes it off: from now on it lives on in the executor. */
  take(name: string): Checkpoint | undefined;
  clear(): void;
}

export const bytesOf = (checkpoint: Checkpoint): number =>
  tensorsOf(checkpoint).reduce((n, { data }) => n + data.byteLength, 0);

export function createShelf(budget = SHELF_BYTES): Shelf {
  const kept = new Map<string, { readonly checkpoint: Checkpoint; readonly bytes: number }>();
  let bytes = 0;
  const drop = (name: string) => {
    bytes -= kept.get(name)?.bytes ?? 0;
    kept.delete(name);
  };
  return {
    get names() {
      return [...kept.keys()];
    },
    get bytes() {
      return bytes;
    },
    put(name, checkpoint) {
      drop(name);
      const own = bytesOf(checkpoint);
      if (own > budget) return false;
      kept.set(name, { checkpoint, bytes: own });
      bytes += own;
      for (const oldest of kept.keys()) {
        if (bytes <= budget && kept.size <= MOST) break;
        drop(oldest);
      }
      return true;
    },
    take(name) {
      const found = kept.get(name)?.checkpoint;
      drop(name);
      return found;
    },
    clear() {
      kept.clear();
      bytes = 0;
    },
  };
}
