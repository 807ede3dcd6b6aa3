/** The tables of what a routine leaves: nothing in them is passed over, and each place has its own label. */
import { expect, test } from 'vitest';
import { labelled, mapResults, NO_RESULTS, type Results } from '../../src/plan/results.ts';

/** One number in each place, all different; `Required` makes the list complete. */
const FULL: Required<Results<number>> = {
  cost: 1,
  objective: 2,
  rate: 3,
  outputs: { a: { out: 4, weights: 5 }, b: { out: 6 } },
  values: { e1: 7 },
  gradients: { e1: 8 },
  intermediates: { a: { h: 9 } },
  before: { a: { h: 10 } },
  intermediateGradients: { a: { h: 11 } },
  losses: { a: 12 },
  correct: { a: 13 },
  predictions: { a: 14 },
  weightGradients: { 'a.weight': 15 },
  shares: { a: 16 },
  penalties: { a: 17 },
};

test('every place is walked once, under a label of its own', () => {
  const all = labelled(FULL);
  expect(all.map(([, n]) => n).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 17 }, (_, i) => i + 1),
  );
  expect(new Set(all.map(([label]) => label)).size).toBe(all.length);
  expect(Object.fromEntries(all)).toMatchObject({ 'output:a.weights': 5, 'value:e1': 7, cost: 1 });
});

test('what is put in place of a number stands where the number stood', () => {
  expect(mapResults(FULL, (n) => n)).toEqual(FULL);
  const labels = mapResults(FULL, (_, label) => label);
  expect(labels.intermediates.a?.h).not.toBe(labels.intermediateGradients.a?.h);
  expect(labels.cost).toBe('cost');
});

test('where nothing is kept there is nothing', () => {
  expect(labelled(NO_RESULTS)).toEqual([]);
  expect(mapResults(NO_RESULTS, () => 1)).toEqual(NO_RESULTS);
});
