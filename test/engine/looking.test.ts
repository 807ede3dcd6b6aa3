/** What people look at beside wires: figures of a loss, inside of a node, unwired ports, long tensors. */
import { describe, expect, it } from 'vitest';
import { vocabulary } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { setParam } from '../../src/document/commands.ts';
import { apply } from '../../src/document/patch.ts';
import type { Document } from '../../src/document/records.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { Outgoing } from '../../workers/engine/moving.ts';
import { tensorView } from '../../workers/engine/views.ts';
import { listened } from './line.ts';

async function engineOf(document: Document) {
  const t = await listened({
    compile,
    makeDataset,
    backends: [reference],
    clock: { now: () => 0 },
  });
  const reply = await t.engine.load({ document, generation: 1 });
  return { ...t, reply };
}
const sample = (id: string): Document => {
  const found = sampleOf(id);
  if (!found) throw new Error(id);
  return found.document;
};
const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('nothing is there');
  return value;
};

describe('loss, cost and objective', () => {
  const penalised = () => {
    const set = setParam(sample('xor'), vocabulary, 'dense1', 'l2', 0.5);
    if (!set.ok) throw new Error('refused');
    return apply(sample('xor'), set.value);
  };

  it('are three figures: of a sample, their mean, and with the penalties', async () => {
    const { engine, reply } = await engineOf(penalised());
    expect(reply.compilation.penalised).toBe(true);
    const loss = must(reply.compilation.losses[0]).node;
    const { loss: judged } = must(await engine.inspectNode(loss));
    const { losses, mean, cost, objective } = must(judged);
    expect(losses.shape).toEqual([4]);
    expect(mean).toBeCloseTo(losses.data.reduce((a, x) => a + x, 0) / 4, 6);
    expect(cost).toBeCloseTo(mean, 6);
    const [weight] = must(await engine.inspectNode('dense1')).weights;
    const squares = must(weight).value.data.reduce((a: number, w: number) => a + w * w, 0);
    expect(must(objective) - must(cost)).toBeCloseTo(0.25 * squares, 5);
  });

  it('are told with every point, before the update and not of another batch', async () => {
    const t = await engineOf(penalised());
    const loss = must(t.reply.compilation.losses[0]).node;
    const before = must(must(await t.engine.inspectNode(loss)).loss);
    await t.engine.train(1);
    await t.rest();
    const point = must(t.points().find((p) => p.step === 1));
    expect(point.cost).toBeCloseTo(must(before.cost), 6);
    expect(point.objective).toBeCloseTo(must(before.objective), 6);
    expect(point.objective).toBeGreaterThan(point.cost);
  });

  it('are not yet there, rather than stale, while the cursor has not come to the loss', async () => {
    const { engine, reply } = await engineOf(penalised());
    const loss = must(reply.compilation.losses[0]).node;
    await engine.stepForward();
    expect(must(await engine.inspectNode(loss)).loss).toBeUndefined();
    const cursor = must(await engine.runTo(loss));
    const { cost, objective } = must(must(await engine.inspectNode(loss)).loss);
    expect([cursor.cost, cursor.objective]).toEqual([cost, objective]);
    expect((await engine.stepBack())?.objective).toBeNaN();
  });

  it('nothing penalised: the objective is the cost, and no figure of its own', async () => {
    const t = await engineOf(sample('xor'));
    expect(t.reply.compilation.penalised).toBe(false);
    await t.engine.train(1);
    await t.rest();
    expect(must(t.points().find((p) => p.step === 1)).objective).toBeNaN();
  });
});

it('a neuron shows the sum that goes into its activation', async () => {
  const { engine } = await engineOf(sample('xorNeurons'));
  const { inside, outputs } = must(await engine.inspectNode('neuron1'));
  const z = must(inside.find((i) => i.name === 'z')).value;
  const y = must(must(outputs[0]).value);
  expect(z.shape).toEqual(y.shape);
  for (const [i, v] of z.data.entries()) expect(y.data[i]).toBeCloseTo(Math.tanh(v), 5);
});

describe('a tensor too long to be sent whole', () => {
  const numbers = Float32Array.from({ length: 10 * 30_000 }, (_, i) => i);
  it.each([
    [0, 0, 65_536],
    [3, 3, 65_536],
    // Of the last rows as many as there is room for: two.
    [9, 8, 60_000],
    [99, 8, 60_000],
    [-1, 0, 65_536],
    [Number.NaN, 0, 65_536],
  ])('from row %d on begins with row %d', (wanted, first, count) => {
    const view = tensorView(new Outgoing(), numbers, [10, 30_000], wanted);
    expect([view.first, view.data.length]).toEqual([first, count]);
    expect(view.data[0]).toBe(first * 30_000);
    expect(view.stats.max).toBe(numbers.length - 1);
  });

  it('begins at the start where all of it is sent', () => {
    expect(tensorView(new Outgoing(), numbers.subarray(7), [5, 20], 3)).toMatchObject({ first: 0 });
    expect(tensorView(new Outgoing(), numbers.subarray(7), [5, 20], 3).data[0]).toBe(7);
  });
});

it('the maps of any sample of a batch can be read', async () => {
  const { engine } = await engineOf(sample('digitsConvolution'));
  const maps = async (first: number) =>
    must(must(must(await engine.inspectNode('conv2d1', first)).outputs[0]).value);
  const size = 6 * 24 * 24;
  const whole = await maps(0);
  expect([whole.shape, whole.first]).toEqual([[32, 6, 24, 24], 0]);
  const late = await maps(31);
  const at = (31 - late.first) * size;
  expect(late.data.length).toBeGreaterThanOrEqual(at + size);
  // Both windows tell the same of a sample that both hold.
  const both = 16;
  expect([
    ...late.data.subarray((both - late.first) * size, (both - late.first + 1) * size),
  ]).toEqual([...whole.data.subarray(both * size, (both + 1) * size)]);
});
