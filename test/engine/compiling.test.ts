/**
 * Compiling can be watched, given up and superseded. The clock of these tests is made of pieces: each takes
 * as long as the test says, so that nothing depends on how fast this machine is.
 */
import { describe, expect, test } from 'vitest';
import { Cancelled, type Piecemeal } from '../../src/base/piecemeal.ts';
import { Recent } from '../../src/base/recent.ts';
import type { Compilation, Progress } from '../../src/compile/compilation.ts';
import { compile, compiling, type Planned } from '../../src/compile/compile.ts';
import { MAKE_AT_ONCE } from '../../src/data/dataset.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { data, dense, model, mse, tanh } from '../vocabulary.ts';
import { listened } from './line.ts';

const network = (layers: number, width = 2): Document =>
  model(
    data('xor-points'),
    ...Array.from({ length: layers }, () => [dense(width), tanh()]).flat(),
    dense(1),
    mse(),
    { batchSize: 8 },
  );
const [FEW, MANY] = [network(1), network(40)];

/** Time of which each look takes more than a slice. */
function leaping(): () => number {
  let time = 0;
  return () => (time += 20);
}

/** An engine whose compiler takes so many milliseconds for each piece; `at` is called at each. */
async function timed(each: number, at: (piece: number) => void = () => {}) {
  let clock = 0;
  /** How long training takes is as it is: steps that take no time are done in one call without an end. */
  let real = () => 0;
  let pieces = 0;
  const plans = new Recent<Planned>(6);
  function* counted(document: Document): Piecemeal<Compilation, Progress> {
    const work = compiling(document, undefined, plans);
    for (let next = work.next(); ; ) {
      if (next.done) return next.value;
      clock += each;
      at(++pieces);
      try {
        yield next.value;
        next = work.next();
      } catch (error) {
        next = work.throw(error);
      }
    }
  }
  const t = await listened({ compile: counted, makeDataset, clock: { now: () => clock + real() } });
  return {
    ...t,
    train: (steps?: number) => {
      real = () => performance.now();
      return t.engine.train(steps);
    },
    pieces: () => pieces,
    compiling: () => t.events.flatMap((e) => (e.type === 'compiling' ? [e] : [])),
    load: (document: Document, generation: number) => t.engine.load({ document, generation }),
  };
}

const piecesOf = (document: Document): number => [...compiling(document)].length;
const codes = ({ issues }: Pick<Compilation, 'issues'>) => issues.map((i) => i.code);

/** Names and numbers of all weights after some steps. */
async function trained(t: Awaited<ReturnType<typeof timed>>) {
  await t.train(3);
  await t.rest();
  return t.engine.readWeights();
}

test('all at once and piece by piece are the same plan', () => {
  expect(piecesOf(MANY)).toBeGreaterThan(60);
  const work = compiling(MANY);
  let next = work.next();
  while (!next.done) next = work.next();
  expect(next.value.plan?.key).toBe(compile(MANY).plan?.key);
});

test('given up at any piece it tells what the check told, and keeps nothing half done', () => {
  const plans = new Recent<Planned>(6);
  const whole = compile(MANY);
  const all = piecesOf(MANY);
  for (let at = 1; at <= all; at += Math.ceil(all / 12)) {
    const work = compiling(MANY, undefined, plans);
    let pass: string | undefined;
    for (let i = 0; i < at; i++) {
      const next = work.next();
      expect(next.done).toBe(false);
      pass = next.value && 'pass' in next.value ? next.value.pass : undefined;
    }
    const { done, value } = work.throw(new Cancelled());
    expect(done).toBe(true);
    const given = value as Compilation;
    expect(given.plan).toBeUndefined();
    // In the midst of the check there is nothing to tell yet.
    const checked = pass !== 'check';
    expect(given.shapes).toEqual(checked ? whole.shapes : {});
    expect(codes(given)).toEqual(checked ? codes(whole) : []);
  }
  expect(compile(MANY, undefined, plans).plan?.key).toBe(whole.plan?.key);
});

test('each pass says how far it is, and comes to its end', () => {
  const shares = [...compiling(MANY)];
  for (const [i, { routine, pass, done, of }] of shares.entries()) {
    expect(done).toBeLessThanOrEqual(of);
    // All updates are written in two goes.
    if (pass === 'update') continue;
    const next = shares[i + 1];
    if (
      next &&
      next.routine === routine &&
      next.pass === pass &&
      next.of === of &&
      next.done > done
    )
      expect(next.done - done).toBeLessThanOrEqual(256);
  }
  expect(new Set(shares.map((s) => s.pass))).toEqual(
    new Set([
      'check',
      'lower',
      'rewrite',
      'differentiate',
      'update',
      'schedule',
      'fuse',
      'memory',
      'key',
    ]),
  );
});

