/** A run's cost in small: by the logarithm where it goes over decades. */
import { decimate } from '../../charts/decimate.ts';
import { extent } from '../../charts/extent.ts';
import { lineThrough } from '../../charts/path.ts';

export const SPARK = { width: 84, height: 20 } as const;
const EDGE = 1.5;
const MOST = 120;
/** From that ratio of the largest to the smallest on. */
const FAR = 30;

interface Point {
  readonly step: number;
  readonly cost: number;
}

/** The data of its path; '' where there is no number. Steps by their ratio, as the plots have them in time-lapse. */
export function sparkOf(points: readonly Point[]): string {
  const known = points.filter(({ cost }) => Number.isFinite(cost));
  const last = known.at(-1);
  if (!last) return '';
  const across = (step: number) => Math.log1p(step) / Math.max(Math.log1p(last.step), 1);
  const kept = decimate(
    known,
    MOST,
    (p) => p.cost,
    (p) => across(p.step),
  );
  const costs = kept.map(({ cost }) => cost);
  const [low, high] = extent(costs.filter((cost) => cost > 0));
  const isFar = high > FAR * low && low > 0;
  const least = isFar ? low : Math.min(0, ...costs);
  const scale = (cost: number) => (isFar ? Math.log(Math.max(cost, low) / low) : cost - least);
  const top = Math.max(scale(Math.max(...costs)), Number.MIN_VALUE);
  const { width, height } = SPARK;
  return lineThrough(
    kept.map(({ step }) => EDGE + across(step) * (width - 2 * EDGE)),
    costs.map((cost) => height - EDGE - (scale(cost) / top) * (height - 2 * EDGE)),
    'bridged',
  );
}
