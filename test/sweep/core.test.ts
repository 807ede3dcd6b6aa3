/** What a sweep can set, how values are written, and what it comes to: without an engine. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { must as known } from '../../src/base/assert.ts';
import type { NumberField } from '../../src/base/fields.ts';
import { type Result, sentenceOf } from '../../src/base/issue.ts';
import type { Document } from '../../src/document/records.ts';
import { SAMPLES, sampleOf } from '../../src/samples/index.ts';
import { sweepCsv } from '../../src/sweep/csv.ts';
import { roundsOf, survivorsOf } from '../../src/sweep/halving.ts';
import { planSweep } from '../../src/sweep/plan.ts';
import type { RunState } from '../../src/sweep/pool.ts';
import { endingsOf, ranked, stepsOf, typicalRun } from '../../src/sweep/ranking.ts';
import { type SettingValue, settingOf, settingsOf, withSetting } from '../../src/sweep/settings.ts';
import { bandOf, bestOf, quartilesOf, type RunResult, scoreOf } from '../../src/sweep/summary.ts';
import { readValues, spaced, writeValues } from '../../src/sweep/values.ts';

const must = <T>(value: T | undefined): T => known(value, 'what was asked for');

const document = must(sampleOf('xor')).document;
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.issues.map((i) => sentenceOf(i)).join(' '));
  return result.value;
};
const codes = (result: Result<unknown>) => (result.ok ? [] : result.issues.map((i) => i.code));
const sweepOf = (settings: readonly [string, readonly SettingValue[]][], seeds = 0, steps = 8) => ({
  settings: settings.map(([path, values]) => ({ path, values })),
  seeds,
  steps,
});

describe('what can be set', () => {
  test('is found by its path in every sample, and put where it stands', () => {
    for (const { id, document } of SAMPLES) {
      const settings = settingsOf(document).filter((_, i) => i % 7 === 0);
      for (const { path, field, value: now } of settings) {
        expect(value(settingOf(document, path)).value, `${id} ${path}`).toEqual(now);
        const other =
          field.type === 'number'
            ? now === field.max
              ? field.min
              : field.max
            : field.type === 'choice'
              ? field.options.find((o) => o.value !== now)?.value
              : !now;
        const put = other === undefined ? undefined : withSetting(document, path, other);
        // Relations between hyperparameters may refuse it; else it stands there, and nothing else of the run changed.
        if (put?.ok) expect(value(settingOf(put.value, path)).value, `${id} ${path}`).toBe(other);
      }
    }
  });
  test('goes by what the node is called too, and says what is near to what is not there', () => {
    const id = must(Object.keys(document.nodes).find((n) => n.startsWith('dense')));
    expect(value(settingOf(document, `nodes.Dense ${id.slice(5)}.units`)).path).toBe(
      `nodes.${id}.units`,
    );
    const wrong = settingOf(document, 'run.optimizer.lr');
    expect(wrong.ok ? '' : sentenceOf(must(wrong.issues[0]))).toContain('run.optimiser.lr');
    expect(codes(settingOf(document, 'nodes.nobody.units'))).toEqual(['sweep.setting']);
  });
  test('another optimiser keeps what both understand', () => {
    const rate = value(withSetting(document, 'run.optimiser.lr', 0.3));
    const other = value(withSetting(rate, 'run.optimiser', 'rmsprop'));
    expect(other.run.optimiser.kind).toBe('rmsprop');
    expect(value(settingOf(other, 'run.optimiser.lr')).value).toBe(0.3);
    expect(codes(settingOf(other, 'run.optimiser.beta1'))).toEqual(['sweep.setting']);
  });
});

describe('values', () => {
  const rate = value(settingOf(document, 'run.optimiser.lr')).field;
  const batch = value(settingOf(document, 'run.batchSize')).field;
  const optimiser = value(settingOf(document, 'run.optimiser')).field;
  test('read back as they were written', () => {
    const { min, max } = rate as NumberField;
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.double({ min, max, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (numbers) => {
          const own = numbers.map((n) => n + 0);
          expect(value(readValues(writeValues(own), rate))).toEqual(own);
        },
      ),
    );
  });
  test('a range begins and ends where it says, by equal differences or ratios', () => {
    const range = { from: 0.001, to: 1, count: 4 };
    expect(spaced({ ...range, log: true })).toEqual([0.001, 0.01, 0.1, 1]);
    expect(spaced({ ...range, log: false })).toEqual([0.001, 0.334, 0.667, 1]);
    expect(spaced({ from: 0.1, to: 0.3, count: 6, log: true })).toEqual([
      0.1, 0.125, 0.155, 0.193, 0.241, 0.3,
    ]);
    expect(spaced({ from: 1.0001, to: 1.0005, count: 3, log: false })).toEqual([
      1.0001, 1.0003, 1.0005,
    ]);
    expect(new Set(spaced({ from: 1, to: 1.001, count: 9, log: false })).size).toBe(9);
    expect(spaced({ from: 1, to: 4, count: 9, log: false }, true)).toEqual([1, 2, 3, 4]);
    expect(value(readValues('log:0.001:1:4', rate))).toEqual([0.001, 0.01, 0.1, 1]);
    expect(value(readValues('lin：8：32：4', batch))).toEqual([8, 16, 24, 32]);
  });
  test('are those of the field, or refused with what was expected', () => {
    expect(value(readValues('1, 0.25，0.24 0.1 1', rate))).toEqual([1, 0.25, 0.24, 0.1]);
    expect(value(readValues('sgd, Adam', optimiser))).toEqual(['sgd', 'adam']);
    for (const [text, field] of [
      ['', rate],
      ['-1', rate],
      ['0.1, x', rate],
      ['1.5', batch],
      ['1.024', batch],
      ['0', batch],
      ['nobody', optimiser],
    ] as const)
      expect(codes(readValues(text, field)), text).toEqual(['sweep.values']);
    for (const text of ['log:0:1:3', 'lin:1:1:3', 'log:1:2:1', 'lin:1:2', 'log:1:2:101'])
      expect(codes(readValues(text, rate)), text).toEqual(['sweep.range']);
  });
});

describe('the plan', () => {
  test('has each combination once, with each seed, as documents that say so', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 4 }),
        fc.uniqueArray(fc.constantFrom('sgd', 'adam', 'rmsprop'), { minLength: 1 }),
        fc.integer({ min: 0, max: 3 }),
        (batches, optimisers, seeds) => {
          const { runs, configurations } = value(
            planSweep(
              document,
              sweepOf(
                [
                  ['run.batchSize', batches],
                  ['run.optimiser', optimisers],
                ],
                seeds,
              ),
            ),
          );
          const told = ({ run }: Document) => `${run.batchSize} ${run.optimiser.kind} ${run.seed}`;
          const own = seeds ? Array.from({ length: seeds }, (_, i) => i + 1) : [document.run.seed];
          const wanted = batches.flatMap((b) =>
            optimisers.flatMap((o) => own.map((s) => `${b} ${o} ${s}`)),
          );
          expect(runs.map((r) => told(r.document))).toEqual(wanted);
          expect(runs.map((r) => r.index)).toEqual([...runs.keys()]);
          expect(configurations.flatMap((c) => c.runs)).toEqual(runs);
        },
      ),
    );
  });
  test('sets an optimiser before what belongs to it, and says which combination cannot be', () => {
    const settings: [string, SettingValue[]][] = [
      ['run.optimiser.momentum', [0, 0.9]],
      ['run.optimiser', ['sgd']],
    ];
    const { runs } = value(planSweep(document, sweepOf(settings)));
    expect(runs.map((r) => r.document.run.optimiser)).toEqual([
      expect.objectContaining({ kind: 'sgd', params: expect.objectContaining({ momentum: 0 }) }),
      expect.objectContaining({ kind: 'sgd', params: expect.objectContaining({ momentum: 0.9 }) }),
    ]);
    const mixed = planSweep(
      document,
      sweepOf([
        ['run.optimiser.momentum', [0.9]],
        ['run.optimiser', ['sgd', 'adagrad']],
      ]),
    );
    expect(mixed.ok ? '' : sentenceOf(must(mixed.issues[0]))).toContain('run.optimiser = adagrad');
  });
  test('refuses what is too much, or there twice', () => {
    const rates = Array.from({ length: 100 }, (_, i) => (i + 1) / 1_000);
    const plan = (...args: Parameters<typeof sweepOf>) =>
      codes(planSweep(document, sweepOf(...args)));
    expect(plan([])).toEqual(['sweep.number']);
    expect(plan([['run.optimiser.lr', rates]], 21)).toEqual(['sweep.many-runs']);
    expect(plan([['run.optimiser.lr', [1]]], 0, 0)).toEqual(['sweep.number']);
    expect(plan([['run.seed', [1, 2]]], 2)).toEqual(['sweep.seed-twice']);
    expect(
      plan([
        ['run.batchSize', [1]],
        ['run.batchSize', [2]],
      ]),
    ).toEqual(['sweep.twice']);
    expect(plan([['run.batchSize', []]])).toEqual(['sweep.no-values']);
  });
});

describe('successive halving', () => {
  test('ends with all the steps, halves what takes part, and costs no more than all of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 5_000 }),
        (n, steps) => {
          const rounds = roundsOf(n, steps);
          expect(rounds[0]!.configurations).toBe(n);
          expect(rounds.at(-1)!.steps).toBe(steps);
          let cost = 0;
          for (const [i, round] of rounds.entries()) {
            const before = rounds[i - 1];
            expect(round.steps).toBeGreaterThan(before?.steps ?? 0);
            if (before) expect(round.configurations).toBe(Math.ceil(before.configurations / 2));
            cost += round.configurations * (round.steps - (before?.steps ?? 0));
          }
          expect(cost).toBeLessThanOrEqual(n * steps);
          // With steps enough one is left.
          if (steps >= 2 * n) expect(rounds.at(-1)!.configurations).toBe(1);
        },
      ),
    );
  });
  test('nobody goes on who is worse than one that does not', () => {
    const score = fc.oneof(fc.double(), fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY));
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 30 }), fc.nat(30), (scores, count) => {
        const stay = survivorsOf(new Map(scores.entries()), count);
        expect(stay).toHaveLength(Math.min(count, scores.length));
        const real = (s: number) => (Number.isNaN(s) ? Number.POSITIVE_INFINITY : s);
        const worst = Math.max(...stay.map((i) => real(scores[i]!)));
        for (const [i, s] of scores.entries())
          if (stay.length && !stay.includes(i)) expect(real(s)).toBeGreaterThanOrEqual(worst);
      }),
    );
  });
});

describe('what runs came to', () => {
  const figures = {
    epoch: 0,
    objective: Number.NaN,
    accuracy: 0.5,
    validationAccuracy: Number.NaN,
  };
  const run = (costs: readonly number[], outcome: RunResult['outcome'] = 'whole'): RunResult => ({
    outcome,
    curve: costs.map((cost, i) => ({ step: i + 1, cost })),
    final: {
      ...figures,
      step: costs.length,
      cost: outcome === 'diverged' ? Number.NaN : costs.at(-1)!,
      validationCost: Number.NaN,
    },
  });
  test('quartiles lie in order, between the numbers, and are those of the definition', () => {
    expect(quartilesOf([4, 1, 3, 2])).toEqual({ low: 1.75, median: 2.5, high: 3.25 });
    expect(quartilesOf([Number.NaN]).median).toBeNaN();
    const infinity = Number.POSITIVE_INFINITY;
    expect(quartilesOf([1, infinity, infinity])).toEqual({
      low: infinity,
      median: infinity,
      high: infinity,
    });
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e9, min: -1e9 }), {
          minLength: 1,
        }),
        (all) => {
          const { low, median, high } = quartilesOf(all);
          expect(low).toBeLessThanOrEqual(median);
          expect(median).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(Math.min(...all));
          expect(high).toBeLessThanOrEqual(Math.max(...all));
        },
      ),
    );
  });
  test('a run that ended keeps its last cost in the band, one that diverged is beyond', () => {
    const band = bandOf([run([8, 4, 2]), run([6], 'early'), run([10, 100], 'diverged')]);
    expect(band.map((p) => p.median)).toEqual([8, 6, 6]);
    expect(band.at(-1)!.high).toBe(Number.POSITIVE_INFINITY);
    expect(bestOf(run([3, 1, 2]))).toBe(1);
  });
  test('the median of the seeds counts, and of accuracy more is better', () => {
    const runs = [run([1]), run([2]), run([9])];
    expect(scoreOf(runs, 'cost')).toBe(2);
    expect(scoreOf([...runs, run([1], 'diverged'), run([1], 'diverged')], 'cost')).toBe(9);
    expect(scoreOf(runs, 'accuracy')).toBe(-0.5);
  });
});

describe('how a sweep stands', () => {
  const plan = value(planSweep(document, sweepOf([['run.optimiser.lr', [0.1, 0.2, 0.3]]], 3)));
  const run = (cost: number, outcome: RunResult['outcome'] = 'whole') => {
    const nothing = { objective: Number.NaN, accuracy: Number.NaN, epoch: 0 };
    const unknown = { validationCost: Number.NaN, validationAccuracy: Number.NaN };
    const final = { step: 8, cost, ...nothing, ...unknown };
    return { status: 'done' as const, step: 8, result: { outcome, curve: [final], final } };
  };
  const runs: RunState[] = [
    ...[run(3), run(5), run(4)],
    ...[run(1), { ...run(2), isOut: true as const }, run(Number.NaN, 'diverged')],
    ...[run(2), { status: 'running' as const, step: 3 }, { status: 'failed' as const, step: 0 }],
  ];
  test('best first, taken out last; the run that stands for a combination is its median', () => {
    expect(ranked(plan, runs, 'cost').map((c) => c.index)).toEqual([2, 0, 1]);
    const [first, second, third] = plan.configurations;
    expect(typicalRun(runs, must(first), 'cost')).toBe(2);
    expect(typicalRun(runs, must(second), 'cost')).toBe(4);
    expect(typicalRun(runs, must(third), 'cost')).toBe(6);
    expect([...endingsOf(runs, must(second))]).toEqual([
      ['whole', 1],
      ['out', 1],
      ['diverged', 1],
    ]);
    expect([...endingsOf(runs, must(third)).keys()]).toEqual(['whole', 'running', 'failed']);
  });
  test('is taken along as a table with a row for each run', () => {
    const [head, ...rows] = sweepCsv(plan, runs).trimEnd().split('\r\n');
    expect(head).toBe(
      'run.optimiser.lr,seed,outcome,step,loss,validationLoss,accuracy,validationAccuracy,lowestLoss',
    );
    expect(rows).toHaveLength(9);
    expect(rows[1]).toBe('0.1,2,whole,8,5,,,,5');
    expect(rows.map((r) => r.split(',')[2])).toEqual([
      'whole',
      'whole',
      'whole',
      'whole',
      'out',
      'diverged',
      'whole',
      'running',
      'failed',
    ]);
  });
  test('halving costs less steps than all of it, and no halving all of them', () => {
    expect(stepsOf(plan, false)).toBe(3 * 3 * 8);
    // 3 configurations for 2 steps, 2 of them to 4, 1 to 8; three seeds each.
    expect(stepsOf(plan, true)).toBe(3 * (3 * 2 + 2 * 2 + 1 * 4));
  });
});
