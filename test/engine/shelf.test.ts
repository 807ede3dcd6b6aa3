/** What was trained is there again: after Reset and back, after an edit that changed shapes and back. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Checkpoint } from '../../src/document/checkpoint.ts';
import type { Document } from '../../src/document/records.ts';
import type { Backend } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { bytesOf, createShelf } from '../../workers/engine/shelf.ts';
import { adam, bceWithLogits, data, dense, draw, tanh } from '../vocabulary.ts';
import { listened } from './line.ts';

/** Shuffled batches, running statistics, Adam, early stopping: all that has a state. */
const network = (units: number, layers = 1): Document =>
  draw(
    [
      data('moons', { samples: 60, noise: 0.3, validation: 0.3 }),
      dense(units),
      { kind: 'batchNorm', params: {} },
      tanh(),
      dense(1),
      bceWithLogits(),
      ...(layers > 1 ? [dense(units)] : []),
    ],
    [
      'data1.x -> dense1.in',
      'dense1.out -> batchNorm1.in',
      'batchNorm1.out -> tanh1.in',
      ...(layers > 1
        ? ['tanh1.out -> dense3.in', 'dense3.out -> dense2.in']
        : ['tanh1.out -> dense2.in']),
      'dense2.out -> bceWithLogits1.prediction',
      'data1.y -> bceWithLogits1.target',
    ],
    {
      batchSize: 8,
      optimiser: adam(0.05),
      stop: { kind: 'early', params: { every: 1, patience: 1_000 } },
    },
  );

async function begun(backend: Backend, shelfBytes?: number) {
  const t = await listened({
    compile,
    makeDataset,
    backends: [backend],
    clock: { now: () => 0 },
    ...(shelfBytes === undefined ? {} : { shelfBytes }),
  });
  let generation = 0;
  const load = (document: Document) => t.engine.load({ document, generation: ++generation });
  await load(network(6));
  const train = async (steps: number) => {
    await t.engine.train(steps);
    await t.rest();
  };
  const state = async () => {
    const found = await t.engine.readCheckpoint();
    if (!found) throw new Error('there is no state');
    return found;
  };
  return { ...t, load, train, state };
}

describe.each([reference, wasm])('on $name', (backend) => {
  test('Reset and back gives weights, slots, states and counters to the bit, and forth again', async () => {
    const t = await begun(backend);
    await t.train(33);
    const before = await t.state();
    expect(before.training).toMatchObject({ step: 33, best: { failures: expect.any(Number) } });
    expect(Object.keys(before.training?.slots ?? {})).toContain('dense1.weight');
    expect(await t.engine.reset('r1')).toBe('kept');
    await t.train(5);
    const anew = await t.state();
    expect(anew.training?.step).toBe(5);
    expect(await t.engine.exchange('r1')).toBe(true);
    expect(await t.state()).toEqual(before);
    expect(t.frames().at(-1)).toMatchObject({ step: 33, status: 'paused' });
    // It is live again: taken off once, and there is the other one in its place.
    expect(await t.engine.exchange('r1')).toBe(true);
    expect(await t.state()).toEqual(anew);
    expect(await t.engine.exchange('never')).toBe(false);
    expect(await t.state()).toEqual(anew);
  });

  test('what is trained on from there is what it would have been', async () => {
    const plain = await begun(backend);
    await plain.train(60);
    const t = await begun(backend);
    await t.train(33);
    await t.engine.reset('r1');
    await t.train(9);
    await t.engine.exchange('r1');
    await t.load(network(9));
    await t.train(4);
    await t.load(network(6));
    await t.train(27);
    expect(await t.state()).toEqual(await plain.state());
  });

  test.each([
    ['another width', network(9)],
    ['another layer', network(6, 2)],
  ])('an edit (%s) and back restores all, whatever was trained meanwhile', async (_, edited) => {
    const t = await begun(backend);
    await t.train(33);
    const before = await t.state();
    await t.load(edited);
    expect(await t.state()).not.toEqual(before);
    await t.train(10);
    const there = await t.state();
    const reply = await t.load(network(6));
    expect(reply.restarted).toEqual([]);
    expect(await t.state()).toEqual(before);
    await t.load(edited);
    expect(await t.state()).toEqual(there);
  });

  test('a step that is being walked through is left as it was found', async () => {
    const t = await begun(backend);
    await t.train(7);
    const before = await t.state();
    for (let i = 0; i < 9; i++) await t.engine.stepForward();
    expect((await t.state()).weights).toEqual(before.weights);
    await t.engine.reset('r1');
    await t.engine.exchange('r1');
    const { cost: _, ...counters } = (await t.state()).training ?? {};
    expect(before.training).toMatchObject(counters);
  });
});

