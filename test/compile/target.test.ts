/** What the compiler counts with is what the target says: each figure alone gives another plan, and a sound one. */
import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { Recent } from '../../src/base/recent.ts';
import { compile, type Planned } from '../../src/compile/compile.ts';
import { CPU, type Target } from '../../src/compile/target.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
import { adam, add, data, dense, draw, model, mse, relu, reshape } from '../vocabulary.ts';

/** A cell, whose kernels are fused; an elementwise value with two readers; buffers of more than a page. */
const NETWORKS = [
  model(
    data('sine', { samples: 200 }),
    ...[reshape(1, 1), { kind: 'lstm', params: { units: 24, gives: 'last' } }, dense(1), mse()],
    { batchSize: 8, optimiser: adam(0.01) },
  ),
  draw(
    [data('moons'), dense(40), relu(), dense(1), dense(1), add(), mse()],
    [
      'data1.x -> dense1.in',
      'dense1.out -> relu1.in',
      'relu1.out -> dense2.in',
      'relu1.out -> dense3.in',
      'dense2.out -> add1.in1',
      'dense3.out -> add1.in2',
      'add1.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ],
    { batchSize: 8, optimiser: adam(0.01) },
  ),
];
const plansFor = (target: Target): Plan[] =>
  NETWORKS.map((document) => {
    const { plan, issues } = compile(document, undefined, undefined, target);
    if (!plan) throw new Error(issues.map((i) => sentenceOf(i)).join('\n'));
    expect(verifyPlan(plan)).toEqual([]);
    return plan;
  });
const differ = (a: readonly Plan[], b: readonly Plan[]) => JSON.stringify(a) !== JSON.stringify(b);

/** `cheap` is held by fusion.test.ts. */
const CHANGED: Readonly<{ [K in Exclude<keyof Target, 'name' | 'cheap'>]: Target[K] }> = {
  page: 256,
  searched: 0,
  slow: new Set(['add', 'mul', 'sub']),
  evaluateBatch: 16,
  predictBatch: 32,
};

describe('a target', () => {
  const usual = plansFor(CPU);
  test.each(Object.entries(CHANGED))('with another %s has other plans', (name, figure) => {
    expect(differ(plansFor({ ...CPU, [name]: figure }), usual)).toBe(true);
  });
  test('of no other figures has the same', () => {
    expect(differ(plansFor({ ...CPU, name: 'other' }), usual)).toBe(false);
  });
  test('says how many rows evaluating and predicting take at once', () => {
    for (const { routines } of plansFor({ ...CPU, evaluateBatch: 16, predictBatch: 32 }))
      expect([routines.evaluate?.batch, routines.predict?.batch]).toEqual([16, 32]);
  });
  test('is not given what was planned for another', () => {
    const plans = new Recent<Planned>(4);
    const [document] = NETWORKS;
    const batch = (target: Target) =>
      compile(document!, undefined, plans, target).plan?.routines.evaluate?.batch;
    expect(batch(CPU)).toBe(256);
    expect(batch({ ...CPU, name: 'other', evaluateBatch: 16 })).toBe(16);
    expect(batch(CPU)).toBe(256);
  });
});
