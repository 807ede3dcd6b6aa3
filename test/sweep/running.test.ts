/**
 * A sweep over engines: each of its runs is what training that document alone gives, to the bit, whatever
 * ran on that engine before, and with successive halving too.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { engineParts } from '../../cli/engine.ts';
import { must as known } from '../../src/base/assert.ts';
import { issue } from '../../src/base/issue.ts';
import type { Document } from '../../src/document/records.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { planSweep, type Sweep } from '../../src/sweep/plan.ts';
import { sweep } from '../../src/sweep/pool.ts';
import { type Trainable, trainableOf, trainToEnd } from '../../src/sweep/training.ts';
import { wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { createEngine } from '../../workers/engine/engine.ts';
import { isMilestone } from '../../workers/engine/milestones.ts';

const must = <T>(value: T | undefined): T => known(value, 'what was asked for');

const made: Trainable[] = [];
const engine = (): Trainable => {
  const trainable = trainableOf(createEngine(engineParts([wasmWith({})], [])));
  made.push(trainable);
  return trainable;
};
afterAll(() => Promise.all(made.map((t) => t.engine.dispose())));

async function alone(document: Document, steps: number) {
  const trainable = engine();
  await trainable.engine.load({ document, generation: trainable.nextGeneration(), fresh: true });
  return trainToEnd(trainable, { steps });
}
function planOf(document: Document, wish: Partial<Sweep>) {
  const plan = planSweep(document, { settings: [], seeds: 0, steps: 100, ...wish });
  if (!plan.ok) throw new Error(JSON.stringify(plan.issues));
  return plan.value;
}
const sample = (id: string) => must(sampleOf(id)).document;

describe.each([
  ['learningRates', 'run.optimiser.lr', [1, 0.25, 0.24, 0.1], 40, 0],
  ['xor', 'run.optimiser.lr', [0.01, 0.1], 150, 2],
  ['earlyStopping', 'run.batchSize', [8, 32], 400, 2],
  ['overfitting', 'run.optimiser', ['sgd', 'adam'], 70, 0],
] as const)('%s over %s', (id, path, values, steps, seeds) => {
  const plan = planOf(sample(id), { settings: [{ path, values }], steps, seeds });
  test('each run is bit-equal to training its document alone', async () => {
    const pool = [engine(), engine()];
    const swept = sweep(plan, pool);
    await swept.over;
    for (const { index, document } of plan.runs) {
      const { status, result } = swept.runs[index]!;
      expect(status).toBe('done');
      const { curve, final } = await alone(document, steps);
      expect(must(result).curve).toEqual(curve);
      if (final) expect(must(result).final).toEqual(final);
      else expect(must(result).outcome).toBe('diverged');
      // A point at each milestone, however fast it went.
      const last = must(curve.at(-1)).step;
      for (let step = 1; step <= last; step++)
        if (isMilestone(step)) expect(curve.map((p) => p.step)).toContain(step);
    }
  });
  test('with successive halving whoever is left has the same numbers', async () => {
    const whole = sweep(plan, [engine()]);
    const halved = sweep(plan, [engine()], { halving: true });
    // States that are not kept are trained to once more.
    const poor = sweep(plan, [engine()], { halving: true, bytes: 0 });
    await Promise.all([whole.over, halved.over, poor.over]);
    const left = halved.runs.filter((r) => !r.isOut);
    expect(left.length).toBe(Math.max(1, seeds));
    for (const [i, run] of halved.runs.entries()) {
      expect(poor.runs[i]).toEqual(run);
      const all = must(whole.runs[i]!.result).curve;
      const { outcome, curve, final } = must(run.result);
      if (!run.isOut) expect(run.result).toEqual(whole.runs[i]!.result);
      else if (outcome === 'whole') expect(final.step).toBeLessThan(steps);
      for (const point of curve) if (isMilestone(point.step)) expect(all).toContainEqual(point);
    }
  });
});

test('on 4x² the rates 1, 0.25, 0.24 and 0.1 fly off, hop, swing in and go to 0', async () => {
  const plan = planOf(sample('learningRates'), {
    settings: [{ path: 'run.optimiser.lr', values: [1, 0.25, 0.24, 0.1] }],
    steps: 40,
  });
  const swept = sweep(plan, [engine()]);
  await swept.over;
  const costs = swept.runs.map((r) => must(r.result).curve.map((p) => p.cost));
  expect(costs[0]!.slice(0, 3)).toEqual([16, 784, 38_416]);
  expect(swept.runs[0]!.result?.outcome).toBe('diverged');
  expect(new Set(costs[1])).toEqual(new Set([16]));
  expect(costs[2]!.at(-1)).toBeCloseTo(16 * 0.92 ** 78, 3);
  expect(costs[3]!.at(-1)).toBeCloseTo(16 * 0.2 ** 78, 20);
});

test('what cannot run is told of its run alone; a run whose engine dies is tried again', async () => {
  const plan = planOf(sample('xor'), {
    settings: [{ path: 'run.batchSize', values: [1, 2] }],
    steps: 5,
  });
  const broken: Document = { ...plan.runs[0]!.document, edges: {} };
  const runs = [{ ...plan.runs[0]!, document: broken }, plan.runs[1]!];
  const ill = {
    ...plan,
    runs,
    configurations: plan.configurations.map((c, i) => ({ ...c, runs: [runs[i]!] })),
  };
  const sound = engine();
  let deaths = 1;
  const mortal: Trainable = {
    ...sound,
    engine: {
      ...sound.engine,
      load: async (request) => {
        const loaded = await sound.engine.load(request);
        if (deaths-- <= 0 || request.document === broken) return loaded;
        const dead = issue('engine.stopped', { en: 'It died.', zh: '已停止。' });
        return { ...loaded, compilation: { ...loaded.compilation, issues: [dead] } };
      },
    },
  };
  const swept = sweep(ill, [mortal]);
  await swept.over;
  expect(swept.runs[0]).toMatchObject({ status: 'failed' });
  expect(must(swept.runs[0]!.issues).length).toBeGreaterThan(0);
  expect(swept.runs[1]).toMatchObject({ status: 'done', step: 5 });
  expect(swept.stateOf(1)?.training?.step).toBe(5);
});

test('cancelled, it resolves at once and changes nothing any more', async () => {
  const plan = planOf(sample('xor'), {
    settings: [{ path: 'run.batchSize', values: [1, 2, 3] }],
    steps: 1_000_000_000,
  });
  const trainable = engine();
  let changes = 0;
  const swept = sweep(plan, [trainable], {}, () => changes++);
  while (swept.runs[0]!.step < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  swept.cancel();
  await swept.over;
  const before = changes;
  expect(swept.runs.map((r) => r.status)).toEqual(['running', 'waiting', 'waiting']);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(changes).toBe(before);
});
