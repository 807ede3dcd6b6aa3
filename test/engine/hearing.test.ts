/**
 * While it trains the engine hears what is said. The clock of these tests is made of steps: each takes as
 * long as the test says, and nothing else takes any time. What is said arrives as messages do, over a
 * port, at moments in the midst of a call; how much later by that clock it is heard is what is told.
 */
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { Compilation } from '../../src/compile/compilation.ts';
import type { Document } from '../../src/document/records.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Backend } from '../../workers/backends/backend.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { monitoringParts } from '../../workers/engine/parts.ts';
import type { EngineApi } from '../../workers/engine/protocol.ts';
import { lineCompile, lineDocument, listened } from './line.ts';

/** @param cost of a step, in milliseconds. @param other of a look. @param chunk of a chunk of rows. */
async function timed(
  cost: (step: number) => number,
  other = 0,
  { chunk = other, stop }: { readonly chunk?: number; readonly stop?: Plan['stop'] } = {},
) {
  let clock = 0;
  let chunks = 0;
  const calls: { readonly from: number; readonly count: number; readonly took: number }[] = [];
  /** Called in the midst of each call. */
  let during = () => {};
  const backend: Backend = {
    ...wasm,
    instantiate: async (...args) => {
      const instance = await wasm.instantiate(...args);
      return {
        ...instance,
        submit: (...args) => {
          during();
          instance.submit(...args);
          const [name, , step, from = 0, to = Number.POSITIVE_INFINITY] = args;
          const { routines } = instance.plan;
          if (name === 'train') {
            const took = (cost(step) * (to - from)) / must(routines.train, 'train').steps.length;
            clock += took;
            calls.push({ from: clock - took, count: 0, took });
          } else if (name === 'watch') {
            const parts = monitoringParts(instance.plan);
            const seen = parts.filter((p) => p.from >= from && p.to <= to).length;
            clock += (other * seen) / parts.length;
          } else {
            clock += chunk;
            chunks++;
          }
        },
        train: async (steps) => {
          during();
          const trained = await instance.train(steps);
          const { done } = trained;
          let took = 0;
          for (let i = 0; i < done; i++) took += cost(steps.step + i);
          clock += took;
          calls.push({ from: clock - took, count: done, took });
          return trained;
        },
      };
    },
  };
  const compile = (document: Document): Compilation => {
    const compilation = lineCompile(document);
    const { plan } = compilation;
    return plan && stop ? { ...compilation, plan: { ...plan, stop } } : compilation;
  };
  const t = await listened({ backends: [backend], clock: { now: () => clock }, compile });
  await t.engine.load({ document: lineDocument({ batchSize: 12 }), generation: 1 });
  const { port1, port2 } = new MessageChannel();
  /** Says something from the midst of a call; how long by the clock until it has been heard. */
  const say = (what: (engine: EngineApi) => Promise<unknown>) =>
    new Promise<number>((resolve) => {
      during = () => {
        during = () => {};
        const said = clock;
        port2.onmessage = () => {
          const late = clock - said;
          void what(t.engine).then(() => resolve(late));
        };
        port1.postMessage('said');
      };
    });
  const close = () => {
    port1.close();
    port2.close();
  };
  return { ...t, calls, say, close, now: () => clock, chunks: () => chunks };
}

const steady = (ms: number) => () => ms;

describe.each([0.0005, 0.01, 0.3, 4, 30, 120])('steps of %d ms', (ms) => {
  test('leave a dial, a tap and a pause to be heard within 50 ms', async () => {
    const t = await timed(steady(ms));
    await t.engine.train();
    for (let i = 0; i < 5; i++) {
      expect(await t.say((engine) => engine.dial('lr', 0.01 * i))).toBeLessThanOrEqual(50);
      expect(await t.say((engine) => engine.watch(['e2'], 20))).toBeLessThanOrEqual(50);
    }
    // What is read of a step is told with it, when it is over.
    const told = () => t.frames().some((f) => f.taps.length === 2);
    while (!told()) await new Promise((resolve) => setTimeout(resolve, 0));
    expect(await t.say((engine) => engine.pause())).toBeLessThanOrEqual(50);
    await t.rest();
    expect(t.frames().at(-1)?.status).toBe('paused');
    t.close();
  });

  test('come many in one call, and no call is much longer than a millisecond or a step', async () => {
    const t = await timed(steady(ms));
    await t.engine.train();
    while (t.now() < 200) await new Promise((resolve) => setTimeout(resolve, 0));
    await t.engine.pause();
    const later = t.calls.filter(({ from }) => from > 50);
    const most = Math.max(...later.map(({ count }) => count));
    expect(most).toBeGreaterThanOrEqual(Math.floor(0.7 / ms));
    for (const { took } of t.calls) expect(took).toBeLessThanOrEqual(Math.max(1.6, ms));
    t.close();
  });
});

