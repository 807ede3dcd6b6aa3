/** Axes of a plane: places, marks with their words, what is pointed at. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromZero, labelsThatFit, nearest, scaleOf } from '../../src/charts/plane.ts';
import { countTicks } from '../../src/charts/ticks.ts';

it('values lie between the pixels, by difference or by ratio; a single number in their middle', () => {
  const linear = scaleOf({ domain: [0, 4], ticks: [] }, 52, 252);
  expect([linear(0), linear(1), linear(4)]).toEqual([52, 102, 252]);
  const log = scaleOf({ domain: [1e-4, 1], ticks: [], log: true }, 100, 0);
  expect(log(1e-2)).toBeCloseTo(50, 9);
  expect(scaleOf({ domain: [7, 7], ticks: [] }, 0, 10)(7)).toBe(5);
});

it('an axis from zero holds all values and has a length', () => {
  const number = fc.double({ min: -1e30, max: 1e30, noNaN: true });
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [low, high] = fromZero(Math.min(a, b), Math.max(a, b), 4);
      expect(low).toBeLessThanOrEqual(Math.min(a, b, 0));
      expect(high).toBeGreaterThanOrEqual(Math.max(a, b, 0));
      expect(high).toBeGreaterThan(low);
    }),
  );
  expect(fromZero(0.01, 0.73, 4)).toEqual([0, 0.8]);
});

it('words beside an axis never touch, and the last one is always there, within the edge', () => {
  const step = fc.integer({ min: 0, max: 1e9 });
  fc.assert(
    fc.property(step, step, fc.integer({ min: 60, max: 900 }), (a, b, edge) => {
      const range = [Math.min(a, b), Math.max(a, b)] as const;
      const marks = countTicks(range, 6);
      const width = (text: string) => 7 * text.length;
      const place = scaleOf({ domain: range, ticks: [] }, 52, edge - 10);
      const written = labelsThatFit(marks, place, edge, width, 12);
      const ends = written.map((m) => [m.x - width(m.text) / 2, m.x + width(m.text) / 2] as const);
      expect(written.at(-1)?.at).toBe(range[1]);
      expect(ends.at(-1)?.[1]).toBeLessThanOrEqual(edge + 1e-9);
      for (const [i, [from]] of ends.entries())
        if (i > 0) expect(from - (ends[i - 1]?.[1] ?? 0)).toBeGreaterThanOrEqual(12 - 1e-9);
    }),
  );
  // What has room is written.
  const at = (v: number) => v;
  expect(labelsThatFit(countTicks([0, 400], 4), at, 410, () => 30, 12).map((m) => m.at)).toEqual([
    0, 100, 200, 300, 400,
  ]);
});

it('pointing finds the nearest number', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer(), (numbers, to) => {
      numbers.sort((a, b) => a - b);
      const distance = Math.min(...numbers.map((n) => Math.abs(n - to)));
      expect(Math.abs(numbers[nearest(numbers, to)]! - to)).toBe(distance);
    }),
  );
  expect(nearest([], 3)).toBe(-1);
});
