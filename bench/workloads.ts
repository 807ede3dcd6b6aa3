/**
 * The workloads: documents, drawn with the same pen as the samples, and what is asked of us on each. A
 * contestant is told the network of the document (job.ts) and nothing else, and Chainrule is handed the
 * document itself, so that no kernel can be written for a workload.
 */
import type { Document } from '../src/document/records.ts';
import { draw } from '../src/samples/build.ts';

export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly document: Document;
  /** The peer that was fastest in the browser when this was written: who runs in `--quick`. */
  readonly rival: 'tfjs-cpu' | 'tfjs-wasm' | 'jax-wasm';
  /** How many times as fast as the best browser peer on one thread we want to be. */
  readonly times: number;
  /** The same beside PyTorch on one thread. */
  readonly timesNative?: number;
  /** How many times ours on one thread ours on two is to be. */
  readonly timesThreads?: number;
}

type Piece = readonly [kind: string, params?: Readonly<Record<string, unknown>>];

/** Numbers that no generator makes: a table's columns, whose rows the bench fills. */
const table = (inputs: number) => ({
  dataset: 'csv',
  table: 'bench',
  inputs: Array.from({ length: inputs }, (_, i) => `x${i + 1}`),
  target: 'y',
});
export const regression = (inputs: number) => ({ ...table(inputs), targetType: 'number' });
const classes = (inputs: number, count: number) => ({
  ...table(inputs),
  targetType: 'class',
  classes: Array.from({ length: count }, (_, i) => `${i}`),
});
/** 1×28×28 in ten classes. */
const digits = { dataset: 'digits', samples: 2000 };

const sgd = (lr: number) => ({ kind: 'sgd', params: { lr } });
const adam = { kind: 'adam', params: { lr: 0.001 } };

export const dense = (units: number): Piece => ['dense', { units }];
const conv = (filters: number): Piece => ['conv2d', { filters, kernel: [3], padding: 'same' }];
const pool: Piece = ['maxPool2d', { kernel: [2], stride: [2] }];

/** One row of nodes from the data to the loss. */
export function chain(
  name: string,
  data: Readonly<Record<string, unknown>>,
  pieces: readonly Piece[],
  loss: 'mse' | 'crossEntropy' | undefined,
  run: { readonly batchSize: number; readonly optimiser: Document['run']['optimiser'] },
): Document {
  return draw(name, { seed: 1, ...run }, (pen) => {
    const source = pen.node('data', data);
    const out = pen.chain(`${source}.x`, ...pieces);
    if (!loss) return;
    const end = pen.node(loss);
    pen.wire(out, `${end}.prediction`);
    pen.wire(`${source}.y`, `${end}.target`);
  });
}

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'A',
    title: 'XOR 2-8-1 tanh, MSE, batch 4, SGD',
    document: chain('A', regression(2), [dense(8), ['tanh'], dense(1)], 'mse', {
      batchSize: 4,
      optimiser: sgd(0.1),
    }),
    rival: 'tfjs-cpu',
    times: 500,
  },
  {
    name: 'B',
    title: '2-8-8-1 tanh, MSE, batch 10, SGD',
    document: chain('B', regression(2), [dense(8), ['tanh'], dense(8), ['tanh'], dense(1)], 'mse', {
      batchSize: 10,
      optimiser: sgd(0.03),
    }),
    rival: 'tfjs-cpu',
    times: 200,
  },
  {
    name: 'C',
    title: '784-128-10 ReLU, softmax CE, batch 32, Adam',
    document: chain('C', digits, [['flatten'], dense(128), ['relu'], dense(10)], 'crossEntropy', {
      batchSize: 32,
      optimiser: adam,
    }),
    rival: 'jax-wasm',
    times: 3.5,
    timesNative: 1.3,
  },
  {
    name: 'C2',
    title: '784-512-512-10 ReLU, softmax CE, batch 128, Adam',
    document: chain(
      'C2',
      digits,
      [['flatten'], dense(512), ['relu'], dense(512), ['relu'], dense(10)],
      'crossEntropy',
      { batchSize: 128, optimiser: adam },
    ),
    rival: 'jax-wasm',
    times: 1.9,
    timesNative: 0.65,
    timesThreads: 1.6,
  },
  {
    name: 'D',
    title: '28×28×1: conv 3×3×8, pool, conv 3×3×16, pool, dense 10; batch 32, Adam',
    document: chain(
      'D',
      digits,
      [conv(8), ['relu'], pool, conv(16), ['relu'], pool, ['flatten'], dense(10)],
      'crossEntropy',
      { batchSize: 32, optimiser: adam },
    ),
    rival: 'tfjs-wasm',
    times: 50,
    timesNative: 2,
  },
  {
    name: 'D2',
    title: '32×32×3: conv 32, conv 32, pool, conv 64, pool, dense 128, dense 10; batch 32, Adam',
    document: chain(
      'D2',
      classes(3 * 32 * 32, 10),
      [
        ['reshape', { shape: [3, 32, 32] }],
        ...[conv(32), ['relu'], conv(32), ['relu'], pool, conv(64), ['relu'], pool],
        ...[['flatten'], dense(128), ['relu'], dense(10)],
      ] as readonly Piece[],
      'crossEntropy',
      { batchSize: 32, optimiser: adam },
    ),
    rival: 'tfjs-wasm',
    times: 15,
    timesNative: 0.7,
    timesThreads: 1.6,
  },
  {
    name: 'E',
    title: 'LSTM 64, 16 features, 32 steps, dense 1, MSE, batch 16, Adam',
    document: chain(
      'E',
      regression(32 * 16),
      [['reshape', { shape: [32, 16] }], ['lstm', { units: 64, gives: 'last' }], dense(1)],
      'mse',
      { batchSize: 16, optimiser: adam },
    ),
    rival: 'jax-wasm',
    times: 10,
    timesNative: 3,
  },
  {
    name: 'F',
    title: '784-256-BN-ReLU-256-BN-ReLU-10, softmax CE, batch 64, Adam',
    document: chain(
      'F',
      digits,
      [
        ...[['flatten'], dense(256), ['batchNorm'], ['relu']],
        ...[dense(256), ['batchNorm'], ['relu'], dense(10)],
      ] as readonly Piece[],
      'crossEntropy',
      { batchSize: 64, optimiser: adam },
    ),
    rival: 'jax-wasm',
    times: 2.5,
    timesNative: 1.1,
  },
];
