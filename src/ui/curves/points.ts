/**
 * The session's curve points as rows for a chart: thinned, and with gaps where there is no number.
 * Read in each frame in which something is painted (session/tempo says how often); what streams does
 * not pass through the store.
 */
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { thin } from '../../charts/series.ts';
import type { AppState } from '../../state/app.ts';
import { useApp } from '../kit/store.tsx';

type Point = ReturnType<AppState['session']['curves']>[number];

/** A row of a chart; null is a gap. */
export interface Row {
  readonly step: number;
  readonly training: number | null;
  readonly validation: number | null;
  /** Only in the chart of the cost, and only where weights are penalised. */
  readonly objective?: number | null;
}
export interface Curves {
  readonly last?: Point;
  readonly loss: readonly Row[];
  readonly accuracy: readonly Row[];
  readonly lowest?: { readonly value: number; readonly step: number };
}

/** More points than pixels would only cost time. */
const MOST = 300;

const number = (v: number) => (Number.isFinite(v) ? v : null);

/** The lines are thinned apart, because validation is measured less often. */
export function rowsOf(
  points: readonly Point[],
  training: (p: Point) => number,
  validation: (p: Point) => number,
  objective?: (p: Point) => number,
): readonly Row[] {
  const kept = new Set<Point>();
  const penalised = objective && points.some((p) => Number.isFinite(objective(p)));
  for (const value of [training, validation, ...(penalised ? [objective] : [])]) {
    const known = points.filter((p) => Number.isFinite(value(p)));
    for (const p of thin(known, MOST, value)) kept.add(p);
  }
  return points
    .filter((p) => kept.has(p))
    .map((p) => ({
      step: p.step,
      training: number(training(p)),
      validation: number(validation(p)),
      ...(penalised && { objective: number(objective(p)) }),
    }));
}

export function curvesOf(points: readonly Point[]): Curves {
  let best: Point | undefined;
  for (const p of points) if (p.loss < (best?.loss ?? Number.POSITIVE_INFINITY)) best = p;
  return {
    last: points.at(-1),
    loss: rowsOf(
      points,
      (p) => p.loss,
      (p) => p.validationLoss,
      (p) => p.objective,
    ),
    accuracy: rowsOf(
      points,
      (p) => p.accuracy,
      (p) => p.validationAccuracy,
    ),
    lowest: best && { value: best.loss, step: best.step },
  };
}

export function useCurves(): Curves {
  const session = useApp((s) => s.session);
  const [curves, setCurves] = useState(() => curvesOf(session.curves()));
  useEffect(() => {
    let seen: Point | undefined;
    const read = () => {
      const points = session.curves();
      // Nothing new, for instance because only rings of edges were filled.
      if (points.at(-1) === seen && points.length > 0) return;
      seen = points.at(-1);
      setCurves(curvesOf(points));
    };
    read();
    // In the frame of the bar and the cards: React alone would draw them in the one behind it.
    return session.onPaint(() => flushSync(read));
  }, [session]);
  return curves;
}
