/** Curve points as what a plot shows. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { furthestOf, type Other, otherRows, otherSeries } from '../../src/ui/curves/others.ts';
import { along, decimated, plotDataOf, sourceOf } from '../../src/ui/curves/points.ts';
import {
  axisOf,
  isInSight,
  stepAxisOf,
  stepScale,
  zoomedSteps,
} from '../../src/ui/curves/stepAxis.ts';
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
const spec = { metrics: COST, format: String, log: false, smoothing: 0 };
const byStep = (last: number) => (p: CurvePoint) => p.step / last;

it('validation that is measured rarely survives the decimation', () => {
  const points = Array.from({ length: 4000 }, (_, i) =>
    point(i + 1, i % 500 === 499 ? { validationCost: 2 + i } : {}),
  );
  const cost = decimated(points, COST, byStep(4000));
  expect(cost.filter((p) => Number.isFinite(p.validationCost))).toHaveLength(8);
  expect(cost.length).toBeLessThan(700);
  expect(cost.map((p) => p.step)).toEqual([...cost.map((p) => p.step)].sort((a, b) => a - b));
  expect(decimated(points, ['accuracy', 'validationAccuracy'], byStep(4000))).toEqual([]);
  expect(lowestOf(points)).toBe(points.at(-1));
});

it('what is no number is a gap, and does not hide the rest', () => {
  const points = [
    point(1),
    point(2, { cost: Number.NaN, validationCost: 1 }),
    point(3, { cost: Number.POSITIVE_INFINITY, validationCost: 2 }),
    point(4, { cost: Number.NaN }),
  ];
  expect(decimated(points, COST, byStep(4))).toEqual(points.slice(0, 3));
  expect(lowestOf(points)).toBe(points[0]);
  expect(lowestOf([])).toBeUndefined();
  const { x, y } = plotDataOf(points, spec, axisOf([1, 3], undefined, false));
  expect([x.domain, y.domain]).toEqual([
    [1, 3],
    [0, 2],
  ]);
});

it('a log scale has whole decades of what is positive, and there is none where nothing is', () => {
  const points = [0.02, 0, 3, Number.POSITIVE_INFINITY].map((loss, i) =>
    point(i + 1, { cost: loss }),
  );
  const x = axisOf([1, 4], undefined, false);
  const { y } = plotDataOf(points, { ...spec, log: true }, x);
  expect(y).toEqual({
    domain: [0.01, 10],
    ticks: [0.01, 0.1, 1, 10].map((at) => ({ at, text: String(at) })),
    log: true,
  });
  const zero = [point(1, { cost: 0 }), point(2, { cost: -1 })];
  expect(plotDataOf(zero, { ...spec, log: true }, x).y.log).toBeUndefined();
  const always = { ...spec, range: [0, 1] as const };
  expect(plotDataOf(points, always, x).y.domain).toEqual([0, 1]);
});

it('what is read is the same until other points come, or another part of the axis is zoomed into', () => {
  let points = [point(1)];
  const session = { onPaint: () => () => {}, curves: () => points };
  const source = sourceOf(session, stepAxisOf(session, false), spec);
  const first = source.read();
  expect(source.read()).toBe(first);
  points = [...points, point(2), point(9)];
  expect(source.read().rows.map((row) => row.point)).toEqual(points);
  const heard = vi.fn();
  const end = source.on(heard);
  zoomedSteps.set([2, 4]);
  expect(heard).toHaveBeenCalledOnce();
  expect(source.read().x.domain).toEqual([2, 4]);
  end();
  zoomedSteps.set(undefined);
  expect(heard).toHaveBeenCalledOnce();
  expect(source.read().x.domain).toEqual([1, 9]);
});

it('the axis of steps is whole, within the run, and never a single step', () => {
  const step = fc.integer({ min: 0, max: 1e9 });
  const pair = fc.tuple(step, step).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const part = fc.option(
    fc
      .tuple(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
      )
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
    { nil: undefined },
  );
  fc.assert(
    fc.property(pair, part, fc.boolean(), (whole, zoomed, log) => {
      const { domain, ticks } = axisOf(whole, zoomed, log);
      const first = Math.max(whole[0], log ? 1 : 0);
      expect(domain.every(Number.isInteger)).toBe(true);
      expect(domain[0]).toBeGreaterThanOrEqual(first);
      expect(domain[1]).toBeLessThanOrEqual(Math.max(whole[1], first + 1));
      expect(domain[1]).toBeGreaterThan(domain[0]);
      expect(ticks.every((t) => Number.isInteger(t.at))).toBe(true);
      expect([ticks[0]?.at, ticks.at(-1)?.at]).toEqual(domain);
      const { toX, toStep } = stepScale({ domain, ticks, log }, 700);
      for (const at of domain) expect(toStep(toX(at))).toBe(at);
      expect([toStep(-50), toStep(900)]).toEqual(domain);
      expect([toX(0), toX(2e9)]).toEqual(domain.map(toX));
    }),
  );
  // All of it where nothing of what was zoomed into is there any more.
  expect(axisOf([0, 20], [30, 40], false).domain).toEqual([0, 20]);
  expect(axisOf([0, 20_000], undefined, true).ticks.map((t) => t.at)).toEqual([
    1, 10, 100, 1_000, 10_000, 20_000,
  ]);
  expect(axisOf([0, 60], undefined, true).ticks.map((t) => t.at)).toEqual([
    1, 2, 5, 10, 20, 50, 60,
  ]);
});

it('lines go on to the next point beyond the axis, and none is at a step without a logarithm', () => {
  const points = [0, 1, 5, 9, 20].map((step) => point(step));
  const steps = (from: number, to: number, log: boolean) =>
    along(points, axisOf([0, 20], [from, to], log)).map((p) => p.step);
  expect(steps(4, 10, false)).toEqual([1, 5, 9, 20]);
  expect(steps(6, 8, false)).toEqual([5, 9]);
  expect(steps(0, 6, false)).toEqual([0, 1, 5, 9]);
  expect(steps(0, 6, true)).toEqual([1, 5, 9]);
});

it('a line that is measured rarely goes on beyond what is zoomed into, as one of every step does', () => {
  const points = Array.from({ length: 30 }, (_, i) =>
    point(i, i % 10 === 0 ? { validationCost: i } : {}),
  );
  const { rows } = plotDataOf(points, spec, axisOf([0, 29], [12, 17], false));
  const steps = (metric: (typeof COST)[number]) =>
    rows.filter((row) => Number.isFinite(row.point[metric])).map((row) => row.step);
  expect(steps('validationCost')).toEqual([10, 20]);
  expect(steps('cost')).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 20]);
});

it('a step beyond what is zoomed into is out of sight; none is where all of the run is shown', () => {
  const seen = (step: number, zoomed: readonly [number, number] | undefined, log = false) =>
    isInSight(step, axisOf([0, 100], zoomed, log), zoomed);
  expect([9, 10, 20, 21].map((step) => seen(step, [10, 20]))).toEqual([false, true, true, false]);
  // A step that was trained since the axis was read; step 0, which stands at 1 on a logarithmic one.
  expect(seen(101, undefined)).toBe(true);
  expect([seen(0, [1, 20], true), seen(0, [2, 20], true)]).toEqual([true, false]);
});

it('each pixel of a logarithmic axis keeps its points: the first steps are not thinned by the later ones', () => {
  const points = Array.from({ length: 4_000 }, (_, i) => point(1 + i));
  const log = axisOf([1, 4_000], undefined, true);
  const early = (x: typeof log) =>
    plotDataOf(points, spec, x).rows.filter((row) => row.step <= 20).length;
  expect(early(log)).toBe(20);
  expect(early(axisOf([1, 4_000], undefined, false))).toBeLessThan(5);
});

it('a line is smoothed over all that there is, whatever is in sight, and keeps what it is made of', () => {
  const points = Array.from({ length: 40 }, (_, i) => point(1 + i, { cost: i % 2 }));
  const smoothing = { ...spec, smoothing: 0.5 };
  const read = (zoomed: readonly [number, number] | undefined) =>
    plotDataOf(points, smoothing, axisOf([1, 40], zoomed, false)).rows;
  const means = new Map(read(undefined).map((row) => [row.step, row.smooth.cost]));
  expect(read(undefined).map((row) => row.point.cost)).toEqual(points.map((p) => p.cost));
  expect(read(undefined)[0]?.smooth).toEqual({ cost: 0 });
  for (const row of read([30, 35])) expect(row.smooth.cost).toBe(means.get(row.step));
  expect(plotDataOf(points, spec, axisOf([1, 40], undefined, false)).rows[3]?.smooth).toEqual({});
});

describe('curves of other runs', () => {
  const other = (id: string, count: number, cost: number): Other => ({
    id,
    number: 2,
    name: id,
    points: Array.from({ length: count }, (_, i) => point(i + 1, { cost })),
  });
  const x = axisOf([1, 2000], undefined, false);

  it('are rows of their own, in the order of steps, and no series but theirs reads them', () => {
    const others = [other('a', 2000, 7), other('b', 10, 3)];
    const rows = otherRows(others, 'cost', spec, x);
    const data = plotDataOf([point(1), point(1500)], spec, x, rows);
    const steps = data.rows.map((row) => row.step);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    // The side holds them.
    expect(data.y.domain[1]).toBeGreaterThanOrEqual(7);
    const [a, b] = otherSeries(others, 'cost');
    expect(new Set(data.rows.map((row) => a?.of(row)))).toEqual(new Set([null, 7]));
    expect(data.rows.filter((row) => b?.of(row) === 3).map((row) => row.step)).toHaveLength(10);
    expect(rows.filter((row) => row.run === 'a').length).toBeLessThan(200);
    expect(rows.filter((row) => row.run === 'a').at(-1)?.step).toBe(2000);
    expect(furthestOf(others)).toBe(2000);
  });

  it('without that metric have none; smoothed ones are the average of all their points', () => {
    expect(otherRows([other('a', 5, 1)], 'accuracy', spec, x)).toEqual([]);
    const points = [1, 0, 0, 0].map((cost, i) => point(i + 1, { cost }));
    const own = plotDataOf(points, { ...spec, smoothing: 0.5 }, x).rows;
    const behind = otherRows([{ ...other('a', 0, 0), points }], 'cost', { smoothing: 0.5 }, x);
    expect(behind.map((row) => row.point.cost)).toEqual(own.map((row) => row.smooth.cost));
  });

  it('make the axis as long as the longest of them, which the open one does not move until it is longer', () => {
    let points = [point(1)];
    const session = { onPaint: () => () => {}, curves: () => points };
    const axis = stepAxisOf(session, false, 50);
    const first = axis.read();
    expect(first.domain).toEqual([0, 50]);
    points = [point(1), point(40)];
    expect(axis.read()).toBe(first);
    points = [point(1), point(60)];
    expect(axis.read().domain).toEqual([0, 60]);
  });
});
