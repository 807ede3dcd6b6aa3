/** While the engine gives way the threads that help leave their cores, and come back when it does no more. */
import { expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { ThreadPool } from '../../workers/backends/wasm/thread-pool.ts';
import { wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { listened } from './line.ts';
import { network, spawn } from './threads.ts';

const STEPS = 100;

test('nobody helps while it gives way, and the weights are those of one thread', async () => {
  const pool = new ThreadPool(1, () => spawn());
  const helped = await listened({
    compile,
    makeDataset,
    backends: [wasmWith({ shareFrom: 0, threadPool: pool })],
    throttle: (on) => pool.pause(on),
  });
  await helped.engine.load({ document: network, generation: 1 });
  let steps = 0;
  const train = async () => {
    steps += STEPS;
    await helped.engine.train(STEPS);
    await helped.rest();
  };
  await train();
  const slot = must(pool.slot, 'a job slot');
  // It comes when it has begun.
  while (slot.chunksRun === 0) await train();

  await helped.engine.throttle(true);
  // What it is in the midst of it ends; then its core is free.
  await expect.poll(() => slot.serving).toBe(0);
  const before = slot.chunksRun;
  for (let i = 0; i < 5; i++) await train();
  expect(pool.slot).toBeUndefined();
  expect(slot.serving).toBe(0);
  expect(slot.chunksRun).toBe(before);

  await helped.engine.throttle(false);
  while (slot.chunksRun === before) await train();
  expect(pool.slot).toBe(slot);

  const alone = await listened({ compile, makeDataset, backends: [wasmWith({ shareFrom: 0 })] });
  await alone.engine.load({ document: network, generation: 1 });
  await alone.engine.train(steps);
  await alone.rest();
  expect(await helped.engine.readWeights()).toEqual(await alone.engine.readWeights());
  await helped.engine.dispose();
  await alone.engine.dispose();
});
