/**
 * The workloads: a graph file, a batch, and the same network told to the peers layer by layer. Weights
 * and batches are drawn here, once, so that all start from the same numbers and see the same losses.
 */
import { random } from '../src/base/random.ts';

export interface Layer {
  readonly units: number;
  readonly activation: 'tanh' | 'relu' | 'linear';
}
export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly features: number;
  readonly targets: number;
  readonly layers: readonly Layer[];
  readonly loss: 'mse' | 'crossEntropy';
  readonly optimiser: 'sgd' | 'adam';
  readonly lr: number;
  readonly batch: number;
}

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'xor',
    title: 'XOR 2-8-1 tanh, MSE, batch 4, SGD',
    features: 2,
    targets: 1,
    layers: [
      { units: 8, activation: 'tanh' },
      { units: 1, activation: 'linear' },
    ],
    loss: 'mse',
    optimiser: 'sgd',
    lr: 0.1,
    batch: 4,
  },
  {
    name: 'small',
    title: '2-8-8-1 tanh, MSE, batch 10, SGD',
    features: 2,
    targets: 1,
    layers: [
      { units: 8, activation: 'tanh' },
      { units: 8, activation: 'tanh' },
      { units: 1, activation: 'linear' },
    ],
    loss: 'mse',
    optimiser: 'sgd',
    lr: 0.03,
    batch: 10,
  },
  {
    name: 'digits',
    title: '784-128-10 ReLU, softmax CE, batch 32, Adam',
    features: 784,
    targets: 10,
    layers: [
      { units: 128, activation: 'relu' },
      { units: 10, activation: 'linear' },
    ],
    loss: 'crossEntropy',
    optimiser: 'adam',
    lr: 0.001,
    batch: 32,
  },
];

export interface Numbers {
  /** batch × features */
  readonly x: Float32Array;
  /** batch × targets */
  readonly y: Float32Array;
  /** For each layer the weight [out, in] and the bias [out]. */
  readonly weights: readonly { readonly weight: Float32Array; readonly bias: Float32Array }[];
}

export function numbersFor(w: Workload): Numbers {
  const r = random(3, w.name.length);
  const fill = (n: number, make: () => number) => Float32Array.from({ length: n }, make);
  const x = fill(w.batch * w.features, () => r.between(-1, 1));
  const y = new Float32Array(w.batch * w.targets);
  for (let i = 0; i < w.batch; i++)
    if (w.loss === 'mse') y[i] = (x[2 * i] as number) * (x[2 * i + 1] as number) > 0 ? 1 : 0;
    else y[i * w.targets + r.below(w.targets)] = 1;
  let inputs = w.features;
  const weights = w.layers.map(({ units }) => {
    const limit = Math.sqrt(6 / (inputs + units));
    const weight = fill(units * inputs, () => r.between(-limit, limit));
    inputs = units;
    return { weight, bias: new Float32Array(units) };
  });
  return { x, y, weights };
}

/** One window of a measurement. */
export interface Window {
  readonly steps: number;
  readonly seconds: number;
}
/** What a contestant's worker answers; the first loss is that of the first step. */
export interface Contestant {
  prepare(workload: Workload): Promise<void>;
  /** Runs at least this long and says how many steps it made. */
  measure(milliseconds: number): Promise<Window>;
  /** Starts again and gives the losses of the first steps. */
  losses(steps: number): Promise<readonly number[]>;
}
