/** Painting at most once a frame. */
import type { Drawn } from './session.ts';

/** Milliseconds between two frames, of most screens. */
const FRAME = 1_000 / 60;

/** Calls back in the next frame, with the time that it is of. Gives the function that takes that back. */
function soon(body: (time: number) => void): () => void {
  if (typeof requestAnimationFrame === 'function') {
    const id = requestAnimationFrame(body);
    return () => cancelAnimationFrame(id);
  }
  const id = setTimeout(() => body(performance.now()), FRAME);
  return () => clearTimeout(id);
}

/** Callbacks that are called together, at most once an animation frame. */
export function paintOnce() {
  const callbacks = new Set<() => void>();
  const timed = new Set<(drawn: Drawn) => void>();
  let asked: (() => void) | undefined;
  let watching: (() => void) | undefined;

  /** What is painted now holds back the next frame, or the one behind it where others draw it. */
  const watch = (waited: number, time: number) => {
    if (!timed.size) return;
    watching?.();
    watching = soon(() => {
      watching = soon((then) => {
        watching = undefined;
        const held = Math.max(0, then - time - 2 * FRAME);
        for (const callback of timed) callback({ waited, held });
      });
    });
  };
  return {
    ask() {
      if (asked) return;
      const since = performance.now();
      asked = soon((time) => {
        asked = undefined;
        watch(performance.now() - since, time);
        for (const callback of callbacks) callback();
      });
    },
    /** How the frames came in which something was painted, and those behind them. */
    onFrame(callback: (drawn: Drawn) => void) {
      timed.add(callback);
      return () => void timed.delete(callback);
    },
    add(callback: () => void) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    stop() {
      asked?.();
      watching?.();
      asked = undefined;
      watching = undefined;
      callbacks.clear();
      timed.clear();
    },
  };
}
