import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { follow, heightOf, type LogScale, REST } from '../../src/ui/plot/scale.ts';

const positive = fc.double({ min: 1e-8, max: 1e5, noNaN: true });

describe('the common log scale', () => {
  it('covers what it was shown, by at least three decades', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(positive, positive), { minLength: 1 }), (seen) => {
        let scale: LogScale = REST;
        for (const [a, b] of seen) {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          scale = follow(scale, low, high);
          expect(scale.high - scale.low).toBeGreaterThanOrEqual(3);
          expect(10 ** scale.low).toBeLessThanOrEqual(low * (1 + 1e-9));
          expect(10 ** scale.high).toBeGreaterThanOrEqual(high * (1 - 1e-9));
        }
      }),
    );
  });

  it('does not move for numbers that stay within it', () => {
    const scale = follow(REST, 0.002, 0.9);
    expect(follow(scale, 0.0015, 0.5)).toBe(scale);
    expect(follow(scale, 0.008, 0.2)).toBe(scale);
  });

  it('comes back after an outlier', () => {
    const wide = follow(REST, 1e-7, 1e4);
    expect(wide).toEqual({ low: -7, high: 4 });
    expect(follow(wide, 0.002, 0.9)).toEqual({ low: -3, high: 0 });
  });

  it('keeps still where nothing is on the wires', () => {
    expect(follow(REST, Number.POSITIVE_INFINITY, 0)).toBe(REST);
    expect(follow(REST, Number.NaN, Number.NaN)).toBe(REST);
  });

  it('rises with the number, and shows what is none at the top', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(heightOf(REST, low)).toBeLessThanOrEqual(heightOf(REST, high));
      }),
    );
    expect(heightOf(REST, 0)).toBe(0);
    expect(heightOf(REST, 0.001)).toBe(0);
    expect(heightOf(REST, 1)).toBe(1);
    expect(heightOf(REST, Number.NaN)).toBe(1);
    expect(heightOf(REST, Number.POSITIVE_INFINITY)).toBe(1);
  });
});
