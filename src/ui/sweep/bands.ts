/** Curves of combinations as what a plot shows: the median over the seeds, and the quartiles around it. */
import { decades, extent } from '../../charts/extent.ts';
import { type Axis, fromZero } from '../../charts/plane.ts';
import { countTicks, ticks } from '../../charts/ticks.ts';
import type { Configuration } from '../../sweep/plan.ts';
import type { RunState } from '../../sweep/pool.ts';
import { resultsOf } from '../../sweep/ranking.ts';
import { type BandPoint, bandOf } from '../../sweep/summary.ts';
import { formatNumber } from '../../tensor/format.ts';
import type { PlotData } from '../plot/marks.ts';

export interface BandRow {
  readonly step: number;
  /** By the index of the configuration. */
  readonly at: ReadonlyMap<number, BandPoint>;
}

/** About so many marks at the side. */
const MARKS = 4;

export function bandsOf(
  runs: readonly RunState[],
  configurations: readonly Configuration[],
  { logX, logY }: { readonly logX: boolean; readonly logY: boolean },
): PlotData<BandRow> {
  const rows = new Map<number, Map<number, BandPoint>>();
  const [calm, all]: [number[], number[]] = [[], []];
  for (const configuration of configurations) {
    const results = resultsOf(runs, configuration);
    const diverges = results.some((r) => r.outcome === 'diverged');
    for (const point of bandOf(results)) {
      const row = rows.get(point.step) ?? new Map<number, BandPoint>();
      rows.set(point.step, row.set(configuration.index, point));
      all.push(point.low, point.median, point.high);
      if (!diverges) calm.push(point.low, point.median, point.high);
    }
  }
  const sorted = [...rows].sort(([a], [b]) => a - b).map(([step, at]) => ({ step, at }));
  const last = Math.max(2, sorted.at(-1)?.step ?? 0);
  const domain: readonly [number, number] = [1, last];
  // Who flies off leaves the picture: how far it goes is for the others to say.
  const numbers = calm.length ? calm : all;
  return {
    rows: sorted,
    x: { domain, ticks: countTicks(domain, 3, logX), ...(logX && { log: true }) },
    y: sideOf(numbers, logY),
  };
}

/** Numbers that lie so far apart are told from one another by their logarithms. */
const FAR = 30;

/** Who flies off has no say in it. */
export function areFar(
  runs: readonly RunState[],
  configurations: readonly Configuration[],
): boolean {
  const results = configurations.flatMap((c) => resultsOf(runs, c));
  const calm = results.filter((r) => r.outcome !== 'diverged');
  const costs = (calm.length ? calm : results).flatMap((r) =>
    r.curve.flatMap((p) => (p.cost > 0 && Number.isFinite(p.cost) ? [p.cost] : [])),
  );
  const [low, high] = extent(costs);
  return high > FAR * low;
}

function sideOf(numbers: readonly number[], log: boolean): Axis {
  const marked = (marks: readonly number[]) => marks.map((at) => ({ at, text: formatNumber(at) }));
  const positive = log ? numbers.filter((v) => v > 0 && Number.isFinite(v)) : [];
  if (positive.length) {
    const whole = decades(...extent(positive));
    return { domain: whole.range, ticks: marked(whole.ticks), log: true };
  }
  const own = fromZero(...extent(numbers), MARKS);
  return { domain: own, ticks: marked(ticks(own, MARKS)) };
}
