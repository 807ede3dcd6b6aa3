/** A cost that stays as it is has not improved: for a schedule that waits for it, and for stopping early. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { RunSettings } from '../../src/document/records.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { data, dense, model, mse, sgd, step } from '../vocabulary.ts';
import { listened } from './line.ts';

/** Nothing comes back through a step function, and a batch is all rows: each step finds the very same cost. */
async function standing(run: Partial<RunSettings>, steps: number) {
  const t = await listened({
    compile,
    makeDataset,
    backends: [reference],
    clock: { now: () => 0 },
  });
  const points = data('moons', { samples: 20, validation: 0.5 });
  const document = model(points, dense(1), step(), mse(), {
    batchSize: 10,
    optimiser: sgd(0.1),
    ...run,
  });
  const { compilation } = await t.engine.load({ document, generation: 1 });
  expect(compilation.issues.filter((i) => i.severity === 'error')).toEqual([]);
  await t.engine.train(steps);
  await t.rest();
  const state = await t.engine.readCheckpoint();
  const stopped = t.events.some((e) => e.type === 'stopped');
  await t.engine.dispose();
  return { training: state?.training, stopped };
}

test.each(['training', 'validation'])('a plateau of the %s cost cuts the rate', async (watch) => {
  const params = { watch, every: 2, patience: 0, threshold: 0, factor: 0.5 };
  const { training } = await standing({ schedule: { kind: 'plateau', params } }, 9);
  const slots = Object.entries(training?.slots ?? {}).find(([name]) => name.startsWith('@'))?.[1];
  // The first check has nothing to be worse than; the other three find no improvement.
  expect(slots?.cuts?.data[0]).toBe(3);
});

test('training stops early once patience is over', async () => {
  const stop = { kind: 'early', params: { every: 1, patience: 3, delta: 0 } };
  expect(await standing({ stop }, 3)).toMatchObject({ stopped: false });
  expect(await standing({ stop }, 9)).toMatchObject({ stopped: true, training: { step: 4 } });
});
