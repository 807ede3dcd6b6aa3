/**
 * Any moment of a run is had again as it was, to the bit: whatever happened on the way, however few states of
 * it are kept, on every backend. A visit changes nothing of the run; who goes on from a moment has another run.
 */
import { describe, expect, test } from 'vitest';
import { threadPoolOf } from '../../cli/threads.ts';
import { must } from '../../src/base/assert.ts';
import { planCheckWith } from '../../src/compile/check-plans.ts';
import { compile } from '../../src/compile/compile.ts';
import { explain } from '../../src/compile/explain.ts';
import { pathsWith } from '../../src/compile/paths.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Checkpoint } from '../../src/document/checkpoint.ts';
import { lettingGo } from '../../src/document/moments.ts';
import type { Document, RunSettings } from '../../src/document/records.ts';
import { type Backend, LostThread } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm, wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { isEqual } from '../../workers/engine/checkpoint.ts';
import { Recording } from '../../workers/engine/recording.ts';
import { UNTRAINED } from '../../workers/engine/train-state.ts';
import { adam, bceWithLogits, data, dense, draw, sgd, tanh } from '../vocabulary.ts';
import { type Clock, type Driven, driven } from './driven.ts';
import { momentStore } from './moment-store.ts';

const tables = { get: async () => undefined };

/** All that has a state: shuffled batches, dropout, running averages, Adam, a plateau, patience, best weights. */
const network = (run: Partial<RunSettings> = {}) =>
  draw(
    [
      data('moons', { samples: 30, noise: 0.3, validation: 0.4 }),
      dense(3),
      { kind: 'batchNorm', params: {} },
      tanh(),
      { kind: 'dropout', params: { rate: 0.3 } },
      dense(1),
      bceWithLogits(),
    ],
    [
      'data1.x -> dense1.in',
      'dense1.out -> batchNorm1.in',
      'batchNorm1.out -> tanh1.in',
      'tanh1.out -> dropout1.in',
      'dropout1.out -> dense2.in',
      'dense2.out -> bceWithLogits1.prediction',
      'data1.y -> bceWithLogits1.target',
    ],
    {
      batchSize: 4,
      optimiser: adam(0.05),
      stop: { kind: 'early', params: { every: 1, patience: 1_000 } },
      schedule: {
        kind: 'plateau',
        params: { every: 3, patience: 0, threshold: 0.3, factor: 0.5, watch: 'validation' },
      },
      ...run,
    },
  );

async function engineOn(
  backend: Backend,
  clock: Clock = 'jumps',
  document: Document | undefined = network(),
  moments = momentStore().moments,
) {
  const asked = { planCheck: planCheckWith(), paths: pathsWith() };
  const engine = await driven(
    { compile, explain, makeDataset, tables, moments, ...asked },
    backend,
    7,
    clock,
  );
  if (document) await engine.load(document);
  await engine.quiet();
  return engine;
}
async function trained(engine: Driven, steps: number): Promise<void> {
  await engine.train(steps);
  await engine.quiet();
}
const found = async (checkpoint: Promise<Checkpoint | undefined>) =>
  must(await checkpoint, 'a state');
const stepOf = ({ training }: Checkpoint) => must(training, 'where training stands').step;

