/** Curves of activations, their derivatives by the rules of the primitives, and what is saturated. */
import { describe, expect, it } from 'vitest';
import { CURVES } from '../../src/catalog/activations/index.ts';
import { curveTable, FLAT, flatIntervals, saturation } from '../../src/catalog/curve.ts';
import { kindOf } from '../../src/catalog/index.ts';
import type { Kind } from '../../src/catalog/kind.ts';

const kind = (name: string): Kind => kindOf(name)!;

describe('f′', () => {
  it.each(CURVES.map((k) => k.name))('of %s is the slope of f wherever f is smooth', (name) => {
    const near = curveTable(kind(name), {}, 4);
    if (!near) throw new Error('no curve');
    const f = (x: number) => {
      // A table over another reach is the same function at other places: 0, ±h …
      const table = curveTable(kind(name), {}, Math.abs(x) || 1);
      return table!.ys[x > 0 ? 80 : x < 0 ? 0 : 40]!;
    };
    for (const [i, x] of near.xs.entries()) {
      // Kinks lie at 0 (leaky ReLU, ReLU, the step); a difference across one says nothing.
      if (Math.abs(x) < 0.05) continue;
      const h = 1e-5;
      expect(near.slopes[i], `${name} at ${x}`).toBeCloseTo((f(x + h) - f(x - h)) / (2 * h), 5);
    }
  });

  it('follows parameters', () => {
    const leak = curveTable(kind('leakyRelu'), { negativeSlope: 0.3 });
    expect(leak?.slopes[0]).toBeCloseTo(0.3, 12);
  });
});

describe('the saturated share', () => {
  it('counts values where the slope is below a tenth of the steepest', () => {
    expect(FLAT).toBe(0.1);
    // σ′ = 0.025 at ±3.64…
    const edge = Math.log((1 + Math.sqrt(0.9)) / (1 - Math.sqrt(0.9)));
    const found = saturation(kind('sigmoid'), {}, [0, edge - 0.01, edge + 0.01, -9, Number.NaN]);
    expect(found?.below).toBeCloseTo(0.025, 12);
    expect(found?.share).toBe(0.5);
  });

  it('is 0 for a line, all for a step, the negative half for ReLU', () => {
    const values = [-3, -1, 2, 5];
    expect(saturation(kind('linear'), {}, values)).toEqual({ share: 0, below: 0.1 });
    expect(saturation(kind('step'), {}, values)).toEqual({ share: 1, below: 0 });
    expect(saturation(kind('relu'), {}, values)?.share).toBe(0.5);
    expect(saturation(kind('tanh'), {}, [])?.share).toBe(0);
    expect(saturation(kind('dense'), {}, values)).toBeUndefined();
  });

  it('has its stretches on the curve', () => {
    const table = curveTable(kind('tanh'));
    const [left, right, ...others] = table ? flatIntervals(table, 0.1) : [];
    expect(others).toEqual([]);
    expect(left?.[0]).toBe(-4);
    // tanh′ = 0.1 at 1.818…
    expect(left?.[1]).toBeCloseTo(-1.9, 12);
    expect(right?.[0]).toBeCloseTo(1.9, 12);
    expect(right?.[1]).toBe(4);
  });
});
