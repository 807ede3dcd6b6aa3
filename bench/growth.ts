/** Families of documents: how a step's time grows with a network, and how compiling grows with a plan. */
import type { Document } from '../src/document/records.ts';
import { chain, dense } from './workloads.ts';

const digits = { dataset: 'digits', samples: 2000 };
const table = (inputs: number) => ({
  dataset: 'csv',
  table: 'bench',
  inputs: Array.from({ length: inputs }, (_, i) => `x${i + 1}`),
  target: 'y',
  targetType: 'number',
});
const run = (batchSize: number) => ({
  batchSize,
  optimiser: { kind: 'adam', params: { lr: 0.001 } },
});
const repeated = <T>(count: number, make: () => readonly T[]): T[] =>
  Array.from({ length: count }, make).flat();

export interface Family {
  readonly title: string;
  readonly sizes: readonly number[];
  readonly document: (size: number) => Document;
}

export const FAMILIES: readonly Family[] = [
  {
    title: 'width: 784-w-10, batch 32',
    sizes: [16, 64, 256, 1024],
    document: (w) =>
      chain('width', digits, [['flatten'], dense(w), ['relu'], dense(10)], 'crossEntropy', run(32)),
  },
  {
    title: 'depth: so many layers of 64 with tanh, batch 32',
    sizes: [1, 4, 16, 64],
    document: (depth) =>
      chain(
        'depth',
        table(64),
        [...repeated(depth, () => [dense(64), ['tanh'] as const]), dense(1)],
        'mse',
        run(32),
      ),
  },
  {
    title: 'batch: 784-128-10',
    sizes: [1, 8, 64, 512],
    document: (batch) =>
      chain(
        'batch',
        digits,
        [['flatten'], dense(128), ['relu'], dense(10)],
        'crossEntropy',
        run(batch),
      ),
  },
  {
    title: 'time steps: LSTM 64, 16 features, batch 16',
    sizes: [2, 8, 32, 128],
    document: (steps) =>
      chain(
        'steps',
        table(16 * steps),
        [['reshape', { shape: [steps, 16] }], ['lstm', { units: 64, gives: 'last' }], dense(1)],
        'mse',
        run(16),
      ),
  },
];

/** Layers and activations in a row; each pair adds the same number of kernels to a plan. */
export const pairs = (count: number, width = 4, learns = true): Document =>
  chain(
    'pairs',
    table(4),
    [...repeated(count, () => [dense(width), ['tanh'] as const]), dense(1)],
    learns ? 'mse' : undefined,
    run(8),
  );

/** The smallest that learns has 24 kernels: one of ten only runs forward. */
export const ten = (width = 4): Document => pairs(2, width, false);

export const KERNELS = [25, 100, 1000, 10_000] as const;