/** A run on which everything happens that may; each of its moments as it was. */
async function eventful(engine: Driven): Promise<ReadonlyMap<number, Checkpoint>> {
  const moments = new Map<number, Checkpoint>();
  const note = async () => {
    await engine.quiet();
    const now = await found(engine.state());
    moments.set(stepOf(now), now);
  };
  const train = async (steps: number) => {
    for (let i = 0; i < steps; i++) {
      await trained(engine, 1);
      await note();
    }
  };
  await note();
  await train(9);
  await engine.dial('lr', 0.02);
  await train(4);
  // Walked through: by `watch`, which may round otherwise.
  for (let i = 0; i < 2; i++) {
    const { total } = must(await engine.forward(), 'a cursor');
    await engine.forward(total - 1);
    await engine.leave();
    await note();
  }
  await train(3);
  // Set in the midst of a step that is walked, and set back.
  await engine.forward(4);
  await engine.dial('lr', 0.2);
  await engine.leave();
  await note();
  await engine.dial('lr', 0.03);
  await train(5);
  // Walked into and taken back.
  await engine.forward(6);
  await engine.leave('takeBack');
  await train(3);
  const { weights } = await found(engine.state());
  const name = must(Object.keys(weights)[0], 'a weight');
  const tensor = must(weights[name], 'a weight');
  await engine.write({ [name]: { ...tensor, data: tensor.data.map((x) => x + 1) } });
  await note();
  await train(6);
  await engine.takeBest();
  await note();
  await train(5);
  return moments;
}
const threadPool = must(threadPoolOf(2), 'a thread pool');
const ALL = 64 * 1024 * 1024;
/** What a few states take. */
const FEW = 30_000;
const RUNS: readonly {
  readonly on: string;
  readonly kept: string;
  readonly backend: Backend;
  readonly bytes: number;
  readonly clock: Clock;
}[] = [
  { on: 'wasm', kept: 'all states', backend: wasm, bytes: ALL, clock: 'jumps' },
  { on: 'wasm', kept: 'a few, steps in parts', backend: wasm, bytes: FEW, clock: 'races' },
  { on: 'reference', kept: 'a few', backend: reference, bytes: FEW, clock: 'jumps' },
  {
    on: 'two threads',
    kept: 'a few',
    backend: wasmWith({ threadPool, shareFrom: 0 }),
    bytes: FEW,
    clock: 'jumps',
  },
];

/** What was told of the wires, by its step: the newest. */
function wiresOf(engine: Driven, from = 0): Map<number, readonly number[]> {
  const read = new Map<number, readonly number[]>();
  for (const { edges, taps, tapSteps } of engine.frames().slice(from))
    for (const [k, step] of tapSteps.entries()) {
      const width = 2 * edges.length;
      read.set(step, [...taps.subarray(k * width, (k + 1) * width)]);
    }
  return read;
}

test.each(RUNS)(
  'each moment is as it was, to the bit: $on, $kept',
  async ({ backend, bytes, clock }) => {
    const engine = await engineOn(backend, clock);
    await engine.record(bytes);
    await engine.watch(Object.keys(network().edges), 20);
    // Its wires are read in each step.
    await engine.pace(3);
    const moments = await eventful(engine);
    const wires = wiresOf(engine);
    expect(wires.size).toBeGreaterThan(20);
    const end = await found(engine.state());
    const seams = must(await engine.recorded(), 'a recording').states.filter((s) => s.isSeam);
    const { timeline } = engine.frame();
    expect(timeline).toMatchObject({ first: 0, last: stepOf(end) });
    expect(must(timeline, 'a timeline').bytes).toBeLessThanOrEqual(bytes);
    const steps = [...moments.keys()].sort((a, b) => ((a * 17) % 41) - ((b * 17) % 41));
    for (const step of steps) {
      const told = engine.frames().length;
      await engine.visit(step);
      // With what flowed in it, where it comes from a step.
      const isRead = step < stepOf(end) && !seams.some((s) => s.step === step);
      const read = wiresOf(engine, told);
      expect([...read.keys()], `wires at ${step}`).toEqual(isRead ? [step] : []);
      if (isRead && wires.has(step)) expect(read.get(step)).toEqual(wires.get(step));
      expect(isEqual(await found(engine.moment()), moments.get(step)!), `step ${step}`).toBe(true);
      expect(await found(engine.moment())).toEqual(moments.get(step));
      expect(engine.frame()).toMatchObject({ step, timeline: { visits: step } });
      // The run itself is where it was.
      expect(await found(engine.state())).toEqual(end);
    }
    await engine.visit(Infinity);
    expect(engine.frame().timeline).not.toHaveProperty('visits');
    expect(await found(engine.state())).toEqual(end);
    await engine.close();
  },
);

