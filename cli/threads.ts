/** A thread pool of Node's worker threads; they end with the process. */
import { Worker } from 'node:worker_threads';
import { ThreadPool, type WorkerThread } from '../workers/backends/wasm/thread-pool.ts';

// A worker does not inherit what lets this one read TypeScript: the same as `serve` in thread-pool.ts.
const WORKER = `
require('node:worker_threads').parentPort.on('message', ({ module, memory }) =>
  new WebAssembly.Instance(module, { env: { memory } }).exports.serve());`;

function spawn(): WorkerThread {
  const worker = new Worker(WORKER, { eval: true });
  worker.unref();
  let lost = false;
  worker.once('exit', () => {
    lost = true;
  });
  worker.on('error', () => {
    lost = true;
  });
  const ready = new Promise(
    (resolve) => void worker.once('online', resolve).once('error', resolve),
  );
  return {
    ready,
    get lost() {
      return lost;
    },
    postMessage: (program) => worker.postMessage(program),
    terminate: () => void worker.terminate(),
  };
}

/** @param threads all together; the one that trains is one of them. */
export const threadPoolOf = (threads: number): ThreadPool | undefined =>
  threads > 1 ? new ThreadPool(threads - 1, spawn) : undefined;
