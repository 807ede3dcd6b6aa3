/** Looks at the validation cost that training goes by: stopping early, and a schedule that watches. */

import { describe, expect, test } from 'vitest';
import { makeReady } from '../../cli/executor.ts';
import { must } from '../../src/base/assert.ts';
import { sentenceOf } from '../../src/base/issue.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document, RunSettings } from '../../src/document/records.ts';
import type { Backend } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { createEvaluation } from '../../workers/engine/evaluation.ts';
import { endStep } from '../../workers/engine/validation-checks.ts';
import { adam, bceWithLogits, data, dense, draw, tanh } from '../vocabulary.ts';
import { listened } from './line.ts';

const thing = (kind: string, params = {}) => ({ kind, params });

/** Sixteen noisy points to learn, sixty-four to judge by: it over-fits within some hundred steps. */
const document = (run: Partial<RunSettings> = {}, validation = 0.8): Document =>
  draw(
    [
      data('moons', { samples: 80, noise: 0.35, validation }),
      dense(24),
      tanh(),
      dense(1),
      bceWithLogits(),
    ],
    [
      'data1.x -> dense1.in',
      'dense1.out -> tanh1.in',
      'tanh1.out -> dense2.in',
      'dense2.out -> bceWithLogits1.prediction',
      'data1.y -> bceWithLogits1.target',
    ],
    { batchSize: 8, optimiser: adam(0.05), ...run },
  );
const EARLY = thing('early', { every: 2, patience: 5 });

async function begun(run: Partial<RunSettings>, backend: Backend = reference, now = () => 0) {
  const t = await listened({ compile, makeDataset, backends: [backend], clock: { now } });
  const reply = await t.engine.load({ document: document(run), generation: 1 });
  const stops = () => t.events.flatMap((e) => (e.type === 'stopped' ? [e.issue] : []));
  const train = async (steps?: number) => {
    await t.engine.train(steps);
    await t.rest();
    await t.engine.pause();
  };
  const step = () => must(t.frames().at(-1), 'a frame').step;
  return { ...t, reply, stops, train, step };
}

describe.each([reference, wasm])('stopping early on $name', (backend) => {
  test('ends by itself, tells why, and has the weights of the best look', async () => {
    const t = await begun({ stop: EARLY }, backend);
    await t.train(100_000);
    const [told, ...more] = t.stops();
    expect(more).toEqual([]);
    expect(told?.code).toBe('run.stopped-back');
    const { at, best } = must(told?.args, 'arguments') as { at: number; best: number };
    // Two steps an epoch, a look each two epochs, and five looks after the best one.
    expect(at).toBe(best + 5 * 4);
    expect(best % 4).toBe(0);
    expect(t.step()).toBe(at);
    expect(t.frames().at(-1)?.status).toBe('paused');
    expect(t.troubles()).toEqual([]);

    const free = await begun({}, backend);
    await free.train(best);
    expect(await t.engine.readWeights()).toEqual(await free.engine.readWeights());
    // And what is told is what was measured: no look before or after was lower.
    const cost = must(free.points().at(-1), 'a point').validationCost;
    const shown = t.points().filter((p) => p.step === at);
    expect(shown.at(-1)?.validationCost).toBeCloseTo(cost, 6);
    await free.train(at - best);
    expect(must(free.points().at(-1), 'a point').validationCost).toBeGreaterThan(cost);
  });

  test('is the same whatever is looked at, and however the steps are asked for', async () => {
    let ticks = 0;
    const nosy = await begun({ stop: EARLY }, backend, () => (ticks += 13));
    await nosy.engine.watch(Object.keys(document().edges), 20);
    await nosy.train(100_000);
    const plain = await begun({ stop: EARLY }, backend);
    // In pieces, until it stops by itself.
    for (let i = 0; i < 2_000 && !plain.stops().length; i++) await plain.train(3);
    expect(nosy.stops()[0]?.args).toEqual(plain.stops()[0]?.args);
    expect(await nosy.engine.readWeights()).toEqual(await plain.engine.readWeights());
  });
});