describe('a recording that is kept', () => {
  /** A run as it is stored, in another engine. */
  async function kept(engine: Driven) {
    const log = must(await engine.recorded(), 'a recording');
    expect(
      await engine.keepMoments(
        'p',
        log.states.map(({ id }) => id),
      ),
    ).toEqual({ kept: true, letGo: [] });
    return { ...(await found(engine.state())), recording: { project: 'p', log } };
  }

  test.each(RUNS)(
    'is that of the run in another engine, too, to the bit: $on, $kept',
    async ({ backend, bytes, clock }) => {
      const { moments } = momentStore();
      const first = await engineOn(backend, clock, network(), moments);
      await first.record(bytes);
      const then = await eventful(first);
      const run = await kept(first);
      await first.close();

      const engine = await engineOn(backend, clock, undefined, moments);
      await engine.record(bytes);
      await engine.load(network(), run);
      await engine.quiet();
      expect(await engine.recorded()).toMatchObject({ end: run.recording.log.end });
      // It goes on, and has all of it to go back to.
      await engine.dial('lr', 0.01);
      await trained(engine, 6);
      const end = await found(engine.state());
      expect(engine.frame().timeline).toMatchObject({ first: 0, last: stepOf(end) });
      for (const [step, moment] of [...then].reverse()) {
        await engine.visit(step);
        expect(await found(engine.moment()), `step ${step}`).toEqual(moment);
      }
      await engine.visit(Infinity);
      expect(await found(engine.state())).toEqual(end);
      // And once more.
      const again = await kept(engine);
      expect(again.recording.log.states[0]).toEqual(run.recording.log.states[0]);
      await engine.close();
    },
  );

  test('begins behind a seam of which no state is left, and is none for another network', async () => {
    const { moments, kept: all } = momentStore();
    const first = await engineOn(wasm, 'jumps', network(), moments);
    const then = await eventful(first);
    const run = await kept(first);
    await first.close();
    const { states } = run.recording.log;
    const [, seam] = states.filter(({ isSeam }) => isSeam);
    const lost = must(seam, 'a seam');
    const next = must(states[states.indexOf(lost) + 1], 'a state behind it');
    all.set('p', new Map([...must(all.get('p'), 'states')].filter(([id]) => id !== lost.id)));

    const engine = await engineOn(wasm, 'jumps', undefined, moments);
    await engine.load(network(), run);
    await engine.quiet();
    expect(engine.frame().timeline).toMatchObject({ first: next.step });
    await engine.visit(next.step + 1);
    expect(await found(engine.moment())).toEqual(then.get(next.step + 1));
    // Other batches: the same steps would come to something else.
    await engine.load(network({ batchSize: 5 }), run);
    await engine.quiet();
    expect(engine.frame().timeline).toMatchObject({ first: stepOf(run) });
    await engine.load(network({ seed: 9 }), run);
    await engine.quiet();
    expect(engine.frame().timeline).toMatchObject({ first: stepOf(run) });
    // Of an end that is another one: what lies between is told by nobody.
    const { log } = run.recording;
    const beyond = { project: 'p', log: { ...log, end: log.end + 1 } };
    await engine.load(network(), { ...run, recording: beyond });
    await engine.quiet();
    expect(engine.frame().timeline).toMatchObject({ first: stepOf(run) });
    await engine.load(network(), run);
    await engine.quiet();
    expect(engine.frame().timeline).toMatchObject({ first: next.step });
    await engine.close();
  });
});

test('of projects whose moments are too much together those used longest ago are let go, never the own', () => {
  const held = [
    { project: 'own', bytes: 50, used: 1 },
    { project: 'new', bytes: 30, used: 9 },
    { project: 'old', bytes: 20, used: 2 },
    { project: 'older', bytes: 10, used: 1 },
  ];
  expect(lettingGo(held, 'own', 0, 110)).toEqual([]);
  expect(lettingGo(held, 'own', 1, 110)).toEqual(['older']);
  expect(lettingGo(held, 'own', 11, 110)).toEqual(['older', 'old']);
  expect(lettingGo(held, 'other', 60, 110)).toEqual(['own', 'older']);
  expect(lettingGo(held, 'own', 200, 110)).toEqual(['older', 'old', 'new']);
});

