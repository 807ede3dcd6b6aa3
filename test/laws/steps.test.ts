/**
 * Law: so many training steps in one call are the same as one after the other, bit for bit, on every
 * backend, and so are steps in parts, whatever comes between two parts. One after the other is what the
 * words mean: the step's dials set, the rows of its batch handed in, `train` run.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { sentenceOf } from '../../src/base/issue.ts';
import { random } from '../../src/base/random.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Document } from '../../src/document/records.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import type { Backend } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { createEvaluation } from '../../workers/engine/evaluation.ts';
import { createExecutor, type Executor } from '../../workers/engine/executor.ts';
import { measure } from '../../workers/engine/measuring.ts';
import { trainParts } from '../../workers/engine/parts.ts';
import { VARIANTS } from '../backends/variants.ts';
import {
  adam,
  add,
  concat,
  data,
  dense,
  draw,
  input,
  model,
  mse,
  neuron,
  sgd,
  tanh,
} from '../vocabulary.ts';

/** Rows out of order, some of them for validation, so that a row's number is not its place. */
function rowsOf(inputs: number, targets: number, training: number, seed: number): Dataset {
  const r = random(seed);
  const rows = training + 3;
  const fill = (width: number) => Float64Array.from({ length: rows * width }, () => r.normal());
  const all = Array.from({ length: rows }, (_, i) => (i * 5 + 2) % rows);
  const numbers = new Set(all).size === rows ? all : all.map((_, i) => rows - 1 - i);
  return {
    inputs: Array.from({ length: inputs }, (_, i) => `x${i + 1}`),
    width: targets,
    task: 'regression',
    rows,
    features: fill(inputs),
    targets: fill(targets),
    training: Uint32Array.from(numbers.slice(0, training)),
    validation: Uint32Array.from(numbers.slice(training)),
    ranges: Array.from({ length: inputs }, () => [-3, 3] as const),
  };
}

const chain = (width: number, batchSize: number) =>
  model(input(width), dense(3), tanh(), dense(1), mse(), { batchSize, optimiser: adam(0.05) });

const two = draw(
  [input(2), input(3), dense(2), dense(2), add(), dense(1), mse()],
  [
    'data1.x -> dense1.in',
    'data2.x -> dense2.in',
    'dense1.out -> add1.in1',
    'dense2.out -> add1.in2',
    'add1.out -> dense3.in',
    'dense3.out -> mse1.prediction',
    'data1.y -> mse1.target',
  ],
  { batchSize: 4, optimiser: sgd(0.05, 0.9) },
);

const split = draw(
  [data('xor-points', { split: true }), neuron(), neuron(), concat(), dense(1), mse()],
  [
    'data1.x1 -> neuron1.in',
    'data1.x2 -> neuron1.in',
    'data1.x2 -> neuron2.in',
    'neuron1.out -> concat1.in1',
    'neuron2.out -> concat1.in2',
    'concat1.out -> dense1.in',
    'dense1.out -> mse1.prediction',
    'data1.y -> mse1.target',
  ],
  { batchSize: 5, optimiser: sgd(0.1) },
);

/** A clock by which everything soon takes long enough. */
const ticking = () => {
  let time = 1;
  return () => (time *= 2);
};

const wide = model(
  input(2),
  ...[dense(512), tanh(), dense(512), tanh(), dense(512), tanh(), dense(1), mse()],
  { batchSize: 100, optimiser: adam(0.001) },
);

/** A document, and rows to train on of its sources. */
const CASES: readonly (readonly [string, Document, readonly Dataset[]])[] = [
  ['a full batch', chain(2, 4), [rowsOf(2, 1, 4, 1)]],
  ['epochs of three batches and a rest', chain(2, 4), [rowsOf(2, 1, 14, 2)]],
  ['epochs of one batch and a rest', chain(3, 4), [rowsOf(3, 1, 7, 3)]],
  ['long rows', chain(37, 4), [rowsOf(37, 1, 11, 4)]],
  ['rows of five, more than are held ready', chain(5, 3), [rowsOf(5, 1, 5000, 5)]],
  ['two sources whose rows are pairs', two, [rowsOf(2, 1, 18, 6), rowsOf(3, 1, 18, 7)]],
  ['two sources, one with more rows', two, [rowsOf(2, 1, 9, 8), rowsOf(3, 1, 13, 9)]],
  ['two sources, of which one is a batch', two, [rowsOf(2, 1, 4, 10), rowsOf(3, 1, 13, 11)]],
  ['columns one by one', split, [rowsOf(2, 1, 12, 12)]],
];

/** What may happen between two steps, and between two parts of one. */
const CHANGES = ['dial', 'keep', 'restore', 'epoch'] as const;
const ASIDE = [...CHANGES, 'watch', 'monitor', 'look', 'evaluate', 'profile'] as const;
/** Of a step: one part at a time, some of them, all of it. */
const SHARES = fc.constantFrom(0, 0.4, 1);

async function pair(backend: Backend, document: Document, sets: readonly Dataset[]) {
  const { plan, issues } = compile(document);
  const datasets = new Map(sets.map((d, i) => [`data${i + 1}`, d]));
  const make = async () => {
    const m = await createExecutor(
      backend,
      must(plan, issues[0] ? sentenceOf(issues[0]) : 'a plan'),
      datasets,
      3,
    );
    await m.initialise();
    return m;
  };
  return [await make(), await make()] as const;
}

