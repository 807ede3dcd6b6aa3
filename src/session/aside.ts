/**
 * Workers that are asked now and then. Where one cannot be loaded, or dies, whoever asked hears of it, and
 * the next question goes to a new one.
 */
import { type Remote, wrap } from 'comlink';

interface Aside<T> {
  /** Rejects where the worker dies before it answers. */
  ask<R>(question: (remote: Remote<T>) => R): Promise<Awaited<R>>;
  /** Starts it before it is asked. */
  start(): void;
  close(): void;
}

export function aside<T>(spawn: () => Worker): Aside<T> {
  interface Line {
    readonly worker: Worker;
    readonly remote: Remote<T>;
    readonly died: Promise<never>;
  }
  let line: Line | undefined;

  function draw(): Line {
    const worker = spawn();
    const died = new Promise<never>((_, reject) => {
      worker.addEventListener('error', (event) => {
        close();
        // The event of a script that cannot be loaded says nothing.
        reject(new Error(event.message || 'it could not be loaded'));
      });
    });
    // Nobody may be asking.
    died.catch(() => {});
    return { worker, remote: wrap<T>(worker), died };
  }
  function close(): void {
    line?.worker.terminate();
    line = undefined;
  }

  return {
    async ask<R>(question: (remote: Remote<T>) => R): Promise<Awaited<R>> {
      line ??= draw();
      const { remote, died } = line;
      return await Promise.race<Awaited<R>>([Promise.resolve(question(remote)), died]);
    },
    start: () => {
      line ??= draw();
    },
    close,
  };
}
