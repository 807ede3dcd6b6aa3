/** Threads of Node that help with large kernels; they end with the process. */
import { Worker } from 'node:worker_threads';
import { Crew, type Hand } from '../workers/backends/wasm/crew.ts';

// A worker does not inherit what lets this one read TypeScript: the same as `serve` in crew.ts.
const HAND = `
require('node:worker_threads').parentPort.on('message', ({ module, memory }) =>
  new WebAssembly.Instance(module, { env: { memory } }).exports.serve());`;

function hire(): Hand {
  const hand = new Worker(HAND, { eval: true });
  hand.unref();
  let lost = false;
  hand.once('exit', () => {
    lost = true;
  });
  hand.on('error', () => {
    lost = true;
  });
  const begun = new Promise((resolve) => void hand.once('online', resolve).once('error', resolve));
  return {
    begun,
    get lost() {
      return lost;
    },
    postMessage: (call) => hand.postMessage(call),
    dismiss: () => void hand.terminate(),
  };
}

/** @param threads all together; the one that trains is one of them. */
export const crewOf = (threads: number): Crew | undefined =>
  threads > 1 ? new Crew(threads - 1, hire) : undefined;
