/**
 * TensorFlow.js as a contestant, on its cpu or wasm backend, the latter with one thread or with several:
 * core ops in its own order of axes (channels last), gradients and optimisers its own. Padding of dense
 * layers, weights and losses are those of the job.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { type BackendWasm, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import wasmPlain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmThreads from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { expose } from 'comlink';
import { must } from '../../src/base/assert.ts';
import type { Shape } from '../../src/tensor/shape.ts';
import {
  type Contestant,
  type Job,
  type Layer,
  lossesWithin,
  numbersFor,
  stepsWithin,
} from '../job.ts';
import { addFilterGradient, addFilterGradientOfCpu } from './tfjs-filter-gradient.ts';

/**
 * The worker's name says which backend it is to use: cpu, wasm, wasm-threads, or wasm-own, whose gradient of
 * a filter is the cpu backend's kernel.
 */
const [backend = 'cpu', form] = self.name.split('-');
const threads = form === 'threads';
let job: Job;
let cost: () => tf.Scalar;
let optimiser: tf.Optimizer;
/** By the name of the parameter; a running statistic of a norm has none in the job. */
let weights = new Map<string, tf.Variable>();
let tensors: tf.Tensor[] = [];

/** PyTorch's layouts as TensorFlow.js wants them. */
function laidOut(layer: Layer, data: Float32Array, shape: Shape): tf.Tensor {
  const given = tf.tensor(data, [...shape]);
  // [out, in, rows, columns] → [rows, columns, in, out]
  if (layer.kind === 'conv2d' && shape.length === 4) return tf.transpose(given, [2, 3, 1, 0]);
  if (layer.kind === 'lstm' && shape.length === 2) return tf.transpose(given);
  return given;
}

const weight = (layer: Layer, name: string): tf.Variable =>
  must(weights.get(`${layer.id}.${name}`), `${layer.id}.${name}`);

/** [batch, steps, features] → the last state. The products with all inputs are taken at once. */
function lstm(layer: Layer & { kind: 'lstm' }, x: tf.Tensor): tf.Tensor {
  const [batch, steps, features] = x.shape as [number, number, number];
  const byTime = tf.reshape(tf.transpose(x, [1, 0, 2]), [steps * batch, features]);
  const bias = tf.add(weight(layer, 'bias_ih_l0'), weight(layer, 'bias_hh_l0'));
  const given = tf.add(
    tf.matMul(byTime as tf.Tensor2D, weight(layer, 'weight_ih_l0') as tf.Tensor2D),
    bias,
  );
  let h: tf.Tensor = tf.zeros([batch, layer.units]);
  let c: tf.Tensor = h;
  for (const [t, row] of tf.split(given, steps, 0).entries()) {
    const z =
      t === 0
        ? row
        : tf.add(row, tf.matMul(h as tf.Tensor2D, weight(layer, 'weight_hh_l0') as tf.Tensor2D));
    const [i, f, g, o] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const kept = tf.mul(tf.sigmoid(i), tf.tanh(g));
    c = t === 0 ? kept : tf.add(tf.mul(tf.sigmoid(f), c), kept);
    h = tf.mul(tf.sigmoid(o), tf.tanh(c));
  }
  return h;
}

/** Over the batch, with running averages as PyTorch keeps them (the variance over n − 1). */
function batchNorm(layer: Layer & { kind: 'batchNorm' }, x: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, 0);
  const n = x.shape[0] as number;
  const keep = (name: string, now: tf.Tensor) => {
    const running = weight(layer, name);
    running.assign(tf.add(tf.mul(running, 1 - layer.momentum), tf.mul(now, layer.momentum)));
  };
  keep('running_mean', mean);
  keep('running_var', tf.mul(variance, n / (n - 1)));
  const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, layer.eps)));
  return tf.add(tf.mul(normal, weight(layer, 'weight')), weight(layer, 'bias'));
}

