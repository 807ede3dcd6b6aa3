/** Training: the same seed gives the same bits, whoever looks and however time falls. */
import { describe, expect, test } from 'vitest';
import { ok, sentenceOf } from '../../src/base/issue.ts';
import type { MakeDataset } from '../../src/data/dataset.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import type { EngineApi } from '../../workers/engine/protocol.ts';
import { lineData, lineDocument, linePlan, listened } from './line.ts';

/** Losses of the first 50 steps, of which each one gives a point. */
async function curve(options: {
  watch?: number;
  now?: () => number;
  lr?: number;
  chunks?: readonly number[];
  /** Gives way, and counts the rests. */
  rests?: { count: number };
}) {
  const { rests } = options;
  const t = await listened({
    clock: {
      ...(options.now && { now: options.now }),
      ...(rests && {
        wait: async () => {
          rests.count++;
        },
      }),
    },
  });
  if (rests) await t.engine.throttle(true);
  await t.engine.load({ document: lineDocument(), generation: 1 });
  if (options.watch) await t.engine.watch(['e2'], options.watch);
  for (const steps of options.chunks ?? [50]) {
    await t.engine.train(steps);
    await t.rest();
  }
  const losses = new Map(t.points().map((p) => [p.step, p.cost]));
  losses.delete(0);
  return { losses, weights: await t.engine.readWeights(), frames: t.frames() };
}

test('the hand-written plan keeps the rules of plans', () => {
  expect(verifyPlan(linePlan(4, 0.05))).toEqual([]);
});

describe('the same seed gives the same losses, bit for bit', () => {
  test('on each run, watched or not, in one go or in pieces, with any clock', async () => {
    const plain = await curve({});
    expect(plain.losses.size).toBe(50);
    let ticks = 0;
    // A clock that leaps: every slice ends at once, every look, frame and evaluation is due.
    const leaping = () => (ticks += 1_000);
    const rests = { count: 0 };
    const others = [
      await curve({ rests, now: leaping }),
      await curve({}),
      await curve({ watch: 20 }),
      await curve({ watch: 20, now: leaping }),
      await curve({ now: () => 0 }),
      await curve({ chunks: [1, 7, 30, 12] }),
    ];
    for (const other of others) {
      expect([...other.losses]).toEqual([...plain.losses]);
      expect(other.weights).toEqual(plain.weights);
    }
    expect(rests.count).toBeGreaterThan(0);
    expect(others[3]?.frames.some((f) => f.taps.length === 2 && (f.taps[1] ?? 0) > 0)).toBe(true);
  });

  test('and it learns: the weight goes towards 3', async () => {
    const { losses, weights } = await curve({});
    expect(losses.get(50)).toBeLessThan((losses.get(1) ?? 0) / 10);
    expect(weights['neuron1.weight']?.data[0]).toBeGreaterThan(2.5);
  });

  test('the fast step and the watched one do differ in their last bits, or this would prove nothing', async () => {
    const cost = async (routine: 'train' | 'watch') => {
      const instance = await reference.instantiate(linePlan(4, 0.05));
      const { plan } = instance;
      const r = plan.routines[routine];
      for (const [i, ref] of Object.values(r?.inputs ?? {}).entries())
        instance.view(ref.buffer).set([0.1, 0.7, -0.3, 0.9].map((v) => v * (i + 1) + 0.01));
      instance.view(0)[0] = 0.123;
      instance.view(plan.dials.lr?.buffer ?? -1)[0] = 0.05;
      for (let s = 1; s <= 20; s++) instance.submit(routine, 1, s);
      return instance.view(0)[0];
    };
    expect(await cost('train')).not.toBe(await cost('watch'));
    expect(await cost('train')).toBeCloseTo((await cost('watch')) ?? 0, 10);
  });
});

test('reset gives the same curve again, and epochs count whole passes over the data', async () => {
  const t = await listened();
  await t.engine.load({ document: lineDocument(), generation: 1 });
  await t.engine.train(30);
  await t.rest();
  const losses = () => t.points().flatMap((p) => (p.step > 0 ? [[p.step, p.cost]] : []));
  const first = losses();
  // 12 rows in batches of 4: three steps an epoch.
  const epochs = new Map(t.points().map((p) => [p.step, p.epoch]));
  expect([2, 3, 29, 30].map((step) => epochs.get(step))).toEqual([0, 1, 9, 10]);
  t.events.length = 0;
  await t.engine.reset();
  expect(t.frames().at(-1)).toMatchObject({ step: 0, epoch: 0, status: 'ready' });
  await t.engine.train(30);
  await t.rest();
  expect(losses()).toEqual(first);
});

