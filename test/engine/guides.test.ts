/** Schedules and clipping through the engine: bit-equal runs, exact steps back, edits in between. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { RunSettings } from '../../src/document/records.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { data, dense, draw, mse, sgd, tanh } from '../vocabulary.ts';
import { listened } from './line.ts';

const thing = (kind: string, params = {}) => ({ kind, params });
const document = (run: Partial<RunSettings>) =>
  draw(
    [data('gaussians', { samples: 40 }), dense(3), tanh(), dense(1), mse()],
    [
      'data1.x -> dense1.in',
      'dense1.out -> tanh1.in',
      'tanh1.out -> dense2.in',
      'dense2.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ],
    { batchSize: 8, optimiser: sgd(0.5), ...run },
  );
const GUIDES: Partial<RunSettings> = {
  schedule: thing('warmUp', {
    steps: 3,
    next: thing('plateau', { every: 2, patience: 0, factor: 0.9 }),
  }),
  clip: thing('norm', { maxNorm: 0.1 }),
};
const real = () => listened({ compile, makeDataset, backends: [wasm] });

describe('a scheduled and clipped run', () => {
  test('is the same twice, and steps back to the very same bits', async () => {
    const run = async () => {
      const t = await real();
      const reply = await t.engine.load({ document: document(GUIDES), generation: 1 });
      await t.engine.train(30);
      await t.rest();
      expect(t.troubles()).toEqual([]);
      return { t, reply, weights: await t.engine.readWeights() };
    };
    const [first, second] = [await run(), await run()];
    expect(second.weights).toEqual(first.weights);

    const { engine } = first.t;
    const total = 2 * first.reply.moves.length;
    for (let i = 0; i < total; i++) await engine.stepForward();
    const after = await engine.readWeights();
    expect(after).not.toEqual(first.weights);
    for (let i = 0; i < total; i++) await engine.stepBack();
    expect(await engine.readWeights()).toEqual(first.weights);
    for (let i = 0; i < total; i++) await engine.stepForward();
    expect(await engine.readWeights()).toEqual(after);
  });

  test('a schedule goes on through an edit, as if it had always been there', async () => {
    const cosine = { schedule: thing('cosine', { tMax: 20 }) };
    const weights = async (batchSize: number) => {
      const t = await real();
      await t.engine.load({ document: document(cosine), generation: 1 });
      await t.engine.train(20);
      await t.rest();
      // Step 21 is taken at the lowest rate, which is 0: the weights stay.
      const before = await t.engine.readWeights();
      await t.engine.load({ document: document({ ...cosine, batchSize }), generation: 2 });
      await t.engine.train(1);
      await t.rest();
      return [before, await t.engine.readWeights()];
    };
    const [before, after] = await weights(4);
    expect(after).toEqual(before);
  });
});
