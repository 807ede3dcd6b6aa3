import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignOnPoint, formatColumn } from '../../src/charts/align.ts';
import {
  BROKEN,
  classRgb,
  parseColour,
  sequentialColour,
  signColour,
  signRamp,
} from '../../src/charts/colour.ts';
import { decimate } from '../../src/charts/decimate.ts';
import { decades, extent, magnitude, padded } from '../../src/charts/extent.ts';
import { matrixSize, matrixView, ravel, unravel } from '../../src/charts/grid.ts';
import { paintClasses, paintRamp } from '../../src/charts/pixels.ts';
import { smoothed } from '../../src/charts/smoothing.ts';
import { strength } from '../../src/charts/strength.ts';
import { countTicks, labelled, ticks } from '../../src/charts/ticks.ts';
import { downsample } from '../../src/tensor/downsample.ts';
import { size } from '../../src/tensor/shape.ts';

/** Relative luminance of WCAG 2, good enough to order colours by lightness. */
function luminance(text: string): number {
  const [r, g, b] = parseColour(text).map((c) => {
    const s = c / 255;
    return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('strength', () => {
  it('never falls as the value grows, and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        const [small, large] = Math.abs(a) <= Math.abs(b) ? [a, b] : [b, a];
        expect(strength(small)).toBeLessThanOrEqual(strength(large));
        expect(strength(a)).toBeGreaterThanOrEqual(0);
        expect(strength(a)).toBeLessThanOrEqual(1);
      }),
    );
  });
  it('gives equal steps to equal ratios', () => {
    expect(strength(1) - strength(0.1)).toBeCloseTo(strength(0.01) - strength(0.001), 12);
    expect(strength(0)).toBe(0);
    expect(strength(Number.NaN)).toBe(1);
  });
});

describe('colours', () => {
  it.each(['light', 'dark'] as const)('the %s sign scale leaves zero in one direction', (shade) => {
    for (const side of [-1, 1]) {
      const steps = [0, 0.2, 0.4, 0.6, 0.8, 1].map((t) => luminance(signColour(side * t, shade)));
      const sorted = [...steps].sort((a, b) => (shade === 'light' ? b - a : a - b));
      expect(steps).toEqual(sorted);
    }
  });
  it.each(['light', 'dark'] as const)(
    'in the %s scale negative is warm, positive cool',
    (shade) => {
      const [r, , b] = parseColour(signColour(-0.6, shade));
      const [r2, , b2] = parseColour(signColour(0.6, shade));
      expect(r).toBeGreaterThan(b);
      expect(b2).toBeGreaterThan(r2);
    },
  );
  it('reads both notations', () => {
    expect(parseColour('#0a10ff')).toEqual([10, 16, 255]);
    expect(parseColour('rgb(1, 2, 3)')).toEqual([1, 2, 3]);
    expect(luminance(sequentialColour(1))).toBeGreaterThan(luminance(sequentialColour(0)));
  });
});

describe('pixels', () => {
  it('puts the ends and the middle where they belong, and shows NaN', () => {
    const ramp = signRamp('light');
    const px = paintRamp([-2, 2, 9, Number.NaN], -2, 2, ramp);
    expect([...px.slice(0, 4)]).toEqual([...ramp.slice(0, 4)]);
    expect([...px.slice(4, 8)]).toEqual([...ramp.slice(-4)]);
    expect([...px.slice(8, 12)]).toEqual([...ramp.slice(-4)]);
    expect([...px.slice(12, 15)]).toEqual(BROKEN);
  });
  it('all zeros are neutral', () => {
    const px = paintRamp([0, 0], 0, 0, signRamp('light'));
    expect(Math.abs(px[0]! - px[2]!)).toBeLessThan(6);
  });
  it('mixes classes by probability', () => {
    const sure = paintClasses([0, 1, 0], 3, [255, 255, 255], 1);
    expect([...sure.slice(0, 3)]).toEqual(classRgb(1));
    const unsure = paintClasses([0.5, 0.5], 2, [255, 255, 255], 1);
    const [a, b] = [classRgb(0), classRgb(1)];
    for (let k = 0; k < 3; k++) expect(unsure[k]).toBeCloseTo((a[k]! + b[k]!) / 2, -0.5);
    expect([...paintClasses([Number.NaN, 1], 2, [0, 0, 0]).slice(0, 3)]).toEqual(BROKEN);
  });
  it('shrinks by the mean of blocks, the ragged edge included', () => {
    const g = downsample([1, 3, 5, 7, 9, 11], 2, 3, 1, 2);
    expect([g.rows, g.columns]).toEqual([1, 2]);
    expect([...Array.from(g.data)]).toEqual([(1 + 3 + 7 + 9) / 4, (5 + 11) / 2]);
    const same = [1, 2];
    expect(downsample(same, 1, 2, 4, 4).data).toBe(same);
  });
});

