/**
 * A value outside React that several parts of the page share and that changes with each move of a pointer:
 * whoever shows it writes into elements of its own, and no render is made for it.
 */
export interface Cell<T> {
  get(): T;
  /** Tells the listeners where it is another value. */
  set(value: T): void;
  /** Gives the function that ends it. */
  subscribe(listener: () => void): () => void;
}

export function createCell<T>(first: T): Cell<T> {
  const listeners = new Set<() => void>();
  let value = first;
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The training step that is pointed at, in whichever plot: one line stands at it in all of them. */
export const hoveredStep: Cell<number | undefined> = createCell<number | undefined>(undefined);
