/**
 * Law: so many training steps, written into a file and read again, and as many more are the same as all of
 * them in one go, bit for bit: with every optimiser and every schedule of the catalogue, on both backends,
 * over shuffled batches, with dropout, running statistics, and early stopping; wherever it was cut.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Thing } from '../../src/base/fields.ts';
import { OPTIMISERS, SCHEDULES, vocabulary } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { parse, serialise } from '../../src/document/codec.ts';
import type { Document, RunSettings } from '../../src/document/records.ts';
import type { Backend } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { listened } from '../engine/line.ts';
import { bceWithLogits, data, dense, draw, tanh } from '../vocabulary.ts';

const thing = (kind: string, params = {}): Thing => ({ kind, params });
const word = (kind: string, params = {}) => ({ kind, params });

const optimisers: Thing[] = [
  ...OPTIMISERS.map((o) => thing(o.name)),
  thing('sgd', { momentum: 0.9 }),
  thing('sgd', { momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
  thing('rmsprop', { centered: true, momentum: 0.5 }),
];
const plateau = { every: 3, patience: 0, threshold: 0.5, factor: 0.5 };
const schedules: (Thing | undefined)[] = [
  undefined,
  ...SCHEDULES.map((s) => thing(s.name)),
  thing('step', { stepSize: 4, gamma: 0.5 }),
  thing('plateau', plateau),
  thing('plateau', { ...plateau, watch: 'validation' }),
  thing('warmUp', { steps: 6, next: thing('plateau', { ...plateau, watch: 'validation' }) }),
];
const stops: (Thing | undefined)[] = [
  undefined,
  thing('early', { every: 1, patience: 2, delta: 0.05 }),
  thing('early', { every: 1, patience: 2, delta: 0.05, restore: false }),
];

const drawn = (run: Partial<RunSettings>): Document =>
  draw(
    [
      data('moons', { samples: 50, noise: 0.3, validation: 0.4 }),
      dense(5),
      word('batchNorm'),
      tanh(),
      word('dropout', { rate: 0.3 }),
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
    { batchSize: 4, ...run },
  );

async function opened(backend: Backend, text: string) {
  const read = parse(text, vocabulary);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  expect(read.issues).toEqual([]);
  const { document, weights, training } = read.value;
  const t = await listened({ compile, makeDataset, backends: [backend], clock: { now: () => 0 } });
  const { compilation } = await t.engine.load({ document, generation: 1, weights, training });
  expect(compilation.issues.filter((i) => i.severity === 'error')).toEqual([]);
  expect(compilation.issues.filter((i) => i.code.startsWith('training'))).toEqual([]);
  return {
    train: async (steps: number) => {
      await t.engine.train(steps);
      await t.rest();
      return t.events.some((e) => e.type === 'stopped');
    },
    text: async () => {
      const state = await t.engine.readCheckpoint();
      return serialise(document, state?.weights, state?.training);
    },
    close: () => t.engine.dispose(),
  };
}

/** The file behind so many steps, written and read anew between each two runs; and whether it ended by itself. */
async function trained(backend: Backend, document: Document, runs: readonly number[]) {
  let text = serialise(document);
  for (const steps of runs) {
    const run = await opened(backend, text);
    const over = await run.train(steps);
    text = await run.text();
    await run.close();
    if (over) return { text, over };
  }
  return { text, over: false };
}

const both = async (backend: Backend, document: Document, cut: number, all: number) => {
  const whole = await trained(backend, document, [all]);
  expect(await trained(backend, document, [cut, all - cut])).toEqual(whole);
  return whole;
};

describe.each([reference, wasm])('on $name', (backend) => {
  test.each(optimisers)('with $kind $params', async (optimiser) => {
    await both(backend, drawn({ optimiser }), 7, 17);
  });

  test.each(schedules.map((schedule) => ({ schedule })))('with $schedule', async ({ schedule }) => {
    const optimiser = thing('adam', { lr: 0.05 });
    await both(backend, drawn({ optimiser, ...(schedule && { schedule }) }), 11, 31);
  });

  test('and early stopping ends at the same step, with the same best weights', async () => {
    const stop = thing('early', { every: 1, patience: 2, delta: 0.01 });
    const document = drawn({ optimiser: thing('adam', { lr: 0.1 }), stop });
    const { over, text } = await both(backend, document, 22, 1_000);
    expect(over).toBe(true);
    expect(text).toContain('"best"');
  });
});

test('with any of them together, cut anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(reference, wasm),
      fc.constantFrom(...optimisers),
      fc.constantFrom(...schedules),
      fc.constantFrom(...stops),
      fc.constantFrom(3, 4, 30),
      fc.nat(2 ** 20),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 20 }),
      async (backend, optimiser, schedule, stop, batchSize, seed, cut, more) => {
        const run = {
          optimiser,
          batchSize,
          seed,
          ...(schedule && { schedule }),
          ...(stop && { stop }),
        };
        await both(backend, drawn(run), cut, cut + more);
      },
    ),
    { numRuns: 25 },
  );
});

test('a file that holds weights alone does not go on like that, or the law would prove nothing', async () => {
  const document = drawn({ optimiser: thing('adam', { lr: 0.05 }) });
  const whole = await trained(reference, document, [20]);
  const half = await trained(reference, document, [10]);
  const read = parse(half.text, vocabulary);
  if (!read.ok) throw new Error('the file does not open');
  const again = await opened(reference, serialise(read.value.document, read.value.weights));
  await again.train(10);
  expect(await again.text()).not.toBe(whole.text);
});