function apply(layer: Layer, x: tf.Tensor): tf.Tensor {
  switch (layer.kind) {
    case 'dense': {
      const product = tf.matMul(
        x as tf.Tensor2D,
        weight(layer, 'weight') as tf.Tensor2D,
        false,
        true,
      );
      return tf.add(product, weight(layer, 'bias'));
    }
    case 'relu':
      return tf.relu(x);
    case 'tanh':
      return tf.tanh(x);
    case 'conv2d': {
      const filter = weight(layer, 'weight') as unknown as tf.Tensor4D;
      return tf.add(tf.conv2d(x as tf.Tensor4D, filter, 1, 'same'), weight(layer, 'bias'));
    }
    case 'maxPool2d':
      return tf.maxPool(x as tf.Tensor4D, layer.kernel, layer.kernel, 'valid');
    case 'flatten': {
      // The weights behind it expect channels first.
      const first = x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x;
      return tf.reshape(first, [job.batch, -1]);
    }
    case 'reshape': {
      const shaped = tf.reshape(x, [job.batch, ...layer.shape]);
      return layer.shape.length === 3 ? tf.transpose(shaped, [0, 2, 3, 1]) : shaped;
    }
    case 'batchNorm':
      return batchNorm(layer, x);
    case 'lstm':
      return lstm(layer, x);
  }
}

function start(): void {
  for (const v of [...weights.values(), ...tensors]) v.dispose();
  optimiser?.dispose();
  const numbers = numbersFor(job);
  const shaped = tf.tensor(numbers.x, [job.batch, ...job.input]);
  // Pictures have their channels last before the clock starts.
  const input = shaped.rank === 4 ? tf.transpose(shaped, [0, 2, 3, 1]) : shaped;
  const target = tf.tensor2d(numbers.y, [job.batch, job.targets]);
  tensors = [input, target];
  weights = new Map();
  for (const { name, shape } of job.parameters) {
    const layer = must(
      job.layers.find((l) => name.startsWith(`${l.id}.`)),
      name,
    );
    const data = must(numbers.weights.get(name), name);
    weights.set(name, tf.variable(laidOut(layer, data, shape)));
    if (layer.kind !== 'batchNorm' || !name.endsWith('.weight')) continue;
    weights.set(`${layer.id}.running_mean`, tf.variable(tf.zeros([...shape]), false));
    weights.set(`${layer.id}.running_var`, tf.variable(tf.ones([...shape]), false));
  }
  optimiser =
    job.optimiser === 'sgd' ? tf.train.sgd(job.lr) : tf.train.adam(job.lr, 0.9, 0.999, 1e-8);
  cost = () => {
    let h: tf.Tensor = input;
    for (const layer of job.layers) h = apply(layer, h);
    if (job.loss === 'mse') return tf.mean(tf.square(tf.sub(h, target))) as tf.Scalar;
    return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(h)), 1))) as tf.Scalar;
  };
}

const learned = () => [...weights.values()].filter((v) => v.trainable);

const contestant: Contestant = {
  async prepare(next) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads);
    if (backend === 'wasm') {
      setWasmPaths({
        'tfjs-backend-wasm.wasm': wasmPlain,
        'tfjs-backend-wasm-simd.wasm': wasmSimd,
        'tfjs-backend-wasm-threaded-simd.wasm': wasmThreads,
      });
      if (threads) setThreadsCount(navigator.hardwareConcurrency);
    }
    if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend}`);
    await tf.ready();
    if (backend === 'wasm') (form === 'own' ? addFilterGradientOfCpu : addFilterGradient)();
    job = next;
  },
  start: async () => start(),
  async losses(steps, milliseconds) {
    const all = learned();
    return lossesWithin(steps, milliseconds, () => {
      const c = optimiser.minimize(cost, true, all);
      const value = c?.dataSync()[0] ?? Number.NaN;
      c?.dispose();
      return value;
    });
  },
  async measure(milliseconds) {
    const all = learned();
    return stepsWithin(milliseconds, (count) => {
      for (let i = 0; i < count; i++) optimiser.minimize(cost, false, all);
      // Nothing may be left in a queue: read a weight.
      all[0]?.dataSync();
    });
  },
  memory: async () => {
    if (backend !== 'wasm') return tf.memory().numBytes;
    // Emscripten's view of the whole memory is there and not in the types.
    const { wasm } = tf.backend() as BackendWasm;
    return (wasm as unknown as { readonly HEAPU8: Uint8Array }).HEAPU8.byteLength;
  },
};
expose(contestant);