test('cancelled while a backend translates the plan, it is the same', async () => {
  const t = await listened({
    compile,
    makeDataset,
    backends: [wasm],
    // Whatever takes a piece is a slice of its own.
    clock: { now: leaping() },
  });
  await t.engine.load({ document: FEW, generation: 1 });
  const weights = await t.engine.readWeights();
  const loading = t.engine.load({ document: MANY, generation: 2 });
  setImmediate(() => void t.engine.cancel());
  expect(codes((await loading).compilation)).toContain('compile.cancelled');
  expect(await t.engine.readWeights()).toEqual(weights);
  const again = await t.engine.load({ document: MANY, generation: 3 });
  expect(codes(again.compilation)).toEqual(codes(compile(MANY)));
  expect(t.troubles()).toEqual([]);
});

describe('a load', () => {
  test('that takes less than a second says nothing of how far it is, a longer one does', async () => {
    const quick = await timed(900 / piecesOf(MANY));
    await quick.load(MANY, 1);
    expect(quick.compiling()).toEqual([]);
    const slow = await timed(3000 / piecesOf(MANY));
    await slow.load(MANY, 1);
    const told = slow.compiling();
    expect(told.length).toBeGreaterThan(5);
    expect(told.length).toBeLessThan(20);
    for (const { generation, progress } of told) {
      expect(generation).toBe(1);
      expect(progress.done).toBeLessThanOrEqual(progress.of);
    }
  });

  test('is superseded by the next, which does not wait for it', async () => {
    const all = piecesOf(MANY);
    let second: Promise<unknown> | undefined;
    const t = await timed(20, (piece) => {
      if (piece === 10) second = t.load(FEW, 2);
    });
    await t.load(MANY, 1);
    await second;
    expect(t.pieces()).toBeLessThan(12 + piecesOf(FEW));
    expect(all).toBeGreaterThan(100);
    const fresh = await timed(0);
    await fresh.load(FEW, 1);
    expect(await trained(t)).toEqual(await trained(fresh));
    expect(t.frames().at(-1)?.generation).toBe(2);
    expect(t.troubles()).toEqual([]);
  });

  test('that is cancelled is told, and leaves the network before it training', async () => {
    const t = await timed(20, (piece) => {
      if (piece === before + 10) void t.engine.cancel();
    });
    let before = Number.POSITIVE_INFINITY;
    await t.load(FEW, 1);
    await t.train();
    before = t.pieces();
    const reply = await t.load(MANY, 2);
    expect(t.pieces() - before).toBeLessThan(20);
    expect(codes(reply.compilation)).toContain('compile.cancelled');
    expect(reply.status).toBe('training');
    await t.engine.pause();
    expect(Object.keys(await t.engine.readWeights())).toContain('dense2.weight');
    expect(Object.keys(await t.engine.readWeights())).not.toContain('dense3.weight');
    // And compiled after all it is what it would have been.
    before = Number.POSITIVE_INFINITY;
    const again = await t.engine.load({ document: MANY, generation: 3, fresh: true });
    expect(codes(again.compilation)).not.toContain('compile.cancelled');
    const fresh = await timed(0);
    await fresh.load(MANY, 1);
    expect(await trained(t)).toEqual(await trained(fresh));
  });

  test('of another project that is cancelled leaves nothing running', async () => {
    let from = Number.POSITIVE_INFINITY;
    const t = await timed(20, (piece) => {
      if (piece === from) void t.engine.cancel();
    });
    await t.load(FEW, 1);
    await t.train();
    from = t.pieces() + 5;
    const reply = await t.engine.load({ document: MANY, generation: 2, fresh: true });
    expect(reply.status).toBe('empty');
    expect(await t.engine.readWeights()).toEqual({});
  });

  test('that is cancelled while its data are made is told, and makes them no further', async () => {
    let pieces = 0;
    let cancelAt = 12;
    const t = await listened({
      compile,
      makeDataset: (params, tables, drive = MAKE_AT_ONCE) =>
        makeDataset(params, tables, (work) =>
          drive(
            (function* () {
              for (let next = work.next(); ; next = work.next()) {
                if (next.done) return next.value;
                if (++pieces === cancelAt) void t.engine.cancel();
                yield next.value;
              }
            })(),
          ),
        ),
      // Each look at the clock takes a slice, so that whoever cancels is heard at once.
      clock: { now: leaping() },
    });
    const many = model(data('spiral', { samples: 5_000 }), dense(2), dense(1), mse());
    const reply = await t.engine.load({ document: many, generation: 1 });
    expect(codes(reply.compilation)).toContain('compile.cancelled');
    expect(pieces).toBeLessThan(cancelAt + 3);
    expect(t.troubles()).toEqual([]);
    cancelAt = Number.POSITIVE_INFINITY;
    const whole = await t.engine.load({ document: many, generation: 2 });
    expect(whole.status).toBe('ready');
    expect(whole.data[0]?.trainingRows).toBe(2_500);
  });

  test('lets training go on while it compiles', async () => {
    const steps: number[] = [];
    const t = await timed(20, () => steps.push(t.frames().at(-1)?.step ?? 0));
    await t.load(FEW, 1);
    await t.train();
    steps.length = 0;
    await t.load(MANY, 2);
    await t.engine.pause();
    expect(new Set(steps).size).toBeGreaterThan(3);
  });
});
