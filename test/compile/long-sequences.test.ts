/** Long sequences: what is computed for many rows at once must still fit into memory. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { data, dense, draw, mse } from '../vocabulary.ts';

const planOf = (length: number) =>
  compile(
    draw(
      [
        data('sine-next', { length, samples: 100 }),
        dense(8),
        { kind: 'multiHeadAttention', params: { heads: 4 } },
        dense(1),
        mse(),
      ],
      [
        'data1.x -> dense1.in',
        ...['query', 'key', 'value'].map((p) => `dense1.out -> multiHeadAttention1.${p}`),
        'multiHeadAttention1.out -> dense2.in',
        'dense2.out -> mse1.prediction',
        'data1.y -> mse1.target',
      ],
      { batchSize: 2 },
    ),
  ).plan;

test('short ones are evaluated and predicted by as many rows as all others', () => {
  const routines = planOf(20)?.routines;
  expect([routines?.evaluate?.batch, routines?.predict?.batch]).toEqual([256, 1024]);
});

test('of long ones fewer rows are taken at once, and the arena stays small', () => {
  const plan = planOf(500);
  // Four heads of 500×500 weights: a million numbers for each row.
  expect(plan?.routines.evaluate?.batch).toBe(2);
  expect(plan?.routines.predict?.batch).toBe(2);
  expect(plan?.arena).toBeLessThan(2 ** 27);
});
