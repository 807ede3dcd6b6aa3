/** A sum over the paths as it is asked for piece by piece, beside what runs. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import type { EngineApi, PathStart } from '../../workers/engine/protocol.ts';
import { listened } from './line.ts';

const document = sampleOf('xor')!.document;
const loaded = async () => {
  const t = await listened({ compile, makeDataset, backends: [reference] });
  await t.engine.load({ document, generation: 1 });
  return t;
};

async function summed(engine: EngineApi, start: PathStart) {
  let reply = await engine.sumPaths(start);
  for (; reply; reply = await engine.sumPaths(start, reply.next))
    if (reply.next === undefined) return reply;
  throw new Error('it gave way');
}

test('of the step that is walked, as it began, and nothing of what runs is touched', async () => {
  const { engine, troubles } = await loaded();
  await engine.train(3);
  await engine.pause();
  const ahead = await summed(engine, { weight: 'dense1.weight', index: 1 });
  const moves = (await engine.stepForward(9))!;
  const before = await engine.readCheckpoint();
  const { sum, step, batch } = await summed(engine, { weight: 'dense1.weight', index: 1 });
  expect(sum).toEqual(ahead.sum);
  expect([step, batch, sum?.paths]).toEqual([moves.step, 4, 4]);
  expect(await engine.readCheckpoint()).toEqual(before);
  // It is the gradient of the page.
  const { weights } = (await engine.inspectNode('dense1'))!;
  const gradient = weights.find((w) => w.name === 'dense1.weight')?.gradient?.data[1];
  expect(gradient).toBeCloseTo(sum!.sum, 6);
  expect((await summed(engine, { edge: 'e9', index: 0 })).none).toBe(true);
  expect(troubles()).toEqual([]);
});

test('it gives way to another, and to another network', async () => {
  const { engine } = await loaded();
  const start = { weight: 'dense1.weight', index: 0 };
  const run = { ...document.run, batchSize: 2 };
  const first = await engine.sumPaths(start);
  await engine.load({ document: { ...document, run }, generation: 2 });
  expect(await engine.sumPaths(start, first?.next ?? 1)).toBeUndefined();
  expect((await summed(engine, start)).batch).toBe(2);
});
