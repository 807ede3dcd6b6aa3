/** Shared weights in a running engine: an edit of who owns them is heard, and both uses show one weight. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { sharing } from '../compile/worked.ts';
import { data, dense, draw, mse, sgd, tanh } from '../vocabulary.ts';
import { listened } from './line.ts';

const apart = draw(
  [data('gaussians', { samples: 40 }), dense(2), tanh(), dense(2), mse()],
  [
    'data1.x -> dense1.in',
    'dense1.out -> tanh1.in',
    'tanh1.out -> dense2.in',
    'dense2.out -> mse1.prediction',
    'data1.x -> mse1.target',
  ],
  { batchSize: 4, optimiser: sgd(0.1) },
);

test('another owner is another network; stepping shows the sum over both uses', async () => {
  const t = await listened({ compile, makeDataset, backends: [reference] });
  await t.engine.load({ document: apart, generation: 1 });
  const names = async () => Object.keys(await t.engine.readWeights()).sort();
  expect(await names()).toEqual(['dense1.bias', 'dense1.weight', 'dense2.bias', 'dense2.weight']);
  const reply = await t.engine.load({
    document: sharing(apart, { dense1: 'dense2' }),
    generation: 2,
  });
  expect(await names()).toEqual(['dense2.bias', 'dense2.weight']);

  // Where the backward pass has come to the first node, the last term is added.
  let gradient: ArrayLike<number> = [];
  let partial: number | undefined;
  for (let i = 0; i < reply.moves.length; i++) {
    const cursor = await t.engine.stepForward();
    if (cursor?.move?.phase !== 'backward') continue;
    const [own, user] = [
      await t.engine.inspectNode('dense2'),
      await t.engine.inspectNode('dense1'),
    ];
    expect(user?.weights.map((w) => w.name)).toEqual(['dense2.weight', 'dense2.bias']);
    expect(user?.weights).toEqual(own?.weights);
    const seen = own?.weights.find((w) => w.name === 'dense2.weight')?.gradient;
    if (cursor.move.node === 'dense2') partial = seen?.data[0];
    if (seen) gradient = seen.data;
  }
  expect(partial).toBeUndefined();
  expect(gradient.length).toBe(4);
});
