/**
 * States of runs that were left, for going back to: those that an edit replaced (by the key of what they can be
 * replayed on) and those that Reset or the like threw away (by the name that the page gave).
 * The newest are kept, as many as undo goes back and as fit into the budget.
 */
import { type Checkpoint, tensorsOf } from '../../src/document/checkpoint.ts';
import type { Recording } from './recording.ts';

/** As deep as undo. */
const MOST = 500;
const SHELF_BYTES = 256 * 1024 * 1024;

/** A run as it was left: its state, and what is recorded of the way to it. */
export interface LaidRun {
  readonly checkpoint: Checkpoint;
  readonly recorded?: Recorded | undefined;
}
/** A recording, and the key of what it can be replayed on. */
interface Recorded {
  readonly recording: Recording;
  readonly key: string;
}

export interface Shelf {
  /** Names of what is kept, oldest first. */
  readonly names: readonly string[];
  /** What it takes. */
  readonly bytes: number;
  /** False where it is too large to be kept at all; then nothing else has to go for it. */
  put(name: string, laid: LaidRun): boolean;
  /** What is kept under that name; it stays. */
  see(name: string): LaidRun | undefined;
  /** Takes it off: from now on it lives on in the executor. */
  take(name: string): LaidRun | undefined;
  clear(): void;
}

export const bytesOf = (checkpoint: Checkpoint): number =>
  tensorsOf(checkpoint).reduce((n, { data }) => n + data.byteLength, 0);

export function createShelf(budget = SHELF_BYTES): Shelf {
  const kept = new Map<string, { readonly laid: LaidRun; readonly bytes: number }>();
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
    put(name, { checkpoint, recorded }) {
      drop(name);
      const state = bytesOf(checkpoint);
      if (state > budget) return false;
      const both = state + (recorded?.recording.bytes ?? 0);
      // Without its recording, where that is too much.
      const laid = both <= budget ? { checkpoint, recorded } : { checkpoint };
      const own = both <= budget ? both : state;
      kept.set(name, { laid, bytes: own });
      bytes += own;
      for (const oldest of kept.keys()) {
        if (bytes <= budget && kept.size <= MOST) break;
        drop(oldest);
      }
      return true;
    },
    see: (name) => kept.get(name)?.laid,
    take(name) {
      const found = kept.get(name)?.laid;
      drop(name);
      return found;
    },
    clear() {
      kept.clear();
      bytes = 0;
    },
  };
}