describe('extents', () => {
  it('leaves out what is not finite', () => {
    expect(extent([Number.NaN, 3, -4, Number.POSITIVE_INFINITY])).toEqual([-4, 3]);
    expect(magnitude([Number.NaN, 3, -4])).toBe(4);
    expect(extent([])).toEqual([0, 0]);
  });
  it('gives room to a range and to a point', () => {
    expect(padded([0, 10], 0.1)).toEqual([-1, 11]);
    const [low, high] = padded([5, 5]);
    expect(low).toBeLessThan(5);
    expect(high).toBeGreaterThan(5);
  });
  it('ticks lie within, decades around', () => {
    for (const t of ticks([-0.7, 3.2])) expect(t >= -0.7 && t <= 3.2).toBe(true);
    const d = decades(3e-4, 0.8);
    expect(d.range).toEqual([1e-4, 1]);
    expect(d.ticks[0]).toBe(1e-4);
    expect(decades(0.5, 0.5).range).toEqual([0.1, 1]);
  });
  it('no two marks of an axis read alike, however narrow the range', () => {
    const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(number, fc.double({ min: 1e-9, max: 1e6, noNaN: true }), (low, width) => {
        fc.pre(low + width > low);
        const texts = labelled(ticks([low, low + width], 5)).map((t) => t.text);
        expect(new Set(texts).size).toBe(texts.length);
      }),
    );
    expect(labelled(ticks([1000, 1001], 4)).map((t) => t.text)).toContain('1\u202f000.2');
  });
  it('marks of steps are whole, with both ends', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (low, width) => {
        const marks = countTicks([low, low + width]);
        expect(new Set(marks.map((t) => t.text)).size).toBe(marks.length);
        expect(marks.every((t) => Number.isInteger(t.at))).toBe(true);
        expect([marks[0]?.at, marks.at(-1)?.at]).toEqual([low, low + width]);
      }),
    );
    expect(countTicks([0, 2]).map((t) => t.text)).toEqual(['0', '1', '2']);
  });
});

describe('columns of numbers', () => {
  it('the points stand in line and all texts are as long', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 1, maxLength: 20 }), (values) => {
        const column = formatColumn(values);
        expect(new Set(column.map((t) => t.length)).size).toBe(1);
        const points = column.map((t) => t.indexOf('.')).filter((p) => p >= 0);
        expect(new Set(points).size).toBeLessThanOrEqual(1);
      }),
    );
  });
  it('keeps the text', () => {
    expect(alignOnPoint(['1.5', '−20', '3e-7'])).toEqual(
      ['\u2007\u20071.5\u2007', '−20\u2007\u2007\u2007'.slice(0, 6), '\u2007\u20073e-7'].map((t) =>
        t.padEnd(6, '\u2007'),
      ),
    );
  });
});

describe('tensors laid flat', () => {
  it('ravel undoes unravel', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
        fc.nat(),
        (shape, n) => {
          const at = n % size(shape);
          expect(ravel(unravel(at, shape), shape)).toBe(at);
        },
      ),
    );
  });
  it('what is drawn at a place is the element that the place stands for', () => {
    const shapes = [[2, 3], [32, 2], [64], [300], [40, 1], [4, 5, 3], []];
    for (const shape of shapes) {
      const data = Array.from({ length: size(shape) }, (_, i) => i);
      const drawn = matrixView({ shape, data });
      const seen = new Set<number>();
      for (let r = 0; r < drawn.rows; r++)
        for (let c = 0; c < drawn.columns; c++) {
          const p = drawn.position(r, c);
          if (p >= data.length) continue;
          expect(drawn.data[r * drawn.columns + c]).toBe(p);
          expect(drawn.place(p)).toEqual([r, c]);
          seen.add(p);
        }
      expect(seen.size).toBe(data.length);
      expect(drawn.transposed).toBe(shape.length === 2 && shape[0]! > 20);
    }
  });
  it('holds all elements, and folds long vectors', () => {
    expect(matrixSize([])).toEqual({ rows: 1, columns: 1 });
    expect(matrixSize([2, 3, 4])).toEqual({ rows: 6, columns: 4 });
    const long = matrixSize([1000]);
    expect(long.rows * long.columns).toBeGreaterThanOrEqual(1000);
    expect(long.columns).toBeLessThanOrEqual(64);
    expect(matrixSize([3, 0])).toEqual({ rows: 0, columns: 0 });
  });
});

describe('decimation', () => {
  it('keeps both ends, both extremes and the order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 50, maxLength: 400 }),
        (values) => {
          const points = values.map((y, x) => ({ x, y }));
          const out = decimate(points, 40, (p) => p.y);
          expect(out.length).toBeLessThanOrEqual(40);
          expect(out[0]).toBe(points[0]);
          expect(out.at(-1)).toBe(points.at(-1));
          expect(Math.max(...out.map((p) => p.y))).toBe(Math.max(...values));
          expect(Math.min(...out.map((p) => p.y))).toBe(Math.min(...values));
          for (let i = 1; i < out.length; i++) expect(out[i]!.x).toBeGreaterThan(out[i - 1]!.x);
        },
      ),
    );
  });
});

describe('smoothing', () => {
  /** As TensorBoard draws it (vz_line_chart2, `resmoothScalarData`), written from its description. */
  const reference = (values: readonly number[], weight: number) => {
    let [last, count] = [0, 0];
    return values.map((v) => {
      if (!Number.isFinite(v)) return v;
      last = last * weight + (1 - weight) * v;
      count++;
      return last / (1 - weight ** count);
    });
  };

  it('is the average of all before, each counting less the longer ago, whatever the start', () => {
    const value = fc.oneof(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.constant(Number.NaN),
    );
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 60 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (values, weight) => {
          const [own, other] = [smoothed(values, weight), reference(values, weight)];
          expect(own).toHaveLength(values.length);
          for (const [i, v] of other.entries()) {
            if (Number.isNaN(v)) expect(own[i]).toBeNaN();
            else expect(Math.abs(own[i]! - v)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(v)));
          }
        },
      ),
    );
    // By hand: 4, (2 + 4 · ½) ÷ (1 + ½) …
    expect([...smoothed([4, 2, Number.NaN, 8], 0.5)]).toEqual([4, 8 / 3, Number.NaN, 40 / 7]);
    expect([...smoothed([3, 3, 3], 0.9)].every((v) => Math.abs(v - 3) < 1e-12)).toBe(true);
    expect([...smoothed([1, 5, 2], 0)]).toEqual([1, 5, 2]);
  });
});