test('a different seed draws other weights and other batches', async () => {
  const run = async (seed: number) => {
    const t = await listened();
    await t.engine.load({ document: lineDocument({ seed }), generation: 1 });
    await t.engine.train(3);
    await t.rest();
    return t.points().map((p) => p.cost);
  };
  expect(await run(1)).not.toEqual(await run(2));
});

test('validation loss is the mean over exactly the validation rows, whatever pads the last chunk', async () => {
  const t = await listened();
  await t.engine.load({ document: lineDocument(), generation: 1 });
  await t.told();
  const w = (await t.engine.readWeights())['neuron1.weight']?.data[0] ?? Number.NaN;
  const { lineData } = await import('./line.ts');
  const mean = (rows: Uint32Array) =>
    rows.reduce(
      (sum, r) => sum + ((lineData.features[r] ?? 0) * w - (lineData.targets[r] ?? 0)) ** 2,
      0,
    ) / rows.length;
  const point = t.points().at(-1);
  expect(point?.validationCost).toBeCloseTo(mean(lineData.validation), 12);
  expect(point?.cost).toBeCloseTo(mean(lineData.training), 12);
  expect(point?.accuracy).toBeNaN();
});

test('pause is heard between two slices of endless training', async () => {
  const t = await listened();
  await t.engine.load({ document: lineDocument(), generation: 1 });
  await t.engine.train();
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 1));
  await t.engine.pause();
  const last = t.frames().at(-1);
  expect(last?.status).toBe('paused');
  expect(last?.step).toBeGreaterThan(0);
  const weights = await t.engine.readWeights();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(await t.engine.readWeights()).toEqual(weights);
  expect(t.frames().at(-1)?.step).toBe(last?.step);
});

test('a dial acts at once and is not lost to the next step', async () => {
  const t = await listened();
  await t.engine.load({ document: lineDocument(), generation: 1 });
  await t.engine.dial('lr', 0);
  const before = await t.engine.readWeights();
  await t.engine.train(10);
  await t.rest();
  expect(await t.engine.readWeights()).toEqual(before);
  await t.engine.dial('lr', 0.05);
  await t.engine.train(1);
  await t.rest();
  expect(await t.engine.readWeights()).not.toEqual(before);
  // No use for it here: no harm either.
  await t.engine.dial('colour', 1);
  await t.engine.dial('lr', Number.NaN);
  expect(t.troubles().map((i) => i.code)).toEqual(['run.dial']);
});

describe('numbers that are not finite', () => {
  test('stop the training, name the step and the node, and keep the last good weights', async () => {
    const run = async (now?: () => number) => {
      const t = await listened(now ? { clock: { now } } : {});
      await t.engine.load({ document: lineDocument({ lr: 1e60 }), generation: 4 });
      await t.engine.train();
      await t.rest();
      return { t, weights: await t.engine.readWeights() };
    };
    const { t, weights } = await run();
    const [trouble] = t.troubles();
    expect(trouble?.code).toBe('run.not-finite');
    expect(trouble?.args?.node).toEqual({ node: 'mse1' });
    expect(trouble?.where).toEqual({ node: 'mse1' });
    const last = t.frames().at(-1);
    expect(last?.status).toBe('failed');
    expect(trouble?.args?.step).toBe((last?.step ?? 0) + 1);
    expect(Number.isFinite(weights['neuron1.weight']?.data[0])).toBe(true);
    expect(t.points().every((p) => Number.isFinite(p.cost))).toBe(true);

    let ticks = 0;
    const again = await run(() => (ticks += 7));
    expect(again.weights).toEqual(weights);
    expect(again.t.troubles()[0]?.args).toEqual(trouble?.args);

    await t.engine.load({ document: lineDocument({ lr: 0.05 }), generation: 5, fresh: true });
    await t.engine.train(5);
    await t.rest();
    expect(t.frames().at(-1)).toMatchObject({ generation: 5, status: 'paused', step: 5 });
  });
});

