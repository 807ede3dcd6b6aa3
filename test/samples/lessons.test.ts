/** What the lessons say is so: initial weights, over-fitting, early stopping, layers that collapse. */
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { kindOf } from '../../src/catalog/index.ts';
import { linearOf, multiplyOut, weighedBy, weightsOf } from '../../src/catalog/linear.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { labelled } from '../../src/plan/results.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import type { DataPart } from '../../workers/engine/data-loader.ts';
import { createExecutor, type Executor } from '../../workers/engine/executor.ts';
import { tapsOf } from '../../workers/engine/frames.ts';
import { takeStep } from '../../workers/engine/validation-checks.ts';
import { listened } from '../engine/line.ts';

const sample = (id: string) => must(sampleOf(id), `the sample ${id}`).document;

async function executorOf(id: string): Promise<Executor> {
  const document = sample(id);
  const { plan, sources } = compile(document);
  const datasets = new Map();
  for (const { node, params } of sources) {
    const made = await makeDataset(params, { get: async () => undefined });
    if (made.ok) datasets.set(node, made.value);
  }
  const executor = await createExecutor(wasm, must(plan, 'a plan'), datasets, document.run.seed);
  await executor.initialise();
  return executor;
}

/** The id of the loss that stands at the end of the branch of this title. */
const branch = (id: string, title: string): string =>
  must(
    Object.values(sample(id).nodes).find((n) => n.title === title),
    title,
  ).id;

/** Mean loss and share of right answers of each loss on a part, by its node. */
async function judge(m: Executor, part: DataPart) {
  const routine = must(m.plan.routines.evaluate, 'evaluate');
  const rows = m.dataLoader.rows(part);
  const sums: Record<string, number> = {};
  for (let from = 0; from < rows; from += routine.batch) {
    m.dataLoader.rowsOf('evaluate', part, from);
    m.submit('evaluate', m.step);
    for (const [name, ref] of labelled(routine.results)) {
      const found = await m.read(ref);
      for (let i = 0; i < Math.min(routine.batch, rows - from); i++)
        sums[name] = (sums[name] ?? 0) + found[i]! / rows;
    }
  }
  return (what: 'loss' | 'correct', node: string) => must(sums[`${what}:${node}`], node);
}

test('initial weights: zeros and small ones let values and gradients die, large ones blow them up, Xavier and Kaiming keep them', async () => {
  const executor = await executorOf('initialisers');
  executor.watchNext();
  const document = sample('initialisers');
  const edges = Object.keys(document.edges);
  const taps = await tapsOf(executor, edges);
  /** Strength of the value into the last layer of a branch, and of the gradient into its first activation. */
  const strengths = (title: string) => {
    const chain: number[] = [];
    let at = branch('initialisers', title);
    for (;;) {
      const edge = Object.values(document.edges).find(
        (e) => e.target.node === at && e.target.port !== 'target',
      );
      if (!edge) break;
      chain.unshift(edges.indexOf(edge.id));
      at = edge.source.node;
    }
    const value = (i: number) => taps[2 * must(chain.at(i), 'a wire')]!;
    const gradient = (i: number) => taps[2 * must(chain.at(i), 'a wire') + 1]!;
    return { value: value(-2) / value(0), gradient: gradient(1) / gradient(-1) };
  };
  expect(strengths('Zeros')).toEqual({ value: 0, gradient: 0 });
  const small = strengths('Too small');
  expect(small.value).toBeLessThan(1e-4);
  expect(small.gradient).toBeLessThan(1e-4);
  const large = strengths('Too large');
  expect(large.value).toBeGreaterThan(100);
  expect(large.gradient).toBeGreaterThan(100);
  for (const title of ['Xavier', 'Kaiming']) {
    const { value, gradient } = strengths(title);
    for (const x of [value, gradient]) {
      expect(x).toBeGreaterThan(0.1);
      expect(x).toBeLessThan(10);
    }
  }
});

test('over-fitting: alone it learns all forty points by heart and judges others ever worse; L2 and dropout do not', async () => {
  const executor = await executorOf('overfitting');
  const nothing = branch('overfitting', 'Nothing against it');
  const against = [branch('overfitting', 'L2'), branch('overfitting', 'Dropout')];
  const document = sample('overfitting');
  const source = must(
    Object.values(document.nodes).find((n) => n.kind === 'data'),
    'data',
  ).id;
  expect(executor.dataLoader.rows('training')).toBe(40);
  const least = new Map<string, number>();
  for (let step = 1; step <= 1_000; step++) {
    await takeStep(executor);
    if (step % 25) continue;
    const of = await judge(executor, 'validation');
    for (const node of [nothing, ...against])
      least.set(node, Math.min(least.get(node) ?? Number.POSITIVE_INFINITY, of('loss', node)));
  }
  const [learnt, held] = [await judge(executor, 'training'), await judge(executor, 'validation')];
  expect(learnt('correct', nothing)).toBeCloseTo(1, 9);
  expect(held('loss', nothing)).toBeGreaterThan(2 * must(least.get(nothing), 'a lowest'));
  for (const node of against) {
    expect(held('loss', node)).toBeLessThan(0.7 * held('loss', nothing));
  }
  // Length of the line between the classes, in cells of a grid: bent around points, or calm.
  const routine = must(executor.plan.routines.predict, 'predict');
  const n = 32;
  executor.dataLoader.points('predict', source, routine.batch, (row, column) =>
    column === 0 ? -1.5 + (4.5 * (row % n)) / n : -1.5 + (3 * Math.floor(row / n)) / n,
  );
  executor.submit('predict', executor.step);
  const border = async (node: string) => {
    const ref = must(routine.results.predictions[node], node);
    const found = await executor.read(ref);
    const side = (r: number, c: number) => found[r * n + c]! > 0.5;
    let count = 0;
    for (let r = 0; r + 1 < n; r++)
      for (let c = 0; c + 1 < n; c++)
        count += Number(side(r, c) !== side(r + 1, c)) + Number(side(r, c) !== side(r, c + 1));
    return count;
  };
  for (const node of against) expect(await border(node)).toBeLessThan(await border(nothing));
});

