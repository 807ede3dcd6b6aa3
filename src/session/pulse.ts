/** Whether a worker lives, and when there is a network again. */

/** How a worker that is silent is known, in milliseconds of a page that is awake. */
export interface Patience {
  /** It is asked for a sign of life so often. */
  readonly beat: number;
  /** One that says nothing for so long hangs: more than any kernel takes, which is not interrupted. */
  readonly silence: number;
  /** The same while a document is compiled and its data are made: a walk over all of a large one, and a module. */
  readonly loading: number;
  /** What cannot even be loaded is tried again after so long, and after twice that, and so on. */
  readonly again: number;
}
export const PATIENCE: Patience = { beat: 1_000, silence: 10_000, loading: 15_000, again: 2_000 };

interface Pulse {
  /** It said something. */
  felt(): void;
  stop(): void;
}

/**
 * Asks for signs of life, one at a time. A worker that spins, or closed itself without an event, leaves
 * the question open.
 * @param limit so many milliseconds of silence are borne at present.
 * @param silent called once, when they are over.
 */
export function feelPulse(
  beat: number,
  limit: () => number,
  ask: () => Promise<void>,
  silent: () => void,
): Pulse {
  let silence = 0;
  let last = performance.now();
  let asked = false;
  const timer = setInterval(() => {
    const now = performance.now();
    // A page that slept, or stood still itself, has not waited for anybody meanwhile.
    silence += Math.min(now - last, 2 * beat);
    last = now;
    if (silence >= limit()) {
      clearInterval(timer);
      silent();
    } else if (!asked) {
      asked = true;
      ask().then(
        () => {
          asked = false;
          silence = 0;
        },
        () => {},
      );
    }
  }, beat);
  // In Node a timer must not keep the process alive.
  (timer as { unref?: () => void }).unref?.();
  return {
    felt: () => {
      silence = 0;
    },
    stop: () => clearInterval(timer),
  };
}

/** Once, after so long or as soon as there is a network again. Returns what cancels it. */
export function later(milliseconds: number, body: () => void): () => void {
  const cancel = () => {
    clearTimeout(timer);
    globalThis.removeEventListener?.('online', now);
  };
  const now = () => {
    cancel();
    body();
  };
  const timer = setTimeout(now, milliseconds);
  (timer as { unref?: () => void }).unref?.();
  globalThis.addEventListener?.('online', now);
  return cancel;
}
