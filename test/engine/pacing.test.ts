/**
 * How fast a run is let go, and what is shown of it. The clock of these tests moves when somebody waits, so that
 * a second of a run is over at once, and by as much as the test says for each step.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { sentenceOf } from '../../src/base/issue.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { PACES, type Pace } from '../../src/document/paces.ts';
import type { Document } from '../../src/document/records.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { isMilestone, untilMilestone } from '../../workers/engine/milestones.ts';
import { createPacer } from '../../workers/engine/pacer.ts';
import type { CurvePoint, Goal, Shown } from '../../workers/engine/protocol.ts';
import { SMALL_SAMPLES } from '../samples/light.ts';
import { lineDocument, listened } from './line.ts';

/** Trains at that pace for so many seconds. @param cost of a step, in milliseconds. */
async function run(
  pace: Pace,
  seconds: number,
  cost = 0,
  hertz = 20,
  shown?: Shown,
  document?: Document,
) {
  let time = 0;
  const backend: typeof wasm = {
    ...wasm,
    instantiate: async (...args) => {
      const instance = await wasm.instantiate(...args);
      return {
        ...instance,
        train: async (steps) => {
          const trained = await instance.train(steps);
          time += cost * trained.done;
          return trained;
        },
      };
    },
  };
  let over = () => {};
  const end = new Promise<void>((resolve) => {
    over = resolve;
  });
  const macrotask = () => new Promise<void>((resolve) => void setImmediate(resolve));
  const t = await listened({
    ...(document && { compile, makeDataset }),
    backends: [backend],
    clock: {
      now: () => {
        if (time >= 1_000 * seconds) over();
        return time;
      },
      yieldToOthers: macrotask,
      wait: (milliseconds) => {
        time += milliseconds;
        return macrotask();
      },
    },
  });
  await t.engine.load({ document: document ?? lineDocument({ batchSize: 12 }), generation: 1 });
  await t.engine.pace(pace);
  if (hertz) await t.engine.watch(['e2'], hertz);
  if (shown) await t.engine.show(shown);
  await t.engine.train();
  await end;
  await t.engine.pause();
  await t.rest();
  const frames = t.frames();
  return { step: frames.at(-1)!.step, frames, state: await t.engine.readCheckpoint() };
}

describe('the last step allowed', () => {
  test('a hundred steps of time-lapse take five seconds, each further tenfold four more', () => {
    for (const [seconds, steps] of [
      [5, 100],
      [9, 1_000],
      [13, 10_000],
    ] as const) {
      const pacer = createPacer();
      pacer.set('timeLapse');
      pacer.start(0, 0);
      let step = 0;
      for (let ms = 0; ms <= 1_000 * seconds; ms += 10) step += pacer.allowed(step, ms);
      expect(step / steps).toBeGreaterThan(0.95);
      expect(step / steps).toBeLessThan(1.1);
    }
  });
  test('time-lapse goes on as fast as it was', () => {
    const pacer = createPacer();
    pacer.set('timeLapse');
    pacer.start(10_000, 0);
    let step = 10_000;
    for (let ms = 0; ms <= 4_000; ms += 10) step += pacer.allowed(step, ms);
    expect(step).toBeGreaterThan(95_000);
    expect(step).toBeLessThan(105_000);
  });
  test('however seldom or unevenly somebody asks, a fixed pace is kept, and nothing bursts after a wait', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 3, 10, 30, 100, 1_000),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 50, maxLength: 200 }),
        fc.integer({ min: 1_000, max: 60_000 }),
        (pace, waits, pause) => {
          const pacer = createPacer();
          pacer.set(pace);
          pacer.start(0, 0);
          let [step, time] = [0, 0];
          for (const wait of waits) {
            time += wait;
            step += Math.max(0, pacer.allowed(step, time));
          }
          expect(Math.abs(step - 1 - (time * pace) / 1_000)).toBeLessThanOrEqual(1);
          expect(pacer.allowed(step, time + pause)).toBeLessThanOrEqual(1 + pace / 4);
        },
      ),
    );
  });
});

