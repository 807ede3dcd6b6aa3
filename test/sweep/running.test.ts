/**
 * A sweep over engines: each of its runs is what training that document alone gives, to the bit, whatever
 * ran on that engine before, and with successive halving too.
 */
import { expose } from 'comlink';
import { afterAll, describe, expect, test } from 'vitest';
import { engineParts } from '../../cli/engine.ts';
import { must as known } from '../../src/base/assert.ts';
import { sentenceOf } from '../../src/base/issue.ts';
import type { Document } from '../../src/document/records.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { planSweep, type Sweep } from '../../src/sweep/plan.ts';
import { sweep } from '../../src/sweep/pool.ts';
import { apiOf, remoteRunner } from '../../src/sweep/remote.ts';
import { type Runner, runnerOf } from '../../src/sweep/runner.ts';
import { trainableOf, trainToEnd } from '../../src/sweep/training.ts';
import { wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { createEngine } from '../../workers/engine/engine.ts';
import { isMilestone } from '../../workers/engine/milestones.ts';
import type { EngineApi } from '../../workers/engine/protocol.ts';

const must = <T>(value: T | undefined): T => known(value, 'what was asked for');

const made: EngineApi[] = [];
const bare = (): EngineApi => {
  const engine = createEngine(engineParts([wasmWith({})], []));
  made.push(engine);
  return engine;
};
const engine = (): Runner => runnerOf(bare());
afterAll(() => Promise.all(made.map((e) => e.dispose())));

async function alone(document: Document, steps: number) {
  const trainable = trainableOf(bare());
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

test('the only weight of 4x² moves on the parabola, at each step from where it stands', async () => {
  const rates = [1, 0.25, 0.1];
  const plan = planOf(sample('learningRates'), {
    settings: [{ path: 'run.optimiser.lr', values: rates }],
  });
  const request = { documents: plan.runs.map((r) => r.document), steps: 12 };
  const { weight, trails, floor } = must(await engine().landscape(request));
  expect(weight).toBe('dense1.weight');
  for (const [i, trail] of trails.entries()) {
    expect(trail).toHaveLength(12);
    for (const [k, { value, cost }] of trail.entries()) {
      const exact = 2 * (1 - 8 * rates[i]!) ** k;
      expect(value / exact).toBeCloseTo(1, 4);
      expect(cost / (4 * value * value)).toBeCloseTo(1, 4);
    }
  }
  for (const { value, cost } of floor) expect(cost).toBeCloseTo(4 * value * value, 4);
  // Who flies off is not followed; who hops and who creeps are.
  expect(floor[0]!.value).toBeLessThan(-2);
  expect(floor.at(-1)!.value).toBeGreaterThan(2);
  expect(floor.at(-1)!.value).toBeLessThan(14);
  const many = { documents: [sample('xor')], steps: 2 };
  expect(await engine().landscape(many)).toBeUndefined();
});

test('what cannot run is told of its run alone', async () => {
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
  const swept = sweep(ill, [engine()]);
  await swept.over;
  expect(swept.runs[0]).toMatchObject({ status: 'failed' });
  expect(must(swept.runs[0]!.issues).length).toBeGreaterThan(0);
  expect(swept.runs[1]).toMatchObject({ status: 'done', step: 5 });
  expect(swept.stateOf(1)?.training?.step).toBe(5);
});

describe('threads that are lost', () => {
  const plan = planOf(sample('xor'), {
    settings: [{ path: 'run.batchSize', values: [1, 2, 4] }],
    steps: 5,
  });
  /** Threads over channels, of which those die, counted from 0, as soon as they have a run. */
  function mortal(dies: (thread: number) => boolean) {
    const spawned: MessagePort[] = [];
    const runner = remoteRunner(() => {
      const { port1, port2 } = new MessageChannel();
      const own = spawned.push(port1) - 1;
      let die = (_: string) => {};
      const sound = apiOf(engine());
      const run = () => {
        die('it died');
        return new Promise(() => {});
      };
      expose(dies(own) ? { ...sound, run } : sound, port2);
      return {
        endpoint: port1,
        onDeath: (callback) => {
          die = callback;
        },
        close: () => {
          port1.close();
          port2.close();
        },
      };
    });
    return { runner, spawned };
  }
  test('are told of, and their run is taken up by the next, with the same numbers', async () => {
    const { runner, spawned } = mortal((thread) => thread === 0);
    const [lost, sound] = [sweep(plan, [runner]), sweep(plan, [engine()])];
    await Promise.all([lost.over, sound.over]);
    expect(spawned).toHaveLength(2);
    expect(lost.runs[0]).toEqual({ ...sound.runs[0]!, losses: 1 });
    expect(lost.runs.slice(1)).toEqual(sound.runs.slice(1));
    runner.dispose();
  });
  test('one after the other, end with what is known, and no thread is begun for ever', async () => {
    const { runner, spawned } = mortal(() => true);
    const swept = sweep(plan, [runner]);
    await swept.over;
    expect(swept.runs.map((r) => r.status)).toEqual(['failed', 'failed', 'failed']);
    for (const { issues } of swept.runs)
      expect(sentenceOf(must(must(issues)[0]))).toContain('it died');
    expect(spawned).toHaveLength(3);
  });
  test('leave their runs to the others', async () => {
    const { runner } = mortal(() => true);
    const swept = sweep(plan, [runner, engine()]);
    await swept.over;
    const states = swept.runs.map((r) => r.status);
    expect(states.filter((s) => s === 'done').length).toBeGreaterThanOrEqual(2);
    expect(states).not.toContain('waiting');
  });
});

test('cancelled, it resolves at once and changes nothing any more', async () => {
  const plan = planOf(sample('xor'), {
    settings: [{ path: 'run.batchSize', values: [1, 2, 3] }],
    steps: 1_000_000_000,
  });
  let changes = 0;
  const swept = sweep(plan, [engine()], {}, () => changes++);
  while (swept.runs[0]!.step < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  swept.cancel();
  await swept.over;
  const before = changes;
  expect(swept.runs.map((r) => r.status)).toEqual(['running', 'waiting', 'waiting']);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(changes).toBe(before);
});