describe('a run and its moments', () => {
  const control = async (body: (engine: Driven) => Promise<void>): Promise<Checkpoint> => {
    const engine = await engineOn(wasm);
    await body(engine);
    await engine.quiet();
    const state = await found(engine.state());
    await engine.close();
    return state;
  };

  test('a visit changes nothing of the run, whatever is done there', async () => {
    const engine = await engineOn(wasm);
    await trained(engine, 20);
    const end = await found(engine.state());
    await engine.visit(7);
    // Walked into the next step, and beyond it.
    const { total } = must(await engine.forward(), 'a cursor');
    await engine.forward(total + 2);
    expect(engine.frame().timeline).toMatchObject({ last: 20, visits: 8, strayed: true });
    await engine.visit(8);
    expect(engine.frame().timeline).not.toHaveProperty('strayed');
    const eight = await found(engine.moment());
    await engine.write({ ...eight.weights });
    await engine.dial('lr', 0.5);
    await engine.dial('lr', 0.05);
    expect(await found(engine.state())).toEqual(end);
    await engine.visit(Infinity);
    await trained(engine, 10);
    const plain = await control((other) => other.train(30));
    expect(await found(engine.state())).toEqual(plain);
    await engine.visit(8);
    expect(await found(engine.moment())).toEqual(eight);
    await engine.close();
  });

  test('who trains on from a moment has what a run to there would have; the former one is kept', async () => {
    const engine = await engineOn(wasm);
    await trained(engine, 20);
    const end = await found(engine.state());
    await engine.visit(12);
    await engine.dial('lr', 0.2);
    await engine.fork('former');
    expect(engine.kept()).toEqual(['former']);
    await trained(engine, 9);
    const forked = await found(engine.state());
    expect(forked).toEqual(
      await control(async (other) => {
        await trained(other, 12);
        await other.dial('lr', 0.2);
        await other.train(9);
      }),
    );
    // Moments before the fork, at it and behind it are those of this run.
    for (const [step, rate] of [
      [5, 0.05],
      [12, 0.05],
      [16, 0.2],
    ] as const) {
      await engine.visit(step);
      expect(await found(engine.moment())).toEqual(
        await control(async (other) => {
          await trained(other, Math.min(step, 12));
          await other.dial('lr', rate);
          await other.train(step - Math.min(step, 12));
        }),
      );
    }
    // The end of the former run is where it was, with all moments before it.
    await engine.exchange('former');
    await engine.quiet();
    expect(await found(engine.state())).toEqual(end);
    await engine.visit(16);
    expect(await found(engine.moment())).toEqual(await control((other) => other.train(16)));
    await engine.exchange('former');
    await engine.quiet();
    expect(await found(engine.state())).toEqual(forked);
    // It goes on with the live numbers of now, which its replay knows of.
    await engine.exchange('former');
    await trained(engine, 6);
    await engine.visit(23);
    expect(await found(engine.moment())).toEqual(
      await control(async (other) => {
        await trained(other, 20);
        await other.dial('lr', 0.2);
        await other.train(3);
      }),
    );
    await engine.visit(Infinity);
    await engine.exchange('former');
    await engine.quiet();
    expect(await found(engine.state())).toEqual(forked);
    await engine.close();
  });

  test('Reset and back, and an edit and back, bring the moments too', async () => {
    const engine = await engineOn(wasm);
    await trained(engine, 15);
    await engine.visit(4);
    const four = await found(engine.moment());
    await engine.reset('run');
    expect(engine.frame().timeline).toMatchObject({ first: 0, last: 0 });
    await trained(engine, 3);
    await engine.exchange('run');
    await engine.visit(4);
    expect(await found(engine.moment())).toEqual(four);
    const end = await found(engine.state());
    const { nodes, ...rest } = network();
    const dense1 = must(nodes.dense1, 'a layer');
    const wider = { ...nodes, dense1: { ...dense1, params: { ...dense1.params, units: 4 } } };
    await engine.load({ ...rest, nodes: wider });
    await engine.quiet();
    expect(engine.frame().timeline).not.toHaveProperty('visits');
    await engine.load(network());
    await engine.quiet();
    expect(await found(engine.state())).toEqual(end);
    await engine.visit(4);
    expect(await found(engine.moment())).toEqual(four);
    await engine.close();
  });

  test('what is recorded behind the best weights is none of the run that was laid aside for them', async () => {
    const engine = await engineOn(wasm);
    await trained(engine, 15);
    await engine.takeBest('before');
    await trained(engine, 4);
    await engine.exchange('before');
    await trained(engine, 4);
    await engine.visit(17);
    expect(await found(engine.moment())).toEqual(await control((other) => other.train(17)));
    await engine.close();
  });

  test('an edit that keeps the weights goes on from the moment; the end comes back with undo', async () => {
    const engine = await engineOn(wasm);
    await trained(engine, 15);
    const end = await found(engine.state());
    await engine.visit(4);
    const four = await found(engine.moment());
    const other = network({ batchSize: 5 });
    await engine.load(other);
    await engine.quiet();
    expect((await found(engine.state())).weights).toEqual(four.weights);
    await engine.load(network(), { goesBack: true });
    await engine.quiet();
    expect(await found(engine.state())).toEqual(end);
    await engine.visit(4);
    expect(await found(engine.moment())).toEqual(four);
    await engine.close();
  });

  test.each([
    ['another batch', { batchSize: 5 }],
    ['another seed', { seed: 9 }],
    ['another optimiser', { optimiser: sgd(0.1) }],
  ])(
    '%s goes on with the weights; undo brings the run back with its moments, redo the other one',
    async (_, run) => {
      const engine = await engineOn(wasm);
      await trained(engine, 15);
      const end = await found(engine.state());
      const other = network(run);
      await engine.load(other);
      await trained(engine, 5);
      expect(engine.frame()).toMatchObject({ step: 20, timeline: { first: 15, last: 20 } });
      const theirs = await found(engine.state());
      await engine.load(network(), { goesBack: true });
      await engine.quiet();
      expect(await found(engine.state())).toEqual(end);
      await engine.visit(4);
      expect(await found(engine.moment())).toEqual(await control((plain) => plain.train(4)));
      await engine.load(other, { goesBack: true });
      await engine.quiet();
      expect(await found(engine.state())).toEqual(theirs);
      expect(engine.frame()).toMatchObject({ step: 20, timeline: { first: 15, last: 20 } });
      // By hand what fits goes on.
      await engine.load(network());
      await trained(engine, 2);
      expect(engine.frame().step).toBe(22);
      await engine.close();
    },
  );

  test('the latest wish counts', async () => {
    const engine = await engineOn(wasm);
    await engine.record(30_000);
    await trained(engine, 300);
    const visits = [290, 3, 150, 77].map((step) => engine.visit(step));
    await Promise.all(visits);
    await engine.quiet();
    expect(engine.frame()).toMatchObject({ step: 77, timeline: { last: 300, visits: 77 } });
    // Training in the midst of a visit: from wherever it is, and that is a run of its own.
    const gone = engine.visit(250);
    await engine.train(2);
    await gone;
    await engine.quiet();
    expect(engine.frame().timeline).not.toHaveProperty('visits');
    await engine.close();
  });

  test('a replay that takes long tells how far it is, and whoever stops it stays there', async () => {
    const engine = await engineOn(wasm, 'races');
    await engine.record(30_000);
    await engine.watch(Object.keys(network().edges), 20);
    await trained(engine, 120);
    engine.hold();
    await engine.visit(3);
    const told = engine.frames().length;
    const far = engine.visit(110);
    const way = () =>
      engine
        .frames()
        .slice(told)
        .filter((f) => f.timeline?.visits === 110);
    while (!way().length) await engine.breathe(1);
    const { step } = must(way().at(-1), 'a frame');
    expect(step).toBeLessThan(110);
    await engine.visit(step);
    await far;
    await engine.quiet();
    expect(engine.frame()).toMatchObject({ step, timeline: { last: 120, visits: step } });
    expect(await found(engine.moment())).toEqual(await control((other) => other.train(step)));
    await engine.close();
  });

  test('a visit ends training where it stands', async () => {
    const engine = await engineOn(wasm);
    engine.hold();
    await engine.train(1_000_000);
    while (stepOf(await found(engine.state())) < 6) await engine.breathe(1);
    await engine.visit(2);
    await engine.quiet();
    expect(engine.frame()).toMatchObject({ status: 'paused', step: 2 });
    const { last } = must(engine.frame().timeline, 'a timeline');
    expect(last).toBeGreaterThan(2);
    const end = await found(engine.state());
    await engine.visit(Infinity);
    expect(await found(engine.state())).toEqual(end);
    // In the midst of a check, maybe, which comes before the next step.
    await trained(engine, 3);
    expect(await found(engine.state())).toEqual(await control((other) => other.train(last + 3)));
    await engine.close();
  });

  test('moments survive a thread that is lost', async () => {
    // Whole steps: it is in these that a thread is lost.
    const engine = await engineOn(wasm, 'stands');
    await trained(engine, 10);
    engine.failAfter(0, () => new LostThread(), 'train');
    await trained(engine, 10);
    expect(engine.failed()).toBe(true);
    await engine.visit(14);
    expect(await found(engine.moment())).toEqual(await control((other) => other.train(14)));
    engine.failAfter(0, () => new LostThread(), 'train');
    await engine.visit(17);
    await engine.quiet();
    await engine.visit(17);
    expect(await found(engine.moment())).toEqual(await control((other) => other.train(17)));
    await engine.visit(Infinity);
    expect(await found(engine.state())).toEqual(await control((other) => other.train(20)));
    await engine.close();
  });

  test('what is too large for the budget is not recorded, and no frame says that it is', async () => {
    const engine = await engineOn(wasm);
    await engine.record(10);
    await trained(engine, 5);
    expect(engine.frame()).not.toHaveProperty('timeline');
    await engine.visit(2);
    expect(engine.frame().step).toBe(5);
    // From now on.
    await engine.record(1e6);
    await trained(engine, 5);
    expect(engine.frame().timeline).toMatchObject({ first: 5, last: 10 });
    await engine.visit(2);
    expect(engine.frame().step).toBe(5);
    // None while a moment is visited: that one stays until one leaves it.
    await engine.visit(7);
    await engine.record(0);
    expect(engine.frame()).toMatchObject({ step: 7 });
    await engine.visit(Infinity);
    await trained(engine, 1);
    expect(engine.frame()).toMatchObject({ step: 11 });
    expect(engine.frame()).not.toHaveProperty('timeline');
    await engine.close();
  });
});

