/** What the recurrent samples claim, seen in their numbers. */

import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS, type Results } from '../../src/plan/results.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { size } from '../../src/tensor/shape.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { createEvaluation } from '../../workers/engine/evaluation.ts';
import { createExecutor, type Executor } from '../../workers/engine/executor.ts';

/** The sample on the fast backend, trained for so many steps and then looked at. */
async function trained(id: string, steps: number): Promise<Executor> {
  const { document } = sampleOf(id)!;
  const { plan, sources } = compile(document);
  if (!plan) throw new Error('no plan');
  const datasets = new Map<string, Dataset>();
  for (const { node, params } of sources) {
    const made = await makeDataset(params, { get: async () => undefined });
    if (!made.ok) throw new Error(sentenceOf(made.issues[0]!));
    datasets.set(node, made.value);
  }
  const m = await createExecutor(wasm, plan, datasets, document.run.seed);
  await m.initialise();
  for (let i = 0; i < steps; i++) await m.trainSteps(1);
  m.watchNext();
  return m;
}

const watched = async (m: Executor, of: (results: Results<TensorRef>) => TensorRef | undefined) => {
  const ref = of(m.plan.routines.watch?.results ?? NO_RESULTS);
  if (!ref) throw new Error('watch has no such result');
  return { shape: ref.shape, data: await m.read(ref) };
};
const mean = async (m: Executor, loss: string): Promise<number> => {
  const { data } = await watched(m, (r) => r.losses[loss]);
  return Array.from(data).reduce((n, x) => n + x, 0) / data.length;
};
/** The L2 norm of the state's gradient at one time step. */
const gradientAt = async (m: Executor, node: string, step: number): Promise<number> => {
  const { shape, data } = await watched(m, (r) => r.intermediateGradients[node]?.h_l0);
  const row = size(shape.slice(1));
  return Math.hypot(...data.subarray(step * row, (step + 1) * row));
};

test('an RNN learns to echo', async () => {
  expect(await mean(await trained('echo', 400), 'mse1')).toBeLessThan(0.01);
});

test('a GRU tells the next value of a sine, late places better than the first', async () => {
  const m = await trained('sineNext', 400);
  const output = await watched(m, (r) => r.outputs.dense1?.out);
  const target = await watched(m, (r) => r.outputs.data1?.y);
  const [batch = 1, steps = 1] = output.shape;
  const off = (step: number) => {
    let sum = 0;
    for (let b = 0; b < batch; b++)
      sum += (output.data[b * steps + step]! - target.data[b * steps + step]!) ** 2;
    return sum / batch;
  };
  expect(off(steps - 1)).toBeLessThan(0.01);
  expect(off(0)).toBeGreaterThan(10 * off(steps - 1));
});

test('an LSTM tells nine of ten characters, of the end that it never saw as well', async () => {
  const m = await trained('charactersLstm', 300);
  const evaluation = createEvaluation(m);
  let metrics = await evaluation.advance(false);
  while (!metrics) metrics = await evaluation.advance(false);
  expect(metrics.accuracy).toBeGreaterThan(0.88);
  expect(metrics.validationAccuracy).toBeGreaterThan(0.88);
});

describe('adding two marked numbers of forty', () => {
  test('GRU and LSTM find it, the RNN stays where saying 1 leaves it', async () => {
    const m = await trained('adding', 600);
    const last = 39;
    expect(await mean(m, 'mse1')).toBeGreaterThan(0.1);
    expect(await mean(m, 'mse2')).toBeLessThan(0.02);
    expect(await mean(m, 'mse3')).toBeLessThan(0.02);
    // Why: how much of the last step's gradient is left at the first.
    const reach = async (node: string) =>
      (await gradientAt(m, node, 0)) / (await gradientAt(m, node, last));
    expect(await reach('lstm1')).toBeGreaterThan(0.02);
    expect(await reach('gru1')).toBeGreaterThan(await reach('rnn1'));
    expect(await reach('rnn1')).toBeLessThan(0.02);
  });
});
