/**
 * The session's curve points as what a plot shows: thinned, with axes, and with gaps where there is no
 * number. Read in each frame in which something is painted (session/tempo says how often); what streams
 * does not pass through the store, nor through React.
 */
import { useSyncExternalStore } from 'react';
import { decades, extent } from '../../charts/extent.ts';
import { type Axis, fromZero } from '../../charts/plane.ts';
import { thin } from '../../charts/series.ts';
import { countTicks, ticks } from '../../charts/ticks.ts';
import type { AppState } from '../../state/app.ts';
import { useApp } from '../kit/store.tsx';
import type { Plotted, Source } from '../plot/marks.ts';

type Session = AppState['session'];
export type Point = ReturnType<Session['curves']>[number];
/** A number of a point that a line is drawn through. */
export type Figure = 'loss' | 'objective' | 'accuracy' | 'validationLoss' | 'validationAccuracy';

/** More points than pixels would only cost time. */
const MOST = 300;

/** Points in which one of the figures is known. The figures are thinned apart, because validation is measured less often. */
export function thinned(points: readonly Point[], figures: readonly Figure[]): readonly Point[] {
  const kept = new Set<Point>();
  for (const figure of figures) {
    const known = points.filter((p) => Number.isFinite(p[figure]));
    for (const p of thin(known, MOST, (q) => q[figure])) kept.add(p);
  }
  return points.filter((p) => kept.has(p));
}

/** The point of the lowest cost. */
export function lowestOf(points: readonly Point[]): Point | undefined {
  let best: Point | undefined;
  for (const p of points) if (p.loss < (best?.loss ?? Number.POSITIVE_INFINITY)) best = p;
  return best;
}

/** What a chart of curves draws. */
export interface Chosen {
  readonly figures: readonly Figure[];
  readonly format: (value: number) => string;
  /** The axis at the side where it is always the same; else it begins at zero and holds all numbers. */
  readonly range?: readonly [number, number];
  /** Whole decades at the side, where there is a positive number. */
  readonly log: boolean;
}

/** About so many marks at the side. */
const MARKS = 4;

export function plottedOf(points: readonly Point[], chosen: Chosen): Plotted<Point> {
  const { figures, format, range, log } = chosen;
  const rows = thinned(points, figures);
  const numbers = rows.flatMap((p) => figures.map((figure) => p[figure]));
  const steps = [rows[0]?.step ?? 0, rows.at(-1)?.step ?? 0] as const;
  const marked = (marks: readonly number[]) => marks.map((at) => ({ at, text: format(at) }));
  const side = (): Axis => {
    const positive = log ? numbers.filter((v) => v > 0 && Number.isFinite(v)) : [];
    if (positive.length > 0) {
      const whole = decades(...extent(positive));
      return { range: whole.range, ticks: marked(whole.ticks), log: true };
    }
    const own = range ?? fromZero(...extent(numbers), MARKS);
    return { range: own, ticks: marked(ticks(own, MARKS)) };
  };
  return { rows, x: { range: steps, ticks: countTicks(steps) }, y: side() };
}

/** What a plot reads: made anew where the session has other points. */
export function sourceOf(
  session: Pick<Session, 'curves' | 'onPaint'>,
  chosen: Chosen,
): Source<Point> {
  let from: readonly Point[] | undefined;
  let plotted: Plotted<Point> | undefined;
  return {
    on: session.onPaint,
    read() {
      const points = session.curves();
      if (plotted && from === points) return plotted;
      from = points;
      plotted = plottedOf(points, chosen);
      return plotted;
    },
  };
}

/** A fact about the points, told again where it is another one: the same value or the same object is none. */
export function useFact<T>(of: (points: readonly Point[]) => T): T {
  const session = useApp((s) => s.session);
  return useSyncExternalStore(session.onPaint, () => of(session.curves()));
}

/** Whether a figure was measured in any of the points. */
export const useKnown = (figure: Figure | undefined): boolean =>
  useFact((points) => figure !== undefined && points.some((p) => Number.isFinite(p[figure])));