test('early stopping: the curve turns up, and training goes back to its lowest look', async () => {
  const document = sample('earlyStopping');
  const t = await listened({ compile, makeDataset, backends: [wasm] });
  await t.engine.load({ document, generation: 1 });
  await t.engine.train(20_000);
  await t.rest();
  await t.engine.pause();
  const stops = t.events.flatMap((e) => (e.type === 'stopped' ? [e.issue] : []));
  expect(stops.map((i) => i.code)).toEqual(['run.stopped-back']);
  const { at, best } = must(stops[0]?.args, 'arguments') as { at: number; best: number };
  expect(at - best).toBe(20 * 5 * 2);

  // What it spares: the same network without it judges ever worse.
  const { stop: _, ...run } = document.run;
  const free = await listened({ compile, makeDataset, backends: [wasm] });
  await free.engine.load({ document: { ...document, run }, generation: 1 });
  await free.engine.train(at + 1_000);
  await free.rest();
  await free.engine.pause();
  // The latest that was measured: a point may come before its validation.
  const last = (points: ReturnType<typeof t.points>) =>
    must(
      points.findLast((p) => Number.isFinite(p.validationCost)),
      'a point',
    );
  expect(last(free.points()).validationCost).toBeGreaterThan(1.5 * last(t.points()).validationCost);
});

describe('layers without activations', () => {
  test('three are one: the same predictions from the collapsed weights, on the loss of a single layer', async () => {
    const document = sample('collapsed');
    const t = await listened({ compile, makeDataset, backends: [wasm] });
    const { compilation, data } = await t.engine.load({ document, generation: 1 });
    const info = must(data[0], 'data');
    const loss = branch('collapsed', 'Three layers');
    const wire = must(
      Object.values(document.edges).find(
        (e) => e.target.node === loss && e.target.port === 'prediction',
      ),
      'a wire',
    );
    const linear = linearOf(document, kindOf, wire.source);
    expect(weighedBy(linear)).toHaveLength(3);
    await t.engine.train(800);
    await t.rest();
    const weights = await t.engine.readWeights();
    expect(weightsOf(linear).every((name) => name in weights)).toBe(true);
    const affine = must(
      multiplyOut(linear, weights, () => info.inputs.length),
      'one layer',
    );
    const w = must(affine.of.get(`${info.node}.x`), 'weights of x');
    expect([w.rows, w.columns]).toEqual([1, 2]);
    const n = 24;
    const range = [-1, 1] as const;
    const map = await t.engine.map({
      source: info.node,
      loss,
      x: 0,
      y: 1,
      xRange: range,
      yRange: range,
      resolution: n,
    });
    for (const [i, p] of must(map, 'a map').values.entries()) {
      const x = -1 + (2 * ((i % n) + 0.5)) / n;
      const y = 1 - (2 * (Math.floor(i / n) + 0.5)) / n;
      const z = w.data[0]! * x + w.data[1]! * y + affine.bias[0]!;
      expect(p).toBeCloseTo(1 / (1 + Math.exp(-z)), 4);
    }
    const collapses = compilation.issues.filter((i) => i.code === 'layers.collapse');
    expect(collapses).toHaveLength(2);
  });

  test('both upper losses stay where a straight line leaves them, and the one with tanh goes on falling', async () => {
    const executor = await executorOf('collapsed');
    const titles = ['One layer', 'Three layers', 'With tanh'];
    const nodes = titles.map((title) => branch('collapsed', title));
    for (let i = 0; i < 400; i++) await takeStep(executor);
    const losses = async () => {
      const of = await judge(executor, 'training');
      return nodes.map((node) => of('loss', node));
    };
    const early = await losses();
    for (let i = 0; i < 1_200; i++) await takeStep(executor);
    const late = await losses();
    const [one = 0, three = 0, tanh = 0] = late;
    // A disc inside a ring: a line does no better than chance.
    expect(one).toBeGreaterThan(0.6);
    expect(Math.abs(three - one)).toBeLessThan(0.02);
    for (const i of [0, 1]) expect(Math.abs((late[i] ?? 0) - (early[i] ?? 0))).toBeLessThan(0.02);
    expect(tanh).toBeLessThan(0.1);
    expect(tanh).toBeLessThan(0.8 * (early[2] ?? 0));
  });
});
