/** Chainrule's numbers beside PyTorch's, in double precision; make.py wrote the files. */
import { describe, expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/base/fields.ts';
import type { TensorJson } from '../../src/tensor/tensor.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { distance } from '../ir/differences.ts';
import { input, model } from '../vocabulary.ts';
import { type DescentRun, describeDescents } from './descent-runs.ts';
import { describeKinds, type KindCase } from './kind-cases.ts';
import kindCases from './kinds.json';
import optimiserRuns from './optimisers.json';
import { trainer } from './trainer.ts';
import trainingRuns from './training.json';

const KIND_CASES = kindCases as unknown as readonly KindCase[];

describeKinds(KIND_CASES);

test('golden cases cover every kind that computes', () => {
  const covered = new Set(KIND_CASES.map((c) => c.kind));
  for (const name of ['dense', 'neuron', 'step', 'linear', 'sigmoid', 'tanh', 'relu', 'softmax'])
    expect(covered).toContain(name);
  for (const name of ['add', 'multiply', 'concat', 'reshape', 'flatten', 'mse', 'bceWithLogits'])
    expect(covered).toContain(name);
  for (const name of ['crossEntropy', 'perceptronLoss']) expect(covered).toContain(name);
});

describeDescents(optimiserRuns as unknown as readonly DescentRun[]);

describe.each(trainingRuns)('training $name', (run) => {
  const words = run.layers.map(([kind, params]) => ({
    kind: kind as string,
    params: params as unknown as Hyperparameters,
  }));
  const [rows = 1, features = 1] = run.x.shape;
  const document = model(
    input(features, run.y.shape[1]),
    ...words,
    { kind: run.loss, params: {} },
    {
      batchSize: rows,
      optimiser: {
        kind: run.optimiser.kind,
        params: run.optimiser.params as unknown as Hyperparameters,
      },
    },
  );
  const batch = { 'data1.x': run.x.data, 'data1.y': run.y.data };

  test.each([
    { routine: 'train', backend: reference, tolerance: 1e-9 },
    { routine: 'watch', backend: reference, tolerance: 1e-9 },
    { routine: 'train', backend: wasm, tolerance: 2e-4 },
    { routine: 'watch', backend: wasm, tolerance: 2e-4 },
  ] as const)('is the same by $routine on $backend.name', async (how) => {
    const { routine, backend, tolerance } = how;
    const machine = await trainer(document, 1, backend);
    machine.write(run.start as unknown as Record<string, TensorJson>);
    for (const expected of run.steps) {
      machine.step(batch, routine);
      expect(
        distance(
          machine.result((r) => r.cost, routine),
          [expected.cost],
        ),
      ).toBeLessThan(tolerance);
      const weights = machine.weights();
      for (const [name, t] of Object.entries(
        expected.weights as unknown as Record<string, TensorJson>,
      )) {
        expect(distance(weights[name] ?? [], t.data), name).toBeLessThan(tolerance);
        if (routine !== 'watch') continue;
        const g = (expected.gradients as unknown as Record<string, TensorJson>)[name];
        const got = machine.result((r) => r.weightGradients[name], routine);
        expect(distance(got, g?.data ?? []), name).toBeLessThan(tolerance);
      }
    }
  });
});