describe('a recording', () => {
  const state = (step: number, size = 25) => ({
    state: { ...UNTRAINED, step },
    storage: [new Float32Array(size)],
  });
  const stepsOf = (recording: Recording, last: number) => {
    const steps = new Set<number>();
    for (let step = recording.first; step <= last; step++)
      steps.add(recording.nearest(step).state.step);
    return [...steps];
  };

  test('states are due at steps spaced by ratio; they thin out evenly by it, the ends stay', () => {
    const recording = new Recording(state(0), new Map(), 2_000);
    let last = 0;
    for (let step = 1; step <= 100_000; step++)
      if (recording.isDue(step)) {
        recording.add(state(step));
        last = step;
      }
    const steps = stepsOf(recording, last);
    expect(steps).toHaveLength(20);
    expect(recording.bytes).toBe(2_000);
    expect([steps[0], steps.at(-1)]).toEqual([0, last]);
    const ratios = steps.slice(1).map((step, i) => (step + 1) / (steps[i]! + 1));
    expect(Math.max(...ratios)).toBeLessThan(4);
  });
  test('a seam stays until there is nothing else; then the run begins later', () => {
    const recording = new Recording(state(0), new Map(), 500);
    for (const step of [10, 20]) recording.seam(state(step));
    for (let step = 21; step < 500; step++) if (recording.isDue(step)) recording.add(state(step));
    expect(stepsOf(recording, 500).slice(0, 3)).toEqual([0, 10, 20]);
    for (const step of [600, 700, 800]) recording.seam(state(step));
    expect(recording.first).toBe(10);
    expect(recording.bytes).toBe(500);
  });
});
