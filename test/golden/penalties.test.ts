/** L1 and L2 of layers beside PyTorch: loss, cost and objective are three figures; descent.py wrote them. */
import { describe, expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/base/fields.ts';
import type { TensorJson } from '../../src/tensor/tensor.ts';
import { distance } from '../ir/differences.ts';
import { dense, input, model, mse, sgd, tanh } from '../vocabulary.ts';
import runs from './penalties.json';
import { trainer } from './trainer.ts';

type Tensors = Readonly<Record<string, TensorJson>>;

describe.each(runs.map((r) => ({ ...r, title: JSON.stringify(r.penalties) })))('$title', (run) => {
  const [first = {}, second = {}] = run.penalties as unknown as Hyperparameters[];
  const document = model(input(2), dense(3, first), tanh(), dense(1, second), mse(), {
    batchSize: 5,
    optimiser: sgd(run.lr),
  });
  const batch = { 'data1.x': run.x.data, 'data1.y': run.y.data };

  test.each(['train', 'watch'] as const)('is the same by the %s routine', async (routine) => {
    const machine = await trainer(document);
    machine.write(run.start as unknown as Tensors);
    for (const expected of run.steps) {
      machine.step(batch, routine);
      const figure = (of: Parameters<typeof machine.result>[0]) => machine.result(of, routine);
      expect(
        distance(
          figure((r) => r.cost),
          [expected.cost],
        ),
      ).toBeLessThan(1e-10);
      expect(
        distance(
          figure((r) => r.objective),
          [expected.objective],
        ),
      ).toBeLessThan(1e-10);
      const weights = machine.weights();
      for (const [name, t] of Object.entries(expected.weights as unknown as Tensors)) {
        expect(distance(weights[name] ?? [], t.data), name).toBeLessThan(1e-9);
        if (routine !== 'watch') continue;
        const g = (expected.gradients as unknown as Tensors)[name];
        expect(
          distance(
            figure((r) => r.weightGradients[name]),
            g?.data ?? [],
          ),
          name,
        ).toBeLessThan(1e-9);
      }
      if (routine === 'watch') {
        const losses = figure((r) => r.losses.mse1);
        const mean = losses.reduce((a, x) => a + x, 0) / losses.length;
        expect(mean).toBeCloseTo(expected.cost, 10);
        expect(expected.objective).toBeGreaterThan(expected.cost);
      }
    }
  });
});

test('without penalties the cost is all there is to lower', async () => {
  const machine = await trainer(model(input(2), dense(1), mse()));
  expect(() => machine.result((r) => r.objective)).toThrow();
});
