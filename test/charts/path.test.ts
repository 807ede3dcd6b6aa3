/** Lines as the data of paths. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineThrough, tenths } from '../../src/charts/path.ts';

it('a place is written to the nearest tenth, on both sides of zero', () => {
  expect([0, 0.04, 0.05, 9.96, 12.34, 1920].map(tenths)).toEqual([
    '0.0',
    '0.0',
    '0.1',
    '10.0',
    '12.3',
    '1920.0',
  ]);
  fc.assert(
    fc.property(fc.double({ min: -1e5, max: 1e5, noNaN: true }), (v) => {
      expect(tenths(v)).toMatch(/^-?\d+\.\d$/);
      expect(Math.abs(Number(tenths(v)) - v)).toBeLessThanOrEqual(0.05 + 1e-9);
    }),
  );
});

it('a line goes through all points that there are, and is bridged or broken where there are none', () => {
  const place = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 9999 }).map((n) => n / 10) },
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
  );
  fc.assert(
    fc.property(fc.array(place, { maxLength: 30 }), (ys) => {
      const xs = ys.map((_, i) => i);
      const known = xs.filter((i) => Number.isFinite(ys[i]));
      for (const gaps of ['kept', 'bridged'] as const) {
        const d = lineThrough(xs, ys, gaps);
        const points = [...d.matchAll(/([ML])([\d.]+) ([\d.]+)/g)];
        expect(points.map(([, , x, y]) => [Number(x), Number(y)])).toEqual(
          known.map((i) => [i, ys[i]]),
        );
        // The pen is put down at the first point, and behind each gap that is kept.
        expect(points.map(([, pen]) => pen)).toEqual(
          known.map((i, k) => (k === 0 || (gaps === 'kept' && known[k - 1] !== i - 1) ? 'M' : 'L')),
        );
      }
    }),
  );
});
