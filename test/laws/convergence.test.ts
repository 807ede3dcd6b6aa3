/**
 * What is known to be learnt, and what is known not to be, over several seeds: the figures of the
 * field for XOR on four points and for TensorFlow Playground's sets with its own settings.
 */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { listened } from '../engine/line.ts';
import {
  bceWithLogits,
  data,
  dense,
  model,
  mse,
  relu,
  sgd,
  tanh,
  type Word,
} from '../vocabulary.ts';

async function trained(document: Document, seed: number, steps: number) {
  const t = await listened({ compile, makeDataset, backends: [wasm] });
  await t.engine.load({ document: { ...document, run: { ...document.run, seed } }, generation: 1 });
  await t.engine.train(steps);
  await t.rest();
  await t.told();
  const last = t.points().at(-1);
  await t.engine.dispose();
  return {
    loss: last?.cost ?? Number.NaN,
    accuracy: last?.accuracy ?? 0,
    test: last?.validationCost ?? Number.NaN,
  };
}

/** For how many seeds this holds. */
async function count(
  document: Document,
  seeds: number,
  steps: number,
  holds: (end: Awaited<ReturnType<typeof trained>>) => boolean,
): Promise<number> {
  let n = 0;
  for (let seed = 1; seed <= seeds; seed++) if (holds(await trained(document, seed, steps))) n++;
  return n;
}

describe('XOR on four points, full batch, rate 0.5, 1,000 epochs', () => {
  const xor = (...hidden: Word[]) =>
    model(data('xor-points'), ...hidden, dense(1), bceWithLogits(), {
      batchSize: 4,
      optimiser: sgd(0.5),
    });
  const solved = ({ accuracy, loss }: { accuracy: number; loss: number }) =>
    accuracy === 1 && loss < 0.3;

  test('eight tanh units solve it from every start', async () => {
    expect(await count(xor(dense(8), tanh()), 20, 1000, solved)).toBe(20);
  });
  test('two ReLU units solve it from some starts only', async () => {
    const n = await count(xor(dense(2), relu()), 20, 1000, solved);
    expect(n).toBeGreaterThan(0);
    expect(n).toBeLessThan(15);
  });
  test('no hidden layer solves it, nor does a start from zeros', async () => {
    expect(await count(xor(), 5, 1000, solved)).toBe(0);
    const zeros = { init: { kind: 'zeros', params: {} } };
    const document = model(
      data('xor-points'),
      dense(8, zeros),
      tanh(),
      dense(1, zeros),
      bceWithLogits(),
      {
        batchSize: 4,
        optimiser: sgd(0.5),
      },
    );
    expect(await count(document, 5, 1000, solved)).toBe(0);
  });
});

describe('TensorFlow Playground: rate 0.03, tanh, hidden [4, 2], batch 10, ½(o − t)²', () => {
  const EPOCH = 25;
  const play = (dataset: string, hidden: readonly number[]) =>
    model(
      data(dataset, { samples: 500, noise: 0, validation: 0.5, encoding: '-1/+1' }),
      ...hidden.flatMap((units) => [dense(units), tanh()]),
      dense(1),
      tanh(),
      mse({ scale: '0.5' }),
      { batchSize: 10, optimiser: sgd(0.03) },
    );
  const learnt = ({ test }: { test: number }) => test < 0.01;

  test('gauss is learnt from every start', async () => {
    expect(await count(play('playground-gauss', [4, 2]), 10, 60 * EPOCH, learnt)).toBe(10);
  });
  test('circle is learnt from nearly every start', async () => {
    expect(
      await count(play('playground-circle', [4, 2]), 10, 600 * EPOCH, learnt),
    ).toBeGreaterThanOrEqual(8);
  });
  test('circle and xor are never learnt without a hidden layer', async () => {
    for (const dataset of ['playground-circle', 'playground-xor'])
      expect(await count(play(dataset, []), 5, 300 * EPOCH, learnt)).toBe(0);
  });
});
