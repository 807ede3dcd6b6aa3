/** Starts a thread of the pool, from the training worker. */
import type { WorkerThread } from './backends/wasm/thread-pool.ts';

export function spawnThread(): WorkerThread {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
  let lost = false;
  const ready = new Promise((resolve) => {
    worker.onmessage = resolve;
    // Without it training goes on by itself.
    worker.onerror = (event) => {
      event.preventDefault();
      lost = true;
      resolve(event);
    };
  });
  return {
    ready,
    get lost() {
      return lost;
    },
    postMessage: (program) => worker.postMessage(program),
    terminate: () => worker.terminate(),
  };
}
