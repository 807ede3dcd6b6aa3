/**
 * Steps so long that they are run in parts: whoever asks for something in the midst of one changes no number,
 * and neither side waits for ever.
 */

import { expect, test } from 'vitest';
import { ok } from '../../src/base/issue.ts';
import { random } from '../../src/base/random.ts';
import { planCheckWith } from '../../src/compile/check-plans.ts';
import { compile } from '../../src/compile/compile.ts';
import { explain } from '../../src/compile/explain.ts';
import { pathsWith } from '../../src/compile/paths.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { createEngine } from '../../workers/engine/engine.ts';
import type { CurvePoint, EngineApi } from '../../workers/engine/protocol.ts';
import { adam, dense, input, model, mse, tanh } from '../vocabulary.ts';

const r = random(7);
const normals = (n: number) => Float64Array.from({ length: n }, () => r.normal());
const [TRAINING, VALIDATION] = [200, 30];
const rows: Dataset = {
  inputs: ['x1', 'x2'],
  width: 1,
  task: 'regression',
  rows: TRAINING + VALIDATION,
  features: normals(2 * (TRAINING + VALIDATION)),
  targets: normals(TRAINING + VALIDATION),
  training: Uint32Array.from({ length: TRAINING }, (_, i) => i),
  validation: Uint32Array.from({ length: VALIDATION }, (_, i) => TRAINING + i),
  ranges: [
    [-3, 3],
    [-3, 3],
  ],
};
const wide = [dense(512), tanh(), dense(512), tanh(), dense(512), tanh(), dense(1)];
const network = model(input(2), ...wide, mse(), { batchSize: 100, optimiser: adam(0.001) });

const STEPS = 6;
/** By a clock that runs so fast that steps take long and are run in parts. */
async function trained(ask: (engine: EngineApi) => Promise<unknown>) {
  const engine = createEngine({
    compile,
    explain,
    planCheck: planCheckWith(),
    paths: pathsWith(),
    backends: [wasm],
    makeDataset: async () => ok(rows),
    tables: { get: async () => undefined },
    clock: { now: () => 20 * performance.now() },
  });
  const points = new Map<number, CurvePoint>();
  let taps = 0;
  const over = new Promise<void>((resolve) => {
    void engine.listen((event) => {
      if (event.type !== 'frame') return;
      for (const p of event.points) points.set(p.step, p);
      if (event.taps.length) taps++;
      if (event.status === 'paused') resolve();
    });
  });
  await engine.load({ document: network, generation: 1 });
  await engine.watch(
    Object.keys(network.edges).filter((e) => e !== 'e1'),
    20,
  );
  await engine.train(STEPS);
  let asked = 0;
  let done = false;
  void over.then(() => (done = true));
  while (!done) {
    await ask(engine);
    asked++;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const weights = await engine.readWeights();
  await engine.dispose();
  const costs = Array.from({ length: STEPS }, (_, i) => points.get(i + 1)?.cost);
  return { weights, costs, taps, asked };
}

const sides = { xRange: [-1, 1], yRange: [-1, 1], resolution: 60 } as const;
const QUESTIONS: Readonly<Record<string, (engine: EngineApi) => Promise<unknown>>> = {
  map: (e) => e.map({ source: 'data1', loss: 'mse1', x: 0, y: 1, ...sides }),
  'profile of evaluate': (e) => e.measure('evaluate', 0),
  'profile of predict': (e) => e.measure('predict', 0),
  'profile of train': (e) => e.measure('train', 0),
  'profile of watch': (e) => e.measure('watch', 0),
  node: (e) => e.inspectNode('dense2', 0),
  wire: (e) => e.inspectEdge('e3', 0),
  weights: (e) => e.readWeights(),
};

/** What comes of it where nobody asks. */
const unasked = trained(async () => {});
test.each(Object.entries(QUESTIONS))('a %s', async (_, ask) => {
  const alone = await unasked;
  const asking = await trained(ask);
  expect(asking.asked).toBeGreaterThan(0);
  expect(asking.taps).toBeGreaterThan(0);
  expect(alone.costs.every((c) => Number.isFinite(c))).toBe(true);
  expect(asking.costs).toEqual(alone.costs);
  expect(asking.weights).toEqual(alone.weights);
});
