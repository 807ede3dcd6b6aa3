/** Loading: what fits is kept, what does not is named, what is wrong harms nothing. */

import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import type { Document } from '../../src/document/records.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { lineCompile, lineDocument, listened } from './line.ts';

const withUnits = (document: Document, units: number): Document => {
  const neuron = document.nodes.neuron1;
  if (!neuron) throw new Error('the document has a neuron');
  return {
    ...document,
    nodes: { ...document.nodes, neuron1: { ...neuron, params: { units } } },
  };
};
const broken = (document: Document): Document => ({
  ...document,
  nodes: {
    ...document.nodes,
    broken: { id: 'broken', kind: 'dense', params: {}, position: { x: 0, y: 0 } },
  },
});

describe('editing', () => {
  test('keeps weights, step and epoch where names and shapes match', async () => {
    const t = await listened();
    await t.engine.load({ document: lineDocument(), generation: 1 });
    await t.engine.train(7);
    await t.rest();
    const weights = await t.engine.readWeights();
    const reply = await t.engine.load({ document: lineDocument({ batchSize: 6 }), generation: 2 });
    expect(reply).toMatchObject({ generation: 2, status: 'paused', restarted: [] });
    expect(await t.engine.readWeights()).toEqual(weights);
    // Seven steps of three an epoch are two epochs; now an epoch has two steps, and it goes on from there.
    expect(t.frames().at(-1)).toMatchObject({ step: 7, epoch: 2, generation: 2 });
    await t.engine.train(2);
    await t.rest();
    expect(t.frames().at(-1)).toMatchObject({ step: 9, epoch: 3 });
  });

  test('starts anew what changed its shape, and counts from 0 when nothing was kept', async () => {
    const t = await listened();
    await t.engine.load({ document: lineDocument(), generation: 1 });
    await t.engine.train(7);
    await t.rest();
    const reply = await t.engine.load({
      document: withUnits(lineDocument(), 2),
      generation: 2,
    });
    expect(reply).toMatchObject({ status: 'ready', restarted: [] });
    expect((await t.engine.readWeights())['neuron1.weight']?.shape).toEqual([2]);
    expect(t.frames().at(-1)?.step).toBe(0);
  });

  test('training goes on across a load', async () => {
    const t = await listened();
    await t.engine.load({ document: lineDocument(), generation: 1 });
    await t.engine.train();
    const reply = await t.engine.load({ document: lineDocument({ lr: 0.01 }), generation: 2 });
    expect(reply.status).toBe('training');
    const { step = 0 } = t.frames().at(-1) ?? {};
    while ((t.frames().at(-1)?.step ?? 0) <= step)
      await new Promise((resolve) => setTimeout(resolve, 1));
    await t.engine.pause();
    expect(t.frames().at(-1)).toMatchObject({ status: 'paused', generation: 2 });
  });

  test('with errors: they are told, and the former plan and its weights stay', async () => {
    const t = await listened();
    await t.engine.load({ document: lineDocument(), generation: 1 });
    await t.engine.train(3);
    await t.rest();
    const weights = await t.engine.readWeights();
    const reply = await t.engine.load({ document: broken(lineDocument()), generation: 2 });
    expect(reply.compilation.issues.map((i) => i.code)).toEqual(['test.broken']);
    expect(reply.status).toBe('paused');
    expect(reply.data).toHaveLength(1);
    expect(await t.engine.readWeights()).toEqual(weights);
    await t.engine.train(1);
    await t.rest();
    expect(t.frames().at(-1)).toMatchObject({ step: 4, generation: 2 });
  });

  test('the same meaning is not compiled again; another rate alone keeps the step cursor', async () => {
    let compiled = 0;
    const t = await listened({
      compile: (document) => {
        compiled++;
        return lineCompile(document);
      },
    });
    const document = lineDocument();
    await t.engine.load({ document, generation: 1 });
    await t.engine.stepForward();
    const renamed = { ...document, name: 'another name' };
    await t.engine.load({ document: renamed, generation: 2 });
    expect(compiled).toBe(1);
    await t.engine.load({ document: lineDocument({ lr: 0.2 }), generation: 3 });
    expect(compiled).toBe(2);
    expect(await t.engine.stepForward()).toMatchObject({ generation: 3, step: 1, done: 2 });
  });

  test('a batch is never larger than the rows there are to train on', async () => {
    const t = await listened();
    const reply = await t.engine.load({
      document: lineDocument({ batchSize: 500 }),
      generation: 1,
    });
    expect(reply.compilation.batch).toBe(12);
    await t.engine.train(2);
    await t.rest();
    expect(t.frames().at(-1)).toMatchObject({ step: 2, epoch: 2 });
  });

  test('a compiler or a data source that throws is an issue', async () => {
    const t = await listened({
      compile: () => {
        throw new Error('internal: oops');
      },
    });
    const reply = await t.engine.load({ document: lineDocument(), generation: 1 });
    expect(sentenceOf(reply.compilation.issues[0]!)).toContain('oops');
    const u = await listened({ makeDataset: () => Promise.reject(new Error('no disk')) });
    const second = await u.engine.load({ document: lineDocument(), generation: 1 });
    expect(second.compilation.issues[0]).toMatchObject({ where: { node: 'data1' } });
    expect(second.status).toBe('empty');
  });
});

