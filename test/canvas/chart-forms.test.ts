/** What a chart and a ribbon on a wire draw of its last numbers. */
import { describe, expect, it } from 'vitest';
import { push, ring } from '../../src/base/ring.ts';
import {
  barOf,
  CHART_FORMS,
  type ChartForm,
  lineOf,
  NOTHING,
  placeOf,
  rangeIn,
} from '../../src/ui/canvas/edges/chartForms.ts';

const of = (...numbers: readonly number[]) => {
  const r = ring(100);
  for (const v of numbers) push(r, v);
  return r;
};
const xs = (path: string) => [...path.matchAll(/[ML]([\d.]+) /g)].map((m) => Number(m[1]));
const ys = (path: string) => [...path.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map((m) => Number(m[1]));
const scale = { low: -2, high: 1 };
const charts = CHART_FORMS.filter((f) => f.type === 'chart');
const ribbons = CHART_FORMS.filter((f) => f.type === 'ribbon');

describe('a chart on a wire', () => {
  it('has its full width from the second number on, beside its digits', () => {
    for (const form of charts)
      for (const count of [2, 3, 59, 60, 61, 90]) {
        const at = xs(lineOf(of(...Array.from({ length: count }, () => 1)), form, scale));
        expect(at[0]).toBe(4);
        expect(at.at(-1)).toBeCloseTo(form.width - form.digits - 4, 1);
      }
  });
  it('shows the last sixty numbers, by their decades', () => {
    const form: ChartForm = { type: 'chart', width: 96, height: 28, digits: 0 };
    const many = of(...Array.from({ length: 70 }, (_, i) => (i < 10 ? 10 : 0.01)), 0.1, 10);
    const high = ys(lineOf(many, form, scale));
    expect(high).toHaveLength(60);
    expect(high[0]).toBe(24);
    expect(high.at(-2)).toBeCloseTo(24 - 20 / 3, 1);
    expect(high.at(-1)).toBe(4);
    expect(rangeIn([many, of(0, 0.001)], form)).toEqual([0.001, 10]);
  });
  it('knows where a step lies among them, and of no other', () => {
    const form: ChartForm = { type: 'chart', width: 67, height: 28, digits: 0 };
    const steps = of(...Array.from({ length: 70 }, (_, i) => 10 * i));
    // The last sixty: 100 to 690, a pixel apart.
    expect([100, 250, 259, 690].map((step) => placeOf(steps, form, step))).toEqual([4, 19, 19, 63]);
    expect([99, 691].map((step) => placeOf(steps, form, step))).toEqual([undefined, undefined]);
    expect(placeOf(of(3), form, 3)).toBeUndefined();
    expect(placeOf(steps, ribbons[0]!, 250)).toBeUndefined();
  });
  it('has a scale of its own numbers, without 0 and what is none', () => {
    expect(rangeIn([of(0, Number.NaN, Infinity)], charts[0]!)).toEqual(NOTHING);
    // Those that are no longer shown do not count.
    expect(rangeIn([of(100, ...Array.from({ length: 60 }, () => 1))], charts[0]!)).toEqual([1, 1]);
  });
});

describe('a ribbon', () => {
  it('has bars as long as the last numbers are high, one over the other, none for 0', () => {
    for (const form of ribbons) {
      const whole = form.width - 4;
      const long = (v: number, row: 0 | 1 = 0) =>
        /h([\d.]+)$/.exec(barOf(of(5, v), form, scale, row));
      expect(Number(long(10)?.[1])).toBe(whole);
      expect(Number(long(0.1)?.[1])).toBeCloseTo(whole / 3, 1);
      expect(barOf(of(5, 0), form, scale, 0)).toBe('');
      expect(barOf(of(), form, scale, 1)).toBe('');
      const [above, below] = ([0, 1] as const).map((row) =>
        Number(/^M2 ([\d.]+)h/.exec(barOf(of(1), form, scale, row))?.[1]),
      );
      expect(below! - above!).toBeGreaterThanOrEqual(3);
      expect(below! + 1.5).toBeLessThanOrEqual(form.height - 1);
    }
    expect(rangeIn([of(100, 1), of(0.1)], ribbons[0]!)).toEqual([0.1, 1]);
  });
});