describe.each([0.0005, 0.01, 0.3, 4, 13, 30, 120])('with steps of %d ms', (ms) => {
  const looksIn = async (until: number, look: number) => {
    const t = await timed(steady(ms), look);
    await t.engine.watch(['e2'], 10);
    await t.engine.train();
    while (t.now() < until) await new Promise((resolve) => setTimeout(resolve, 0));
    const looks = t.frames().filter((f) => f.taps.length).length;
    await t.engine.pause();
    t.close();
    return { looks, seconds: t.now() / 1000 };
  };

  test('ten looks a second are ten, however the steps fall', async () => {
    const { looks, seconds } = await looksIn(3_000, 0.5);
    // Between two steps there is one look at most.
    const most = Math.min(10, 1000 / ms);
    expect(looks).toBeGreaterThanOrEqual(Math.floor(most * seconds) - 1);
    expect(looks).toBeLessThanOrEqual(Math.ceil(10 * seconds) + 1);
  });

  test('evaluations go on beside', async () => {
    const t = await timed(steady(ms), 5);
    await t.engine.watch(['e2'], 10);
    await t.engine.train();
    while (t.now() < 2_000) await new Promise((resolve) => setTimeout(resolve, 0));
    // Four chunks are one evaluation, of which there are four a second.
    expect(t.chunks()).toBeGreaterThan(10);
    await t.engine.pause();
    t.close();
  });

  test('looks that are long are fewer, and together take less than a tenth', async () => {
    const { looks, seconds } = await looksIn(6_000, 40);
    expect(looks).toBeGreaterThanOrEqual(2);
    expect((looks - 1) * 0.04).toBeLessThan(0.1 * seconds);
  });
});

test('frames are as many as the page asks for, looks with them, and what comes to rest is told at once', async () => {
  const t = await timed(steady(0.01), 0.5);
  await t.engine.watch(['e2'], 10);
  const whileTraining = async (seconds: number) => {
    const [from, before] = [t.now(), t.frames().length];
    while (t.now() < from + 1_000 * seconds) await new Promise((resolve) => setTimeout(resolve, 0));
    return { frames: t.frames().slice(before), took: (t.now() - from) / 1_000 };
  };
  await t.engine.train();
  await whileTraining(1);
  for (const hertz of [10, 3, 5, 10]) {
    await t.engine.frameRate(hertz);
    const { frames, took } = await whileTraining(4);
    // One may still be on its way at either end, the more so where the port is slow.
    expect(Math.abs(frames.length - hertz * took)).toBeLessThanOrEqual(2.5);
    // One message says all: bar, curves and wires are of one step.
    expect(frames.filter((f) => f.taps.length === 2).length).toBeGreaterThanOrEqual(
      frames.length - 1,
    );
  }
  await t.engine.frameRate(3);
  await whileTraining(1);
  const before = t.frames().length;
  const stopped = t.now();
  await t.engine.pause();
  await t.rest();
  expect(t.now() - stopped).toBeLessThan(50);
  const last = t.frames().at(-1);
  expect(t.frames().length).toBeGreaterThan(before);
  expect(last?.status).toBe('paused');
  expect(last?.now?.step).toBe(last?.step);
  expect(last?.now?.validationCost).not.toBeNaN();
  t.close();
});

test('between the parts of long steps and looks, and the chunks of evaluations, others are heard', async () => {
  const look = { every: 2, patience: 1_000_000, delta: 0, restore: false };
  for (const stop of [undefined, look]) {
    // Both parts of the data take two chunks or more, a step and a look three parts each.
    const t = await timed(steady(120), 110, { chunk: 40, stop });
    await t.engine.watch(['e2'], 20);
    await t.engine.train();
    for (let i = 0; i < 80; i++)
      expect(await t.say((engine) => engine.dial('lr', 0.01))).toBeLessThanOrEqual(50);
    expect(await t.say((engine) => engine.pause())).toBeLessThanOrEqual(50);
    await t.rest();
    const { step = 0 } = t.frames().at(-1) ?? {};
    expect(step).toBeGreaterThan(10);
    expect(t.frames().some((f) => f.taps.length === 2)).toBe(true);
    expect(t.points().some((p) => Number.isFinite(p.validationCost))).toBe(true);
    t.close();
  }
});

test('steps in parts and looks come to an end while maps are asked for one after the other', async () => {
  const t = await timed(steady(120), 110, { chunk: 12 });
  await t.engine.watch(['e2'], 10);
  await t.engine.train();
  const request = { source: 'data1', loss: 'mse1', x: 0, y: 0, resolution: 8 };
  const range = [-1, 1] as const;
  for (let i = 0; i < 20; i++) {
    const map = await t.engine.map({ ...request, xRange: range, yRange: range });
    expect(map?.values.length).toBe(64);
  }
  await t.engine.pause();
  await t.rest();
  expect(t.frames().at(-1)?.step).toBeGreaterThan(20);
  expect(t.frames().filter((f) => f.taps.length).length).toBeGreaterThan(1);
  t.close();
});

test('the pace of steps that take seconds is told as it is', async () => {
  const t = await timed(steady(2_000));
  await t.engine.train(12);
  await t.rest();
  const told = t.frames().filter((f) => f.status === 'training' && f.step > 2);
  expect(told.length).toBeGreaterThan(10);
  for (const { stepsPerSecond } of told) expect(stepsPerSecond).toBeCloseTo(0.5, 1);
  t.close();
});

test('steps that become a hundred times as slow are fewer after the call in which they do, and one more', async () => {
  const slow = 20_000;
  const t = await timed((step) => (step > slow ? 0.1 : 0.001));
  await t.engine.train(slow + 2_500);
  await t.rest();
  const most = (calls: typeof t.calls) => Math.max(...calls.map(({ count }) => count));
  // A call ends at a milestone of the curve: a sixteenth of the steps at most.
  expect(most(t.calls)).toBeGreaterThan(500);
  expect(t.calls.filter(({ took }) => took > 2).length).toBeLessThanOrEqual(2);
  // And quick again they are more.
  const u = await timed((step) => (step < 1_500 ? 0.1 : 0.001));
  await u.engine.train(slow);
  await u.rest();
  expect(most(u.calls)).toBeGreaterThan(500);
  t.close();
  u.close();
});
