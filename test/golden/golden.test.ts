/** Chainrule's numbers beside PyTorch's, in double precision; make.py wrote the files. */
import { describe, expect, test } from 'vitest';
import type { Params } from '../../src/base/fields.ts';
import type { TensorJson } from '../../src/tensor/tensor.ts';
import { distance } from '../ir/differences.ts';
import { input, model } from '../vocabulary.ts';
import { type DescentRun, describeDescents } from './descent-runs.ts';
import { describeKinds, type KindCase, TOLERANCE } from './kind-cases.ts';
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
    params: params as unknown as Params,
  }));
  const [rows = 1, features = 1] = run.x.shape;
  const document = model(
    input(features, run.y.shape[1]),
    ...words,
    { kind: run.loss, params: {} },
    {
      batchSize: rows,
      optimiser: { kind: run.optimiser.kind, params: run.optimiser.params as unknown as Params },
    },
  );
  const batch = { 'data1.x': run.x.data, 'data1.y': run.y.data };

  test.each(['train', 'watch'] as const)('is the same by the %s routine', async (routine) => {
    const machine = await trainer(document);
    machine.write(run.start as unknown as Record<string, TensorJson>);
    for (const expected of run.steps) {
      machine.step(batch, routine);
      expect(distance(machine.result('cost', routine), [expected.cost])).toBeLessThan(TOLERANCE);
      const weights = machine.weights();
      for (const [name, t] of Object.entries(
        expected.weights as unknown as Record<string, TensorJson>,
      )) {
        expect(distance(weights[name] ?? [], t.data), name).toBeLessThan(1e-9);
        if (routine !== 'watch') continue;
        const g = (expected.gradients as unknown as Record<string, TensorJson>)[name];
        const got = machine.result(`weight-gradient:${name}`, routine);
        expect(distance(got, g?.data ?? []), name).toBeLessThan(1e-9);
      }
    }
  });
});