describe('weights', () => {
  test('from a file: those that fit are taken, the others named', async () => {
    const t = await listened();
    await t.engine.load({ document: lineDocument(), generation: 1 });
    const issues = await t.engine.writeWeights({
      'neuron1.weight': { shape: [1], data: Float64Array.of(2.5) },
      'dense9.bias': { shape: [1], data: Float64Array.of(1) },
    });
    expect(issues.map((i) => i.code)).toEqual(['weights.unknown']);
    expect((await t.engine.readWeights())['neuron1.weight']?.data).toEqual(Float64Array.of(2.5));
    const bad = await t.engine.writeWeights({
      'neuron1.weight': { shape: [2], data: Float64Array.of(1, 2) },
    });
    expect(bad.map((i) => i.code)).toEqual(['weights.shape']);
    const nan = await t.engine.writeWeights({
      'neuron1.weight': { shape: [1], data: Float64Array.of(Number.NaN) },
    });
    expect(nan.map((i) => i.code)).toEqual(['weights.number']);
    expect((await t.engine.readWeights())['neuron1.weight']?.data).toEqual(Float64Array.of(2.5));
  });

  test('beyond float32 they are told by name, when written and when a document is opened with them', async () => {
    const t = await listened({ backends: [wasm] });
    const given = { 'neuron1.weight': { shape: [1], data: Float64Array.of(-1e39) } };
    const told = {
      code: 'weights.range',
      severity: 'error',
      args: { name: 'neuron1.weight', value: -1e39 },
      where: { node: 'neuron1' },
    };
    const reply = await t.engine.load({ document: lineDocument(), generation: 1, weights: given });
    expect(reply.compilation.issues).toMatchObject([told]);
    const drawn = (await t.engine.readWeights())['neuron1.weight']?.data;
    expect(drawn?.every((x) => Math.abs(x) < 10)).toBe(true);
    expect(await t.engine.writeWeights(given)).toMatchObject([told]);
    const largest = {
      'neuron1.weight': { shape: [1], data: Float64Array.of(3.4028234663852886e38) },
    };
    expect(await t.engine.writeWeights(largest)).toEqual([]);
    expect((await t.engine.readWeights())['neuron1.weight']?.data[0]).toBe(3.4028234663852886e38);
  });

  test('with a load: the given ones instead of the former ones, from step 0; fresh: newly drawn', async () => {
    const t = await listened();
    await t.engine.load({ document: lineDocument(), generation: 1 });
    const drawn = await t.engine.readWeights();
    await t.engine.train(4);
    await t.rest();
    const weights = { 'neuron1.weight': { shape: [1], data: Float64Array.of(-1) } };
    await t.engine.load({ document: lineDocument(), generation: 2, weights });
    expect(await t.engine.readWeights()).toEqual(weights);
    expect(t.frames().at(-1)).toMatchObject({ step: 0, generation: 2 });
    await t.engine.load({ document: lineDocument(), generation: 3, fresh: true });
    expect(await t.engine.readWeights()).toEqual(drawn);
  });
});

test('every event carries the generation of the load that it belongs to', async () => {
  const t = await listened();
  await t.engine.load({ document: lineDocument(), generation: 7 });
  await t.engine.train(2);
  await t.rest();
  expect(new Set(t.events.map((e) => e.generation))).toEqual(new Set([7]));
  t.events.length = 0;
  await t.engine.load({ document: lineDocument({ batchSize: 3 }), generation: 8 });
  await t.engine.train(2);
  await t.rest();
  expect(new Set(t.events.map((e) => e.generation))).toEqual(new Set([8]));
});

test('a listener that throws harms nobody', async () => {
  const t = await listened();
  await t.engine.listen(() => {
    throw new Error('no');
  });
  await t.engine.load({ document: lineDocument(), generation: 1 });
  await t.engine.train(2);
  await t.rest();
  expect(t.frames().at(-1)?.step).toBe(2);
});

test('the decision map runs over the grid from the top left', async () => {
  const t = await listened();
  await t.engine.load({ document: lineDocument(), generation: 1 });
  await t.engine.writeWeights({ 'neuron1.weight': { shape: [1], data: Float64Array.of(2) } });
  const map = await t.engine.map({
    source: 'data1',
    loss: 'mse1',
    x: 0,
    y: 1,
    xRange: [-1, 1],
    yRange: [0, 1],
    resolution: 4,
  });
  expect(map?.width).toBe(1);
  expect(map?.values).toHaveLength(16);
  expect(Array.from(map?.values.subarray(0, 4) ?? [])).toEqual([-1.5, -0.5, 0.5, 1.5]);
  expect(Array.from(map?.values.subarray(12) ?? [])).toEqual([-1.5, -0.5, 0.5, 1.5]);
});
