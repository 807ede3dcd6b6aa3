/** While the engine gives way the threads that help leave their cores, and come back when it does no more. */
import { expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { Crew } from '../../workers/backends/wasm/crew.ts';
import { wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { hire, network } from './hands.ts';
import { listened } from './line.ts';

const STEPS = 100;

test('nobody helps while it gives way, and the weights are those of one thread', async () => {
  const crew = new Crew(1, () => hire());
  const helped = await listened({
    compile,
    makeDataset,
    backends: [wasmWith({ shareFrom: 0, crew })],
    giveWay: (on) => crew.rest(on),
  });
  await helped.engine.load({ document: network, generation: 1 });
  let steps = 0;
  const train = async () => {
    steps += STEPS;
    await helped.engine.train(STEPS);
    await helped.rest();
  };
  await train();
  const board = must(crew.board, 'a board');
  // It comes when it has begun.
  while (board.helped === 0) await train();

  await helped.engine.giveWay(true);
  // What it is in the midst of it ends; then its core is free.
  await expect.poll(() => board.present).toBe(0);
  const before = board.helped;
  for (let i = 0; i < 5; i++) await train();
  expect(crew.board).toBeUndefined();
  expect(board.present).toBe(0);
  expect(board.helped).toBe(before);

  await helped.engine.giveWay(false);
  while (board.helped === before) await train();
  expect(crew.board).toBe(board);

  const alone = await listened({ compile, makeDataset, backends: [wasmWith({ shareFrom: 0 })] });
  await alone.engine.load({ document: network, generation: 1 });
  await alone.engine.train(steps);
  await alone.rest();
  expect(await helped.engine.readWeights()).toEqual(await alone.engine.readWeights());
  await helped.engine.dispose();
  await alone.engine.dispose();
});