describe.each([1, 3, 10, 30] as const)('at %d steps a second', (pace) => {
  test('each step is a point of the curve and of the charts on wires, and nobody turns in a circle', async () => {
    const { step, frames } = await run(pace, 20 / pace + 1);
    expect(step).toBeGreaterThanOrEqual(20);
    expect(step).toBeLessThanOrEqual(22 + pace);
    const points = new Set(frames.flatMap((f) => f.points.map((p) => p.step)));
    for (let i = 1; i <= step; i++) expect(points, `step ${i}`).toContain(i);
    // One reading for each step: two numbers for the one edge that is watched.
    const readings = frames.reduce((n, f) => n + f.taps.length / 2, 0);
    expect(readings).toBe(step);
    expect(frames.flatMap((f) => f.tapSteps)).toEqual(
      Array.from({ length: step }, (_, i) => i + 1),
    );
  });
});

test.each([1, 10, 30, 'timeLapse'] as const)(
  'at %s a frame is one moment: cards and the decision map are of its step, to the bit',
  async (pace) => {
    const { document } = must(
      SMALL_SAMPLES.find(({ id }) => id === 'xor'),
      'XOR',
    );
    const [source, loss] = ['data', 'bce'].map((start) =>
      Object.keys(document.nodes).find((id) => id.startsWith(start)),
    ) as [string, string];
    const map = {
      source,
      loss,
      x: 0,
      y: 1,
      resolution: 4,
      xRange: [-1, 1],
      yRange: [-1, 1],
    } as const;
    const shown = { nodes: ['dense1', 'nobody'], first: 0, map };
    const slow = await run(pace, pace === 1 ? 6 : 2, 0, 20, shown, document);
    const training = slow.frames.filter((f) => f.status === 'training' && f.points.length > 0);
    const pictured = training.filter((f) => f.pictures);
    expect(pictured.length).toBeGreaterThan(4);
    // None without them, as long as each step is shown.
    expect(training.findLastIndex((f) => f.pictures)).toBe(pictured.length - 1);
    const t = await listened({ compile, makeDataset, backends: [wasm] });
    await t.engine.load({ document, generation: 1 });
    for (const { step, pictures } of pictured) {
      await t.engine.train(step - (await t.engine.inspectNode('dense1'))!.step);
      await t.rest();
      const [one, ...others] = pictures!.nodes;
      expect(others).toEqual([]);
      expect(one).toEqual(await t.engine.inspectNode('dense1'));
      expect(pictures!.map).toEqual(await t.engine.map(map));
      expect([one!.step, pictures!.map!.step]).toEqual([step, step]);
    }
  },
);

test('pictures change no number, and at full speed no frame waits for them', async () => {
  const shown = { nodes: ['neuron1'], first: 0 };
  const [bare, pictured] = [await run(30, 2, 0, 20), await run(30, 2, 0, 20, shown)];
  const costs = ({ frames }: typeof bare) =>
    new Map(frames.flatMap((f) => f.points.map((p) => [p.step, p.cost])));
  const [own, other] = [costs(bare), costs(pictured)];
  for (const [step, cost] of other) if (own.has(step)) expect(cost).toBe(own.get(step));
  const full = await run('full', 1, 0.01, 20, shown);
  expect(full.frames.some((f) => f.pictures)).toBe(false);
});