test('no point is told of a step whose weights are not finite, though its cost was', async () => {
  // Time stands still: what the first steps say is told with the failure.
  const t = await listened({ clock: { now: () => 0 } });
  await t.engine.load({ document: lineDocument({ lr: 1.7e308 }), generation: 1 });
  await t.engine.train();
  await t.rest();
  expect(t.troubles()[0]?.args?.step).toBe(1);
  expect(t.frames().at(-1)).toMatchObject({ status: 'failed', step: 0 });
  expect(t.points().filter((p) => p.step > 0)).toEqual([]);
});

describe('why a run diverged', () => {
  const many =
    (times: Partial<Record<'features' | 'targets', number>>): MakeDataset =>
    async () =>
      ok({
        ...lineData,
        features: lineData.features.map((x) => x * (times.features ?? 1)),
        targets: lineData.targets.map((y) => y * (times.targets ?? 1)),
      });
  const codes = async (
    parts: Parameters<typeof listened>[0],
    lr: number,
    weights?: Parameters<EngineApi['load']>[0]['weights'],
  ) => {
    const t = await listened(parts);
    const document = lineDocument({ lr });
    await t.engine.load({ document, generation: 1, ...(weights && { weights }) });
    await t.engine.train();
    await t.rest();
    return t.troubles().map((i) => `${i.code} ${i.where?.node ?? ''}`);
  };
  const stopped = 'run.not-finite mse1';
  test('is the learning rate where nothing else is out of the ordinary', async () => {
    expect(await codes({}, 1e60)).toEqual([stopped, 'run.cause-rate ']);
  });
  test('are inputs that are not scaled', async () => {
    const makeDataset = many({ features: 1000 });
    expect(await codes({ makeDataset }, 0.05)).toEqual([stopped, 'run.cause-inputs data1']);
  });
  test('are weights that were out of range at the start, however many steps it took', async () => {
    const starting = async (data: number[]) =>
      (await codes({}, 5, { 'neuron1.weight': { shape: [1], data: Float32Array.from(data) } })).at(
        -1,
      );
    expect(await starting([-2e3])).toBe('run.cause-weights neuron1');
    expect(await starting([60])).toBe('run.cause-rate ');
  });
  test('are targets far from what the loss is for', async () => {
    const makeDataset = many({ targets: 1e6 });
    expect(await codes({ makeDataset }, 5)).toContain('run.cause-targets data1');
  });
});

test('a backend that fails is told; the last good weights stay, and Train works again', async () => {
  let fail = false;
  const t = await listened({
    backends: [
      {
        ...reference,
        instantiate: async (...args) => {
          const instance = await reference.instantiate(...args);
          const working = () => {
            if (fail) throw new Error('out of order');
          };
          return {
            ...instance,
            submit: (...args) => {
              working();
              instance.submit(...args);
            },
            train: (steps) => {
              working();
              return instance.train(steps);
            },
          };
        },
      },
    ],
  });
  await t.engine.load({ document: lineDocument(), generation: 1 });
  const start = await t.engine.readWeights();
  fail = true;
  await t.engine.train();
  await t.rest();
  expect(t.frames().at(-1)?.status).toBe('failed');
  expect(sentenceOf(t.troubles()[0]!)).toContain('out of order');
  expect(await t.engine.readWeights()).toEqual(start);
  fail = false;
  await t.engine.train(5);
  await t.rest();
  expect(t.frames().at(-1)).toMatchObject({ status: 'paused', step: 5 });
});

test('asking for the impossible is told, never thrown', async () => {
  const t = await listened();
  await t.engine.train();
  expect(await t.engine.stepForward()).toBeUndefined();
  expect(await t.engine.inspectNode('neuron1')).toBeUndefined();
  expect(await t.engine.explain()).toBeUndefined();
  await t.engine.load({ document: lineDocument(), generation: 1 });
  await t.engine.train(-1);
  await t.engine.train(1.5);
  expect(await t.engine.inspectEdge('e99')).toBeUndefined();
  expect(await t.engine.runTo('nobody')).toMatchObject({ done: 0 });
  expect(t.troubles().map((i) => i.code)).toEqual(['run.nothing', 'run.steps', 'run.steps']);
});
