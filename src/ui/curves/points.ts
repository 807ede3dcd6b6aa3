/**
 * The session's curve points as what a plot shows: decimated, with axes, and with gaps where there is no
 * number. Read in each frame in which something is painted (session/tempo says how often); what streams
 * does not pass through the store, nor through React.
 */
import { useSyncExternalStore } from 'react';
import { decimate } from '../../charts/decimate.ts';
import { decades, extent } from '../../charts/extent.ts';
import { type Axis, fromZero, scaleOf } from '../../charts/plane.ts';
import { smoothed } from '../../charts/smoothing.ts';
import { ticks } from '../../charts/ticks.ts';
import type { AppState } from '../../state/app.ts';
import { useApp } from '../kit/store.tsx';
import type { PlotData, PlotSource } from '../plot/marks.ts';
import type { StepAxis } from './stepAxis.ts';

type Session = AppState['session'];
export type Point = ReturnType<Session['curves']>[number];
/** What is measured of the run at a point of its curve. */
export type Metric = 'cost' | 'objective' | 'accuracy' | 'validationCost' | 'validationAccuracy';

/** More points than pixels would only cost time. */
const MOST = 300;

/** A point of the curve as it is drawn. */
export interface CurveRow {
  readonly step: number;
  readonly point: Point;
  /** The moving average of each metric that the point has; none where nothing is smoothed. */
  readonly smooth: Readonly<Partial<Record<Metric, number>>>;
  /** Of another run than the one that is open. */
  readonly run?: string;
}

/**
 * Points in which one of the metrics is known. The metrics are thinned apart, because validation is measured less often.
 * @param place where a point lies along the axis, from 0 to 1
 */
export function decimated(
  points: readonly Point[],
  metrics: readonly Metric[],
  place: (point: Point) => number,
): readonly Point[] {
  const kept = new Set<Point>();
  for (const metric of metrics) {
    const known = points.filter((p) => Number.isFinite(p[metric]));
    for (const p of decimate(known, MOST, (q) => q[metric], place)) kept.add(p);
  }
  return points.filter((p) => kept.has(p));
}

/** Moving averages over all points, also those that are not in sight: what is seen of a line does not move it. */
function averages(points: readonly Point[], { metrics, smoothing }: ChartSpec) {
  if (!smoothing) return () => ({});
  const tables = metrics.map((metric) => {
    const known = points.filter((p) => Number.isFinite(p[metric]));
    const means = smoothed(
      known.map((p) => p[metric]),
      smoothing,
    );
    return [metric, new Map(known.map((p, i) => [p, means[i]]))] as const;
  });
  return (point: Point): CurveRow['smooth'] =>
    Object.fromEntries(
      tables.flatMap(([metric, means]) => {
        const mean = means.get(point);
        return mean === undefined ? [] : [[metric, mean]];
      }),
    );
}

/** Points of an axis, and the next ones beyond, to which lines go on; none that has no place on it. */
export function along(points: readonly Point[], { domain: [from, to], log }: Axis) {
  const least = log ? 1 : 0;
  const first = points.findIndex((p) => p.step >= from);
  const last = points.findLastIndex((p) => p.step <= to);
  return points
    .slice(Math.max(0, first < 0 ? points.length - 1 : first - 1), last + 2)
    .filter((p) => p.step >= least);
}

/** What a chart of curves draws. */
export interface ChartSpec {
  readonly metrics: readonly Metric[];
  readonly format: (value: number) => string;
  /** The axis at the side where it is always the same; else it begins at zero and holds all numbers. */
  readonly range?: readonly [number, number];
  /** Whole decades at the side, where there is a positive number. */
  readonly log: boolean;
  /** Weight of what was before in the moving average; 0: there is none. */
  readonly smoothing: number;
}

/** About so many marks at the side. */
const MARKS = 4;

export function plotDataOf(
  points: readonly Point[],
  spec: ChartSpec,
  x: Axis,
  others: readonly CurveRow[] = [],
): PlotData<CurveRow> {
  const { metrics, format, range, log } = spec;
  const place = scaleOf(x, 0, 1);
  const smooth = averages(points, spec);
  // Of each metric by itself: accuracy and validation are measured less often, and their lines go on too.
  const near = new Set(
    metrics.flatMap((metric) =>
      along(
        points.filter((p) => Number.isFinite(p[metric])),
        x,
      ),
    ),
  );
  const inSight = points.filter((p) => near.has(p));
  const kept = decimated(inSight, metrics, (p) => place(p.step));
  const own = kept.map((point) => ({ step: point.step, point, smooth: smooth(point) }));
  const rows: readonly CurveRow[] = others.length
    ? [...own, ...others].sort((a, b) => a.step - b.step)
    : own;
  const [first] = metrics;
  const numbers = [
    ...kept.flatMap((p) => metrics.map((metric) => p[metric])),
    ...others.flatMap(({ point }) => (first ? [point[first]] : [])),
  ];
  const marked = (marks: readonly number[]) => marks.map((at) => ({ at, text: format(at) }));
  const side = (): Axis => {
    const positive = log ? numbers.filter((v) => v > 0 && Number.isFinite(v)) : [];
    if (positive.length > 0) {
      const whole = decades(...extent(positive));
      return { domain: whole.range, ticks: marked(whole.ticks), log: true };
    }
    const whole = range ?? fromZero(...extent(numbers), MARKS);
    return { domain: whole, ticks: marked(ticks(whole, MARKS)) };
  };
  return { rows, x, y: side() };
}

/**
 * What a plot reads: made anew where the session has other points, or the axis is another.
 * @param behind rows of other runs, along an axis
 */
export function sourceOf(
  session: Pick<Session, 'curves'>,
  axis: StepAxis,
  spec: ChartSpec,
  behind: (x: Axis) => readonly CurveRow[] = () => [],
): PlotSource<CurveRow> {
  let others: readonly CurveRow[] = [];
  let along: Axis | undefined;
  let from: readonly Point[] | undefined;
  let data: PlotData<CurveRow> | undefined;
  return {
    on: axis.on,
    read() {
      const points = session.curves();
      const x = axis.read();
      if (data && from === points && data.x === x) return data;
      from = points;
      if (along !== x) others = behind(x);
      along = x;
      data = plotDataOf(points, spec, x, others);
      return data;
    },
  };
}

/** A fact about the points, told again where it is another one: the same value or the same object is none. */
export function useFact<T>(of: (points: readonly Point[]) => T): T {
  const session = useApp((s) => s.session);
  return useSyncExternalStore(session.onPaint, () => of(session.curves()));
}

/** Whether a metric was measured in any of the points. */
export const useMeasured = (metric: Metric | undefined): boolean =>
  useFact((points) => metric !== undefined && points.some((p) => Number.isFinite(p[metric])));