test('an edit that keeps all weights keeps what was trained since, also on the way back', async () => {
  const t = await begun(reference);
  await t.train(5);
  const faster = { ...network(6), run: { ...network(6).run, batchSize: 4 } };
  await t.load(faster);
  await t.train(5);
  const { weights } = await t.state();
  await t.load(network(6));
  expect((await t.state()).weights).toEqual(weights);
});

test('Reset of what was never trained lays nothing aside', async () => {
  const t = await begun(reference);
  expect(await t.engine.reset('r1')).toBe('same');
  expect(await t.engine.exchange('r1')).toBe(false);
});

test('another project clears the shelf; what is too large is lost, and that is told', async () => {
  const t = await begun(reference);
  await t.train(3);
  await t.engine.reset('r1');
  await t.engine.load({ document: network(5), generation: 9, fresh: true });
  expect(await t.engine.exchange('r1')).toBe(false);
  const small = await begun(reference, 100);
  await small.train(3);
  expect(await small.engine.reset('r1')).toBe('lost');
  expect(await small.engine.exchange('r1')).toBe(false);
});

test('an edit that loses what is too large says so, and is silent of what can be drawn again', async () => {
  const t = await begun(reference, 100);
  const lost = () => t.events.filter((e) => e.type === 'exchanged' && e.lost).length;
  await t.load(network(9));
  expect(lost()).toBe(0);
  await t.train(3);
  const trained = await t.state();
  await t.load(network(6));
  expect(lost()).toBe(1);
  expect((await t.engine.plan('train'))?.memory.undo).toBe(0);
  // Weights that somebody gave are worth something before any step.
  await t.engine.load({ document: network(9), generation: 99, weights: trained.weights });
  await t.engine.load({ document: network(6), generation: 100 });
  expect(lost()).toBe(2);
});

test('what is laid aside counts as memory of the plan that is shown', async () => {
  const t = await begun(reference);
  const undo = async () => (await t.engine.plan('train'))?.memory.undo;
  expect(await undo()).toBe(0);
  await t.train(3);
  const own = bytesOf(await t.state());
  expect(own).toBeGreaterThan(0);
  await t.engine.reset('r1');
  // With what was recorded of it: the states at steps 0 to 3.
  expect(await undo()).toBe(5 * own);
  await t.load(network(9));
  expect(await undo()).toBeGreaterThan(own);
  await t.engine.load({ document: network(5), generation: 9, fresh: true });
  expect(await undo()).toBe(0);
});

test('curves go with the runs: the names of what was left and taken up are told before any frame', async () => {
  const t = await begun(reference);
  await t.train(3);
  t.events.length = 0;
  await t.engine.reset('r1');
  expect(t.events[0]).toMatchObject({ type: 'exchanged', left: 'r1', anew: true, kept: ['r1'] });
  t.events.length = 0;
  await t.engine.exchange('r1');
  expect(t.events[0]).toMatchObject({ type: 'exchanged', left: 'r1', back: 'r1', kept: ['r1'] });
});

test('the shelf keeps the newest within its budget', () => {
  const state = (n: number): Checkpoint => ({
    weights: { w: { shape: [n], data: new Float32Array(n) } },
  });
  expect(bytesOf(state(25))).toBe(100);
  const shelf = createShelf(300);
  for (const name of ['a', 'b', 'c']) expect(shelf.put(name, { checkpoint: state(25) })).toBe(true);
  expect(shelf.bytes).toBe(300);
  expect(shelf.names).toEqual(['a', 'b', 'c']);
  // Nothing has to go for what cannot be kept.
  expect(shelf.put('huge', { checkpoint: state(76) })).toBe(false);
  expect(shelf.names).toEqual(['a', 'b', 'c']);
  shelf.put('d', { checkpoint: state(40) });
  expect(shelf.names).toEqual(['c', 'd']);
  shelf.put('c', { checkpoint: state(10) });
  expect(shelf.names).toEqual(['d', 'c']);
  expect(shelf.take('d')).toEqual({ checkpoint: state(40) });
  expect(shelf.take('d')).toBeUndefined();
  expect(shelf.put('e', { checkpoint: state(65) })).toBe(true);
  expect(shelf.names).toEqual(['c', 'e']);
  expect(shelf.bytes).toBe(300);
});
