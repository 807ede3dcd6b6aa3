/** TensorFlow.js as a contestant, on its cpu or wasm backend: core ops and its own optimisers. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import wasmPlain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { expose } from 'comlink';
import { type Contestant, numbersFor, type Workload } from '../workloads.ts';

const backend = self.name || 'cpu';
let workload: Workload;
let cost: () => tf.Scalar;
let optimiser: tf.Optimizer;
let variables: tf.Variable[] = [];
let tensors: tf.Tensor[] = [];

function start(): void {
  for (const v of [...variables, ...tensors]) v.dispose();
  optimiser?.dispose();
  const { x, y, weights } = numbersFor(workload);
  const input = tf.tensor2d(x, [workload.batch, workload.features]);
  const target = tf.tensor2d(y, [workload.batch, workload.targets]);
  tensors = [input, target];
  let width = workload.features;
  const layers = workload.layers.map(({ units, activation }, i) => {
    const { weight, bias } = weights[i] as (typeof weights)[number];
    const w = tf.variable(tf.tensor2d(weight, [units, width]));
    const b = tf.variable(tf.tensor1d(bias));
    width = units;
    return { w, b, activation };
  });
  variables = layers.flatMap((l) => [l.w, l.b]);
  optimiser =
    workload.optimiser === 'sgd'
      ? tf.train.sgd(workload.lr)
      : tf.train.adam(workload.lr, 0.9, 0.999, 1e-8);
  cost = () => {
    let h: tf.Tensor2D = input;
    for (const { w, b, activation } of layers) {
      const z = tf.add(tf.matMul(h, w, false, true), b) as tf.Tensor2D;
      h = activation === 'tanh' ? tf.tanh(z) : activation === 'relu' ? tf.relu(z) : z;
    }
    if (workload.loss === 'mse') return tf.mean(tf.square(tf.sub(h, target))) as tf.Scalar;
    return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(h)), 1))) as tf.Scalar;
  };
}

const contestant: Contestant = {
  async prepare(w) {
    // One thread, like ours.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (backend === 'wasm')
      setWasmPaths({
        'tfjs-backend-wasm.wasm': wasmPlain,
        'tfjs-backend-wasm-simd.wasm': wasmSimd,
        'tfjs-backend-wasm-threaded-simd.wasm': wasmSimd,
      });
    if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend}`);
    await tf.ready();
    workload = w;
    start();
  },
  async measure(milliseconds) {
    const from = performance.now();
    let steps = 0;
    for (let chunk = 1; performance.now() - from < milliseconds; chunk = Math.min(chunk * 2, 64))
      for (let i = 0; i < chunk; i++, steps++) optimiser.minimize(cost, false, variables);
    // Nothing may be left in a queue: read a weight.
    variables[0]?.dataSync();
    return { steps, seconds: (performance.now() - from) / 1000 };
  },
  async losses(steps) {
    start();
    return Array.from({ length: steps }, () => {
      const c = optimiser.minimize(cost, true, variables);
      const value = c?.dataSync()[0] ?? Number.NaN;
      c?.dispose();
      return value;
    });
  },
};
expose(contestant);
