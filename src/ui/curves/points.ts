/**
 * The session's curve points as rows for a chart: thinned, and with gaps where there is no number.
 * Read at most five times a second, and less often where drawing takes its time; what streams does not
 * pass through the store.
 */
import { useEffect, useRef, useState } from 'react';
import { thin } from '../../charts/series.ts';
import type { AppState } from '../../state/app.ts';
import { useApp } from '../app/context.tsx';

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
const EVERY_MS = 200;
/** Drawing may take this share of the time, but there is something new every second. */
const SHARE = 0.05;
const LEAST_OFTEN_MS = 1000;

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
  const pace = useRef({ asked: Number.NaN, every: EVERY_MS });
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when these curves have been drawn.
  useEffect(() => {
    const { asked } = pace.current;
    if (Number.isNaN(asked)) return;
    const took = performance.now() - asked;
    pace.current.every = Math.min(LEAST_OFTEN_MS, Math.max(EVERY_MS, took / SHARE));
  }, [curves]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen: Point | undefined;
    const read = () => {
      clearTimeout(timer);
      timer = undefined;
      const points = session.curves();
      // Nothing new, for instance because only rings of edges were filled.
      if (points.at(-1) === seen && points.length > 0) return;
      seen = points.at(-1);
      pace.current.asked = performance.now();
      setCurves(curvesOf(points));
    };
    read();
    const stop = session.onPaint(() => {
      const { asked, every } = pace.current;
      const wait = every - (performance.now() - asked);
      // In the frame of the bar and the cards; what is skipped comes once it is time, if nothing else does.
      if (!(wait > 0)) read();
      else timer ??= setTimeout(read, wait);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [session]);
  return curves;
}
