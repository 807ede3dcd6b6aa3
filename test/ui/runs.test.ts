/** What stands of runs in their tab: sparklines, times, and wires of two upon the same axes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WireNumbers } from '../../src/document/runs.ts';
import { timeWords } from '../../src/ui/runs/figures.ts';
import { SPARK, sparkOf } from '../../src/ui/runs/spark.ts';
import { linesOf, WIRE, wiresOfBoth } from '../../src/ui/runs/wires.ts';
import { data, dense, draw, mse, sgd } from '../vocabulary.ts';

const placesIn = (path: string) =>
  [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(
    ([, x, y]) => [Number(x), Number(y)] as const,
  );

it('a sparkline stays in its room, whatever the costs are, and falls where the cost falls', () => {
  const numbers = fc.oneof(fc.double(), fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY));
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 300 }), (costs) => {
      const places = placesIn(sparkOf(costs.map((cost, step) => ({ step, cost }))));
      for (const [x, y] of places) {
        expect(x >= 0 && x <= SPARK.width).toBe(true);
        expect(y >= 0 && y <= SPARK.height).toBe(true);
      }
    }),
  );
  const falling = placesIn(sparkOf([8, 4, 2, 1].map((cost, step) => ({ step, cost }))));
  const heights = falling.map(([, y]) => y);
  expect(heights).toEqual(heights.toSorted((a, b) => a - b));
  expect(sparkOf([])).toBe('');
});

it('times are seconds, then minutes', () => {
  expect([40, 12_345, 99_000, 100_400, 3_599_600].map(timeWords)).toEqual([
    '0.04 s',
    '12 s',
    '99 s',
    '1:40 min',
    '60:00 min',
  ]);
});

const read = (step: number[], value: number[], gradient: number[]): WireNumbers => ({
  step: Float64Array.from(step),
  value: Float64Array.from(value),
  gradient: Float64Array.from(gradient),
});

it('wires of two runs have the same axes; equal norms lie equally high; where nothing was read there is nothing', () => {
  const [a, b, none] = linesOf([
    read([0, 10], [1, 100], [0.01, 1]),
    read([20], [100], []),
    undefined,
  ]);
  expect(none).toBeUndefined();
  expect(b?.gradient).toBeUndefined();
  const [first, second] = placesIn(a?.value.path ?? '');
  expect(a?.gradient?.last).toBe(1);
  // 100 of both, 1 of the value and of the gradient.
  expect(placesIn(b?.value.path ?? '')[0]?.[1]).toBe(second?.[1]);
  expect(placesIn(a?.gradient?.path ?? '')[1]?.[1]).toBe(first?.[1]);
  expect(first?.[0]).toBeLessThan(second?.[0] ?? 0);
  expect(placesIn(b?.value.path ?? '')[0]?.[0]).toBeCloseTo(WIRE.width - 2);
  const [zero] = linesOf([read([1, 2, 3], [1, 0, 2], [])]);
  expect(zero?.value.path).toMatch(/^M[\d. ]+M[\d. ]+$/);
});

it('wires correspond that go between the same ports of the same nodes', () => {
  const words = [data('xor-points'), dense(2), dense(1), mse()];
  const drawn = draw(words, ['data1.x -> dense1.in', 'dense1.out -> dense2.in'], {
    optimiser: sgd(0.1),
    seed: 1,
  });
  const all = Object.keys(drawn.edges);
  expect(wiresOfBoth(drawn, drawn)).toEqual(all);
  const moved = { ...drawn.edges.e2!, source: { node: 'data1', port: 'x' } };
  const other = { ...drawn, edges: { ...drawn.edges, e2: moved } };
  expect(wiresOfBoth(drawn, other)).toEqual(all.filter((id) => id !== 'e2'));
  const { e1: _, ...fewer } = drawn.edges;
  expect(wiresOfBoth(drawn, { ...drawn, edges: fewer })).toEqual(all.filter((id) => id !== 'e1'));
});
