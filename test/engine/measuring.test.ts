/** A profile run: it measures every step, and leaves no trace in any number. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { lifetimesOf } from '../../src/plan/lifetimes.ts';
import { stepRangesOf } from '../../src/plan/loops.ts';
import type { RoutineName } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { sampleOf } from '../../src/samples/index.ts';
import type { Floats, HostBackend, HostInstance } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import type { EngineApi } from '../../workers/engine/protocol.ts';
import { listened } from './line.ts';

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('nothing is there');
  return value;
};
const sample = (id: string): Document => must(sampleOf(id)).document;
const ROUTINES: readonly RoutineName[] = ['train', 'watch', 'evaluate', 'predict', 'init'];

/** Milliseconds pass with each run of steps, and a few with each look at the clock. */
async function start(backend: HostBackend, document: Document, run = 0.2) {
  const made: HostInstance[] = [];
  let time = 0;
  const kept: HostBackend = {
    ...backend,
    instantiate: async (...given) => {
      const instance = await backend.instantiate(...given);
      made.push(instance);
      return {
        ...instance,
        submit(...what) {
          if (what[3] !== 0 || what[4] !== 0) time += run;
          instance.submit(...what);
        },
      };
    },
  };
  const now = () => (time += run / 10);
  const t = await listened({ compile, makeDataset, backends: [kept], clock: { now } });
  await t.engine.load({ document, generation: 3 });
  // What outlives a run: scratch is nobody's then, but for what `watch` wrote.
  const memory = (): Floats[] => {
    const { plan, view } = must(made.at(-1));
    const { steps = [], results = NO_RESULTS } = plan.routines.watch ?? {};
    const watched = lifetimesOf(steps, results);
    return plan.buffers
      .filter((b) => b.role !== 'scratch' || watched.has(b.id))
      .map((b) => view(b.id).slice());
  };
  return { ...t, memory, plan: () => must(made.at(-1)).plan };
}

async function measureAll(engine: EngineApi, routine: RoutineName): Promise<number[]> {
  const times: number[] = [];
  for (;;) {
    const piece = await engine.measure(routine, times.length);
    if (!piece) return times;
    expect(piece).toMatchObject({ routine, generation: 3, from: times.length });
    times.push(...piece.times);
  }
}

describe.each([
  { backend: reference, samples: ['xor', 'gates'] },
  { backend: wasm, samples: ['xor', 'gates', 'echo', 'earlyStopping'] },
])('a profile run on $backend.name', ({ backend, samples }) => {
  it.each(samples)('changes no number of %s', async (id) => {
    const a = await start(backend, sample(id));
    const b = await start(backend, sample(id));
    for (const t of [a, b]) {
      await t.engine.train(7);
      await t.rest();
    }
    const before = a.memory();
    for (const routine of ROUTINES) {
      const times = await measureAll(a.engine, routine);
      expect(times.length).toBe(a.plan().routines[routine]?.steps.length ?? 0);
    }
    expect(a.memory()).toEqual(before);
    for (const t of [a, b]) {
      await t.engine.train(5);
      await t.rest();
    }
    expect(a.memory()).toEqual(b.memory());
    const costs = (t: typeof a) => new Map(t.points().map((p) => [p.step, p.cost]));
    for (let step = 1; step <= 12; step++)
      expect(costs(a).get(step)).toBe(must(costs(b).get(step)));
    expect(a.troubles()).toEqual([]);
  });

  it('may be made between the slices of training, and in the midst of stepping', async () => {
    const [a, b] = [await start(backend, sample('xor'), 1), await start(backend, sample('xor'), 1)];
    await a.engine.train(60);
    for (let from = 0; from < 5; from++) await a.engine.measure('train', from);
    await b.engine.train(60);
    for (const t of [a, b]) {
      await t.rest();
      for (let i = 0; i < 3; i++) await t.engine.stepForward();
    }
    await measureAll(a.engine, 'train');
    await measureAll(a.engine, 'watch');
    for (const t of [a, b]) {
      await t.engine.stepBack();
      await t.engine.stepForward();
      await t.engine.leaveStepping();
    }
    expect(await a.engine.readWeights()).toEqual(await b.engine.readWeights());
  });
});

it('a loop over time is measured as a whole, in the place of its first step', async () => {
  const { engine, plan } = await start(wasm, sample('echo'));
  const times = await measureAll(engine, 'train');
  const steps = plan().routines.train?.steps ?? [];
  const loop = must(stepRangesOf(steps).find((s) => s.to - s.from > 1));
  expect(times[loop.from]).toBeGreaterThan(0);
  expect(times.slice(loop.from + 1, loop.to).every((time) => time === 0)).toBe(true);
});

it('a clock that stands still ends it all the same', async () => {
  const { engine } = await start(wasm, sample('xor'), 0);
  expect((await measureAll(engine, 'predict')).every((time) => time === 0)).toBe(true);
});

it('is nothing where there is no such step, routine or network', async () => {
  const { engine } = await start(reference, sample('xor'));
  expect(await engine.measure('train', 10_000)).toBeUndefined();
  const empty = await start(reference, { ...sample('xor'), nodes: {}, edges: {} });
  expect(await empty.engine.measure('train', 0)).toBeUndefined();
  expect(await empty.engine.code('train', 0)).toBeUndefined();
});

it('the code of a step comes from the backend', async () => {
  const { engine } = await start(wasm, sample('xor'));
  expect((await engine.code('train', 0))?.[0]?.text).toContain('call $nest');
  const slow = await start(reference, sample('xor'));
  expect(await slow.engine.code('train', 0)).toEqual([]);
});