async function oneByOne(m: Executor, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const step = m.step + 1;
    m.prepare('train');
    m.submit('train', step);
    const { cost, objective } = m.plan.routines.train?.results ?? NO_RESULTS;
    const number = async (ref: typeof cost) => (ref ? (await m.read(ref))[0]! : Number.NaN);
    const state = {
      ...m.state,
      step,
      cost: await number(cost),
      objective: await number(objective),
    };
    m.undo(m.snapshot([]), state);
  }
}
async function atOnce(m: Executor, count: number): Promise<void> {
  for (const end = m.step + count; m.step < end; ) await m.trainSteps(end - m.step);
}

async function expectSame(a: Executor, b: Executor): Promise<void> {
  expect(b.step).toBe(a.step);
  expect(b.cost).toBe(a.cost);
  const theirs = (await b.save()).storage;
  for (const [i, s] of (await a.save()).storage.entries()) {
    const other = theirs[i] ?? [];
    expect(s.findIndex((x, k) => !Object.is(x, other[k]))).toBe(-1);
  }
}

describe.each([reference, ...VARIANTS].map((b, i) => [`${b.name} ${i}`, b, i] as const))(
  '%s',
  (_, backend, variant) => {
    test.each(CASES)('%s', async (_, document, sets) => {
      const [a, b] = await pair(backend, document, sets);
      const action = fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) },
        {
          weight: 4,
          arbitrary: fc.record({ parts: fc.integer({ min: 1, max: 70 }), share: SHARES }),
        },
        { weight: 5, arbitrary: fc.constantFrom(...ASIDE) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (actions) => {
          for (const next of actions) {
            if (typeof next === 'number') {
              await oneByOne(a, next);
              await atOnce(b, next);
              await expectSame(a, b);
            } else if (typeof next === 'object') {
              for (let i = 0; i < next.parts; i++)
                if (await b.trainOn(next.share)) await oneByOne(a, 1);
              await expectSame(a, b);
            } else {
              for (const m of [a, b]) {
                if (next === 'dial') m.setDial('lr', 0.01 + (m.step % 7) / 100);
                else if (next === 'keep') await m.keepGood();
                else if (next === 'restore') m.restore(m.good);
                else if (next === 'epoch') {
                  // As after an edit, which nobody goes back behind.
                  await m.resume(m.state, { step: m.step, epoch: m.dataLoader.epoch(m.step) });
                }
              }
              // Whoever looks at another batch meanwhile changes nothing.
              if (next === 'watch') b.dataLoader.batch('watch', b.step + 9);
              if (next === 'monitor') for (let i = 0; i < 4; i++) b.monitorOn();
              if (next === 'look') b.watchNext();
              if (next === 'evaluate') await createEvaluation(b).advance(b.step % 2 === 0);
              if (next === 'profile')
                await measure(b, b.step % 2 ? 'evaluate' : 'watch', 0, 1, { now: ticking() });
            }
          }
        }),
        { numRuns: 25, seed: 5 },
      );
      expect(a.step).toBeGreaterThan(100);
      expect((await a.save()).storage.some((s) => s.some((x) => x !== 0))).toBe(true);
    });

    // Where memory lies is the same with relaxed SIMD and without.
    test.runIf(variant === 1 || variant === 2)(
      'what is set aside for a wide network is not lost to others between two parts',
      async () => {
        const [a, b] = await pair(backend, wide, [rowsOf(2, 1, 260, 13)]);
        const others: readonly (() => unknown)[] = [
          async () => await measure(b, 'evaluate', 0, 1, { now: ticking() }),
          async () => await measure(b, 'predict', 0, 1, { now: ticking() }),
          async () => await measure(b, 'watch', 0, 1, { now: ticking() }),
          async () => await createEvaluation(b).advance(true),
          () => b.watchNext(),
          () => b.monitorOn(),
        ];
        for (const other of others)
          for (let parts = 1; parts < trainParts(b.plan).length; parts += 3) {
            for (let i = 0; i < parts; i++) await b.trainOn(0);
            await other();
            while (!(await b.trainOn(0)));
            await oneByOne(a, 1);
            await expectSame(a, b);
          }
      },
    );

    test('a cost that is not finite ends a call behind its step', async () => {
      const run = { batchSize: 4, optimiser: sgd(100) };
      const document = model(input(2), dense(3), dense(1), mse(), run);
      const [a, b] = await pair(backend, document, [rowsOf(2, 1, 4, 1)]);
      do await oneByOne(a, 1);
      while (Number.isFinite(a.cost));
      await b.trainSteps(10_000);
      expect(a.step).toBeLessThan(10_000);
      await expectSame(a, b);
    });

    test('counts beyond 32 bits are those of a step alone', async () => {
      const [a, b] = await pair(backend, chain(2, 4), [rowsOf(2, 1, 14, 2)]);
      for (const m of [a, b]) await m.resume({ ...m.state, step: 2 ** 32 - 3 });
      await oneByOne(a, 9);
      await atOnce(b, 9);
      await expectSame(a, b);
    });
  },
);
