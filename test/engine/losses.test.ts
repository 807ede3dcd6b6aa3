/** Several losses in one network: each has a figure of its own beside the cost, which is their sum. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { data, dense, draw, model, mse, sgd } from '../vocabulary.ts';
import { listened } from './line.ts';

const real = () => listened({ compile, makeDataset, backends: [reference] });

test('each loss is told, and together they are the cost of that step', async () => {
  const document = draw(
    [data('sine', { samples: 40, validation: 0 }), dense(1), mse(), dense(1), mse()],
    [
      'data1.x -> dense1.in',
      'dense1.out -> mse1.prediction',
      'data1.y -> mse1.target',
      'data1.x -> dense2.in',
      'dense2.out -> mse2.prediction',
      'data1.y -> mse2.target',
    ],
    { batchSize: 40, optimiser: sgd(0.1) },
  );
  const { engine, frames, rest } = await real();
  await engine.load({ document, generation: 1 });
  const now = () => frames().at(-1)?.now;
  const moves: string[] = [];
  let cursor = await engine.stepForward();
  while (cursor && cursor.done < cursor.total) {
    // Each from its own move on, and not before.
    if (cursor.move?.phase === 'loss') {
      moves.push(cursor.move.node);
      const own = (await engine.inspectNode(cursor.move.node))?.loss;
      expect(now()?.losses?.[cursor.move.node]).toBeCloseTo(own?.mean ?? Number.NaN, 6);
      expect(own?.cost === undefined).toBe(moves.length < 2);
    }
    cursor = await engine.stepForward();
  }
  expect(moves).toEqual(['mse1', 'mse2']);
  const sum = () => Object.values(now()?.losses ?? {}).reduce((a, b) => a + b, 0);
  expect(sum()).toBeCloseTo(cursor?.cost ?? Number.NaN, 12);
  const stepped = sum();
  await engine.leaveStepping();
  await engine.train(3);
  await rest();
  expect(sum()).toBeCloseTo(now()?.cost ?? Number.NaN, 12);
  expect(sum()).not.toBe(stepped);
});

test('the only loss is the cost and is not told twice', async () => {
  const document = model(data('sine', { samples: 40 }), dense(1), mse());
  const { engine, frames } = await real();
  await engine.load({ document, generation: 1 });
  await engine.stepForward();
  expect(frames().every((f) => f.now?.losses === undefined)).toBe(true);
});