test('pausing in the midst of a look changes nothing', async () => {
  // Three chunks of rows for each look, and a clock by which every slice is over at once.
  const long = { ...document({ stop: EARLY }) };
  const source = must(long.nodes.data1, 'the data');
  const nodes = {
    ...long.nodes,
    data1: { ...source, params: { ...source.params, samples: 700, validation: 0.9 } },
  };
  const run = async (now: () => number) => {
    const t = await listened({ compile, makeDataset, backends: [wasm], clock: { now } });
    await t.engine.load({ document: { ...long, nodes }, generation: 1 });
    const stops = () => t.events.flatMap((e) => (e.type === 'stopped' ? [e.issue] : []));
    return { ...t, stops };
  };
  let ticks = 0;
  const nosy = await run(() => (ticks += 13));
  let pauses = 0;
  for (let i = 0; i < 3_000 && !nosy.stops().length; i++) {
    await nosy.engine.train();
    // Enough for the parts of a step, which takes longer than a slice by such a clock.
    for (let k = 0; k < 6 * (i % 7); k++) await new Promise((resolve) => setImmediate(resolve));
    await nosy.engine.dial('lr', 0.05);
    await nosy.engine.pause();
    pauses++;
  }
  const plain = await run(() => 0);
  await plain.engine.train(100_000);
  await plain.rest();
  expect(pauses).toBeGreaterThan(50);
  expect(nosy.stops()[0]?.args).toEqual(plain.stops()[0]?.args);
  expect(await nosy.engine.readWeights()).toEqual(await plain.engine.readWeights());
});

test('behind the best weights the objective is theirs, not that of the last batch', async () => {
  const penalised = document({ stop: EARLY });
  const dense1 = must(penalised.nodes.dense1, 'a layer');
  const nodes = {
    ...penalised.nodes,
    dense1: { ...dense1, params: { ...dense1.params, l2: 0.05 } },
  };
  const t = await listened({
    compile,
    makeDataset,
    backends: [reference],
    clock: { now: () => 0 },
  });
  await t.engine.load({ document: { ...penalised, nodes }, generation: 1 });
  await t.engine.train(100_000);
  await t.rest();
  await t.told();
  const end = must(t.points().at(-1), 'a point');
  expect(t.events.some((e) => e.type === 'stopped')).toBe(true);
  const weights = must((await t.engine.readWeights())['dense1.weight'], 'weights').data;
  // λ/2 Σw², as penalties are.
  const squares = Array.from(weights).reduce((sum, w) => sum + w * w, 0);
  expect(end.objective - end.cost).toBeCloseTo((0.05 / 2) * squares, 9);
});

describe('where training ends otherwise, better weights are offered', () => {
  const offers = (t: Awaited<ReturnType<typeof begun>>) =>
    t.events.flatMap((e) => (e.type === 'better' ? [e.issue.args] : []));
  const patient = thing('early', { every: 2, patience: 1_000 });

  test('behind the last step; taking them can be taken back', async () => {
    const t = await begun({ stop: patient });
    await t.train(400);
    await t.told();
    const [offer, ...more] = offers(t);
    expect(more).toEqual([]);
    const best = Number(must(offer, 'an offer').best);
    expect(best).toBeLessThan(400);
    const last = await t.engine.readCheckpoint();
    expect(await t.engine.takeBest('b1')).toBe('kept');
    const free = await begun({});
    await free.train(best);
    expect(await t.engine.readWeights()).toEqual(await free.engine.readWeights());
    expect(t.step()).toBe(400);
    expect(await t.engine.exchange('b1')).toBe(true);
    expect(await t.engine.readCheckpoint()).toEqual(last);
  });

  test('at a pause', async () => {
    let ticks = 0;
    const t = await begun({ stop: patient }, reference, () => (ticks += 5));
    await t.engine.train();
    while (t.step() < 400) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(offers(t)).toEqual([]);
    await t.engine.pause();
    expect(offers(t)).toHaveLength(1);
  });

  test('not to whoever takes single steps, nor where there are none to go back to', async () => {
    const t = await begun({ stop: patient });
    await t.train(400);
    t.events.length = 0;
    for (let i = 0; i < 3; i++) await t.train(1);
    expect(offers(t)).toEqual([]);
    for (const stop of [thing('early', { every: 2, patience: 1_000, restore: false }), undefined]) {
      const free = await begun(stop ? { stop } : {});
      await free.train(400);
      expect(offers(free)).toEqual([]);
      expect(await free.engine.takeBest('b1')).toBe('same');
    }
  });
});

test('weights that are put in place of others leave nothing of the old cost', async () => {
  const t = await begun({});
  await t.train(5);
  const weights = await t.engine.readWeights();
  await t.train(50);
  await t.told();
  const before = must(t.points().at(-1), 'a point').cost;
  t.events.length = 0;
  await t.engine.writeWeights(weights);
  await t.told();
  expect(must(t.points().at(-1), 'a point').cost).not.toBe(before);
});

test('whoever trains on has patience anew, from the best weights', async () => {
  const t = await begun({ stop: EARLY });
  await t.train(100_000);
  const at = t.step();
  await t.train(100_000);
  expect(t.stops()).toHaveLength(2);
  expect(t.step()).toBeGreaterThanOrEqual(at + 5 * 4);
});

