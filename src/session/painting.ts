/** Painting at most once a frame. */

/** Callbacks that are called together, at most once an animation frame. */
export function paintOnce() {
  const callbacks = new Set<() => void>();
  const timed = new Set<(milliseconds: number) => void>();
  let asked: (() => void) | undefined;
  const soon = (body: () => void): (() => void) => {
    if (typeof requestAnimationFrame === 'function') {
      const id = requestAnimationFrame(body);
      return () => cancelAnimationFrame(id);
    }
    const id = setTimeout(body, 16);
    return () => clearTimeout(id);
  };
  return {
    ask() {
      if (asked) return;
      const since = performance.now();
      asked = soon(() => {
        asked = undefined;
        for (const callback of timed) callback(performance.now() - since);
        for (const callback of callbacks) callback();
      });
    },
    /** How long each frame took to come. */
    onFrame(callback: (milliseconds: number) => void) {
      timed.add(callback);
      return () => void timed.delete(callback);
    },
    add(callback: () => void) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    stop() {
      asked?.();
      asked = undefined;
      callbacks.clear();
      timed.clear();
    },
  };
}