test('charts on wires go on behind the steps that are read one by one', async () => {
  const { step, frames } = await run('timeLapse', 9, 0, 2);
  const steps = frames.flatMap((f) => f.tapSteps);
  expect(steps.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  // Twice a second: the last of them was at most a beat ago, and a little.
  expect(step).toBeGreaterThan(500);
  expect(steps.at(-1)).toBeGreaterThan(step / 2);
});

test('what is watched is told with the step whose it is', async () => {
  const slow = await run(10, 3);
  const norms = slow.frames.flatMap((f) => [...f.taps].filter((_, i) => i % 2 === 1));
  // The same steps one by one, each looked at before it is taken.
  const t = await listened({ backends: [wasm] });
  await t.engine.load({ document: lineDocument({ batchSize: 12 }), generation: 1 });
  for (const [i, norm] of norms.entries()) {
    const { gradient } = (await t.engine.inspectEdge('e2'))!;
    expect(norm, `step ${i + 1}`).toBeCloseTo(Math.hypot(...gradient!.data), 5);
    await t.engine.train(1);
    await t.rest();
  }
});

test('a network that is slower than its pace runs as fast as it can', async () => {
  const full = await run('full', 10, 400);
  for (const pace of [10, 1_000, 'timeLapse'] as const) {
    const { step } = await run(pace, 10, 400);
    expect(step).toBeGreaterThanOrEqual(full.step - 1);
  }
});

test('whatever the pace, the same steps give the same numbers', async () => {
  const states = [];
  for (const pace of PACES) {
    const t = await listened({ backends: [wasm] });
    await t.engine.load({ document: lineDocument({ batchSize: 4 }), generation: 1 });
    await t.engine.pace(pace);
    await t.engine.watch(['e2'], 20);
    await t.engine.train(3);
    await t.rest();
    states.push(await t.engine.readCheckpoint());
  }
  for (const state of states) expect(state).toEqual(states[0]);
});

test('at steps 1, 2, 4, 8 … it is known how well the network does, and nowhere is an old figure repeated', async () => {
  const { frames } = await run('timeLapse', 9);
  const points = new Map(frames.flatMap((f) => f.points).map((p) => [p.step, p]));
  for (let step = 1; step <= 512; step *= 2)
    expect(points.get(step)?.validationCost ?? Number.NaN, `step ${step}`).not.toBeNaN();
  const known = [...points.values()].filter((p) => !Number.isNaN(p.validationCost));
  expect(known.length).toBeLessThan(points.size);
  // Before it has converged no two steps do equally well.
  const early = known.filter((p) => p.step <= 32);
  expect(new Set(early.map((p) => p.validationCost)).size).toBe(early.length);
});

test('at full speed it is known there, too, however many steps fit into a slice', async () => {
  const { frames } = await run('full', 0.05, 0.001);
  const points = new Map(frames.flatMap((f) => f.points).map((p) => [p.step, p]));
  for (let step = 1; step <= 2_048; step *= 2)
    expect(points.get(step)?.validationCost ?? Number.NaN, `step ${step}`).not.toBeNaN();
});

test('what was measured last stays in the bar, also where a validation check is newer', async () => {
  const sample = SMALL_SAMPLES.find((s) => s.id === 'earlyStopping')!;
  // A check each epoch, and patience for all of them.
  const stop = { kind: 'early', params: { every: 1, patience: 10_000 } };
  const document = { ...sample.document, run: { ...sample.document.run, stop } };
  let time = 0;
  const clock = { now: () => (time += 0.3) };
  const t = await listened({ compile, makeDataset, backends: [wasm], clock });
  await t.engine.load({ document, generation: 1 });
  await t.engine.train(2_000);
  await t.rest();
  const known = t.frames().filter((f) => f.status === 'training' && f.step > 10);
  expect(known.length).toBeGreaterThan(1);
  for (const { now, step } of known) {
    expect(now!.accuracy, `accuracy at step ${step}`).not.toBeNaN();
    expect(now!.validationAccuracy, `validation accuracy at step ${step}`).not.toBeNaN();
  }
});

test.each([
  ['the weights at rest were evaluated', true],
  ['training begins at once', false],
])(
  'an evaluation is of one step: training waits for it, and it for its share of the time, where %s',
  async (_, rested) => {
    // Each chunk of rows takes a slice, and each step a millisecond.
    let time = 0;
    const evaluations: { readonly step: number; readonly at: number }[] = [];
    const backend: typeof wasm = {
      ...wasm,
      instantiate: async (...args) => {
        const instance = await wasm.instantiate(...args);
        return {
          ...instance,
          train: async (call) => {
            const trained = await instance.train(call);
            time += trained.done;
            return trained;
          },
          submit: (...call) => {
            if (call[0] === 'evaluate') {
              evaluations.push({ step: call[2], at: time });
              time += 12;
            }
            instance.submit(...call);
          },
        };
      },
    };
    const t = await listened({ backends: [backend], clock: { now: () => time } });
    await t.engine.load({ document: lineDocument({ batchSize: 4 }), generation: 1 });
    if (rested) await t.told();
    evaluations.length = 0;
    const from = time;
    await t.engine.train(3_000);
    await t.rest();
    const end = t.frames().at(-1)!.step;
    const under = evaluations.filter(({ step }) => step < end);
    // Of what nobody knows what it takes, the first rows tell.
    const [first, ...others] = rested ? under : under.slice(1);
    const at = (wanted: number) => [first!, ...others].filter(({ step }) => step === wanted).length;
    const chunks = at(first!.step);
    expect(chunks).toBeGreaterThan(1);
    expect(others.length).toBeGreaterThan(2 * chunks);
    for (const { step } of others) expect(at(step), `chunks at step ${step}`).toBe(chunks);
    // A tenth of the time from the first on.
    expect(first!.at - from).toBeGreaterThan(8 * 12 * chunks);
    expect(under.length * 12).toBeLessThan(0.12 * (time - from));
  },
);

describe('a run until a goal is reached', () => {
  const until = async (pace: Pace, goal: Goal) => {
    const t = await listened({ backends: [wasm] });
    await t.engine.load({ document: lineDocument({ batchSize: 4 }), generation: 1 });
    await t.engine.pace(pace);
    await t.engine.train({ goal });
    while (t.frames().at(-1)?.status === 'training') await new Promise((r) => setTimeout(r, 1));
    await t.rest();
    const { step, now } = t.frames().at(-1)!;
    return { step, now: now!, ended: t.events.flatMap((e) => (e.type === 'stopped' ? [e] : [])) };
  };
  test('ends at the same step however fast it goes, and tells why', async () => {
    const goal = { cost: 0.2 };
    const full = await until('full', goal);
    expect(full.step).toBeGreaterThan(1);
    const { cost } = await settledCost(full.step);
    expect(cost).toBeLessThanOrEqual(0.2);
    expect((await settledCost(full.step - 1)).cost).toBeGreaterThan(0.2);
    expect(sentenceOf(full.ended[0]!.issue)).toContain(`step ${full.step}`);
    expect((await until(1_000, goal)).step).toBe(full.step);
  });
  test('is looked at in steps of a sixteenth at most, and at each of the first', () => {
    for (let step = 0; step < 600; step++) {
      const next = step + untilMilestone(step);
      expect(isMilestone(next)).toBe(true);
      expect(next - step).toBeLessThanOrEqual(Math.max(1, next / 16));
      for (let between = step + 1; between < next; between++)
        expect(isMilestone(between)).toBe(false);
    }
  });
  test('what no run could be told by is refused, with what was expected', async () => {
    const t = await listened({ backends: [wasm] });
    await t.engine.load({ document: lineDocument({ batchSize: 4 }), generation: 1 });
    await t.engine.train({ goal: { cost: Number.NaN } });
    await t.engine.train({ goal: { accuracy: 0.9 } });
    await t.engine.train({ epochs: 0.5 });
    await t.rest();
    expect(t.troubles().map((i) => i.code)).toEqual(['run.goal', 'run.goal-accuracy', 'run.steps']);
    expect(t.frames().at(-1)!.step).toBe(0);
  });
  test('so many epochs are as many steps as they have', async () => {
    const t = await listened({ backends: [wasm] });
    await t.engine.load({ document: lineDocument({ batchSize: 4 }), generation: 1 });
    await t.engine.train({ epochs: 2 });
    await t.rest();
    expect(t.frames().at(-1)).toMatchObject({ step: 6, epoch: 2, status: 'paused' });
  });
});

/** What weights cost that stand still behind so many steps. */
async function settledCost(steps: number): Promise<CurvePoint> {
  const t = await listened({ backends: [wasm] });
  await t.engine.load({ document: lineDocument({ batchSize: 4 }), generation: 1 });
  await t.engine.train(steps);
  await t.rest();
  // Weights that are put in place of others have no batch: the cost is that over all rows.
  await t.engine.writeWeights(await t.engine.readWeights());
  await t.rest();
  return t.frames().at(-1)!.now!;
}
