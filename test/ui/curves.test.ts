/** Curve points as what a plot shows. */
import { expect, it } from 'vitest';
import { decimated, plotDataOf, sourceOf } from '../../src/ui/curves/points.ts';
import { lowestOf } from '../../src/ui/kit/cost.ts';
import type { CurvePoint } from '../../workers/engine/protocol.ts';

const point = (step: number, change: Partial<CurvePoint> = {}): CurvePoint => ({
  step,
  epoch: step / 10,
  cost: 1 / step,
  objective: Number.NaN,
  accuracy: Number.NaN,
  validationCost: Number.NaN,
  validationAccuracy: Number.NaN,
  ...change,
});
const COST = ['cost', 'validationCost'] as const;
const spec = { metrics: COST, format: String, log: false };

it('validation that is measured rarely survives the decimation', () => {
  const points = Array.from({ length: 4000 }, (_, i) =>
    point(i + 1, i % 500 === 499 ? { validationCost: 2 + i } : {}),
  );
  const cost = decimated(points, COST);
  expect(cost.filter((p) => Number.isFinite(p.validationCost))).toHaveLength(8);
  expect(cost.length).toBeLessThan(700);
  expect(cost.map((p) => p.step)).toEqual([...cost.map((p) => p.step)].sort((a, b) => a - b));
  expect(decimated(points, ['accuracy', 'validationAccuracy'])).toEqual([]);
  expect(lowestOf(points)).toBe(points.at(-1));
});

it('what is no number is a gap, and does not hide the rest', () => {
  const points = [
    point(1),
    point(2, { cost: Number.NaN, validationCost: 1 }),
    point(3, { cost: Number.POSITIVE_INFINITY, validationCost: 2 }),
    point(4, { cost: Number.NaN }),
  ];
  expect(decimated(points, COST)).toEqual(points.slice(0, 3));
  expect(lowestOf(points)).toBe(points[0]);
  expect(lowestOf([])).toBeUndefined();
  const { x, y } = plotDataOf(points, spec);
  expect([x.domain, y.domain]).toEqual([
    [1, 3],
    [0, 2],
  ]);
});

it('a log scale has whole decades of what is positive, and there is none where nothing is', () => {
  const points = [0.02, 0, 3, Number.POSITIVE_INFINITY].map((loss, i) =>
    point(i + 1, { cost: loss }),
  );
  const { y } = plotDataOf(points, { ...spec, log: true });
  expect(y).toEqual({
    domain: [0.01, 10],
    ticks: [0.01, 0.1, 1, 10].map((at) => ({ at, text: String(at) })),
    log: true,
  });
  const zero = [point(1, { cost: 0 }), point(2, { cost: -1 })];
  expect(plotDataOf(zero, { ...spec, log: true }).y.log).toBeUndefined();
  const always = { ...spec, range: [0, 1] as const };
  expect(plotDataOf(points, always).y.domain).toEqual([0, 1]);
});

it('what is read is the same until other points come', () => {
  let points = [point(1)];
  const source = sourceOf({ onPaint: () => () => {}, curves: () => points }, spec);
  const first = source.read();
  expect(source.read()).toBe(first);
  points = [...points, point(2)];
  expect(source.read().rows).toEqual(points);
});