test('the weights stay where that is wished, and a fall below the least improvement is none', async () => {
  const t = await begun({ stop: thing('early', { every: 2, patience: 5, restore: false }) });
  await t.train(100_000);
  expect(t.stops()[0]?.code).toBe('run.stopped');
  const free = await begun({});
  await free.train(t.step());
  expect(await t.engine.readWeights()).toEqual(await free.engine.readWeights());

  const strict = await begun({ stop: thing('early', { every: 2, patience: 5, delta: 100 }) });
  await strict.train(100_000);
  // The first look is the best one; after it nothing falls by so much.
  expect(strict.stops()[0]?.args).toMatchObject({ best: 4, at: 24 });
});

test('without a validation part it never stops, and that is told', async () => {
  const blind = (run: Partial<RunSettings>) =>
    listened({ compile, makeDataset }).then(async (t) => {
      const reply = await t.engine.load({ document: document(run, 0), generation: 1 });
      await t.engine.train(300);
      await t.rest();
      return { codes: reply.compilation.issues.map((i) => i.code), t };
    });
  const { codes, t } = await blind({ stop: thing('early', { patience: 1 }) });
  expect(codes).toEqual(['run.stop-blind']);
  expect(t.events.some((e) => e.type === 'stopped')).toBe(false);
  const watching = thing('plateau', { watch: 'validation' });
  expect((await blind({ schedule: watching })).codes).toEqual(['run.schedule-blind']);
});

describe('a plateau of the validation cost', () => {
  const params = { watch: 'validation', every: 6, patience: 1, factor: 0.5, threshold: 0.05 };

  test('cuts the rate as ReduceLROnPlateau does that is shown these costs', async () => {
    const doc = document({ schedule: thing('plateau', params) });
    const ready = await makeReady(doc);
    if (!ready.ok) throw new Error(sentenceOf(ready.issues[0]!));
    const { executor } = ready.value;
    const rateRef = must(executor.plan.routines.train?.results.rate, 'the rate');
    const lr = 0.05;
    let [best, bad, rate] = [Number.POSITIVE_INFINITY, 0, lr];
    const rates: number[] = [];
    for (let step = 1; step <= 240; step++) {
      await executor.trainSteps(1);
      rates.push((await executor.read(rateRef))[0]!);
      expect(rates.at(-1)).toBeCloseTo(rate, 12);
      await endStep(executor, false);
      if (step % params.every) continue;
      const evaluation = createEvaluation(executor);
      let metrics = await evaluation.advance(false);
      while (!metrics) metrics = await evaluation.advance(false);
      // torch.optim.lr_scheduler.ReduceLROnPlateau.step
      if (metrics.validationCost < best * (1 - params.threshold))
        [best, bad] = [metrics.validationCost, 0];
      else bad++;
      if (bad > params.patience) [rate, bad] = [rate * params.factor, 0];
    }
    expect(new Set(rates).size).toBeGreaterThan(3);
  });

  test('is the same twice, watched or not, and steps back to the very same bits', async () => {
    const run = {
      schedule: thing('warmUp', { steps: 4, next: thing('plateau', params) }),
      stop: EARLY,
    };
    const first = await begun(run, wasm);
    await first.train(29);
    let ticks = 0;
    const second = await begun(run, wasm, () => (ticks += 13));
    await second.engine.watch(Object.keys(document().edges), 20);
    await second.train(29);
    expect(await second.engine.readWeights()).toEqual(await first.engine.readWeights());

    const { engine } = first;
    const start = await engine.readWeights();
    // Over a look of each kind: behind step 30 and behind step 32.
    const total = 4 * first.reply.moves.length;
    for (let i = 0; i < total; i++) await engine.stepForward();
    const after = await engine.readWeights();
    for (let i = 0; i < total; i++) await engine.stepBack();
    expect(await engine.readWeights()).toEqual(start);
    for (let i = 0; i < total; i++) await engine.stepForward();
    expect(await engine.readWeights()).toEqual(after);
    expect(first.troubles()).toEqual([]);
  });
});

test('without a rule there is no look, and nothing is slower for it', async () => {
  const ready = await makeReady(document());
  if (!ready.ok) throw new Error(sentenceOf(ready.issues[0]!));
  const { executor } = ready.value;
  expect(executor.plan.stop).toBeUndefined();
  expect(executor.plan.validation).toBeUndefined();
  await executor.trainSteps(1);
  expect(executor.plan.storage.every((v) => !v.name.startsWith('@'))).toBe(true);
});
