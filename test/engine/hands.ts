/** Threads that help with training, as Node has them, and a network whose kernels they can share. */
import { Worker } from 'node:worker_threads';
import { afterAll } from 'vitest';
import type { Call, Hand } from '../../workers/backends/wasm/crew.ts';
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

/** All that this file's tests have hired; they end with it. */
export const hired: Worker[] = [];
afterAll(() => Promise.all(hired.map((h) => h.terminate())));

/** @param workerData what the code of that thread knows beside what it is sent */
export function hire(code = SERVES, workerData?: number): Hand {
  const worker = new Worker(code, { eval: true, workerData });
  worker.unref();
  hired.push(worker);
  return {
    begun: new Promise((resolve) => void worker.once('online', resolve)),
    lost: false,
    postMessage: (call: Call) => worker.postMessage(call),
    dismiss: () => void worker.terminate(),
  };
}
