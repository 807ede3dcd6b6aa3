/**
 * Curves of the project's other runs, which lie thin behind that of the one that is open: the same metric, on the
 * same axes, told at the same step.
 */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { decimate } from '../../charts/decimate.ts';
import { type Axis, scaleOf } from '../../charts/plane.ts';
import { smoothed } from '../../charts/smoothing.ts';
import { colourOf, labelOfRun, pointsOf } from '../kit/runs.ts';
import { useApp } from '../kit/store.tsx';
import type { Series } from '../plot/marks.ts';
import { along, type ChartSpec, type CurveRow, type Metric, type Point } from './points.ts';

export interface Other {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly points: readonly Point[];
}

/** So many are drawn, those with a star and the newest first: with more nobody could tell which is which. */
const MOST = 20;
/** So many points of each. */
const POINTS = 160;
const NONE: readonly Other[] = [];

/** Runs whose curves are drawn behind that of the one that is open. */
export function useOthers(): readonly Other[] {
  const { t } = useTranslation();
  const runs = useApp((s) => s.runs);
  const open = useApp((s) => s.run);
  const language = useApp((s) => s.language);
  return useMemo(() => {
    const shown = runs.filter((run) => run.id !== open && !run.hidden && run.curve);
    const newest = shown.toReversed();
    const first = [...newest.filter((r) => r.starred), ...newest.filter((r) => !r.starred)];
    const drawn = first.slice(0, MOST).sort((a, b) => a.number - b.number);
    if (!drawn.length) return NONE;
    return drawn.map((run) => {
      const { id, number } = run;
      return { id, number, name: labelOfRun(run, language, t), points: pointsOf(run) };
    });
  }, [runs, open, language, t]);
}

/** The step of the last of their points. */
export const furthestOf = (others: readonly Other[]): number =>
  others.reduce((most, { points }) => Math.max(most, points.at(-1)?.step ?? 0), 0);

/** Of each as many points as can be told apart; in the place of the raw numbers their moving average, where one is asked for. */
export function otherRows(
  others: readonly Other[],
  metric: Metric,
  { smoothing }: Pick<ChartSpec, 'smoothing'>,
  x: Axis,
): readonly CurveRow[] {
  const place = scaleOf(x, 0, 1);
  return others.flatMap(({ id, points }) => {
    const known = points.filter((p) => Number.isFinite(p[metric]));
    const means = smoothing
      ? smoothed(
          known.map((p) => p[metric]),
          smoothing,
        )
      : undefined;
    const drawn = means ? known.map((p, i) => ({ ...p, [metric]: means[i] ?? Number.NaN })) : known;
    return decimate(
      along(drawn, x),
      POINTS,
      (p) => p[metric],
      (p) => place(p.step),
    ).map((point) => ({ step: point.step, point, smooth: {}, run: id }));
  });
}

export const otherSeries = (
  others: readonly Other[],
  metric: Metric,
): readonly Series<CurveRow>[] =>
  others.map(({ id, number, name }) => ({
    name,
    of: (row) => (row.run === id ? row.point[metric] : null),
    stroke: colourOf(number),
    width: 1,
    behind: true,
  }));
