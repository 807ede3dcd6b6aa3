/** Threads that help with training, as Node has them, and a network whose kernels they can share. */
import { Worker } from 'node:worker_threads';
import { afterAll } from 'vitest';
import type { SharedProgram, WorkerThread } from '../../workers/backends/wasm/thread-pool.ts';
import { data, dense, draw, mse, sgd, tanh } from '../vocabulary.ts';

export const network = draw(
  [data('gaussians', { samples: 256 }), dense(64), tanh(), dense(2), mse()],
  [
    'data1.x -> dense1.in',
    'dense1.out -> tanh1.in',
    'tanh1.out -> dense2.in',
    'dense2.out -> mse1.prediction',
    'data1.x -> mse1.target',
  ],
  { batchSize: 64, optimiser: sgd(0.05) },
);

/** Serves as every thread does. */
export const SERVES = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ module, memory }) =>
  new WebAssembly.Instance(module, { env: { memory } }).exports.serve());`;

/** All that this file's tests have started; they end with it. */
export const spawned: Worker[] = [];
afterAll(() => Promise.all(spawned.map((w) => w.terminate())));

/** @param workerData what the code of that thread knows beside what it is sent */
export function spawn(code = SERVES, workerData?: number): WorkerThread {
  const worker = new Worker(code, { eval: true, workerData });
  worker.unref();
  spawned.push(worker);
  return {
    ready: new Promise((resolve) => void worker.once('online', resolve)),
    lost: false,
    postMessage: (program: SharedProgram) => worker.postMessage(program),
    terminate: () => void worker.terminate(),
  };
}
