/**
 * How the last numbers of a wire are drawn: as a chart, with the last of them in digits where there is
 * room, or as a ribbon, one bar for the value's magnitude and one for the gradient's.
 */
import { at, last, type Ring } from '../../../base/ring.ts';
import { heightOf, type LogScale } from '../../plot/scale.ts';
import type { Room } from './place.ts';

export interface ChartForm extends Room {
  readonly type: 'chart' | 'ribbon';
  /** Room at the right for the last numbers. */
  readonly digits: number;
}

const HEIGHT = 28;
/** Of `6.14e-4`, or `−1.2e-5`. */
const DIGITS = 44;
const chart = (width: number, digits = 0): ChartForm => ({
  type: 'chart',
  width: width + digits,
  height: HEIGHT,
  digits,
});
const ribbon = (width: number): ChartForm => ({ type: 'ribbon', width, height: 11, digits: 0 });

/** A chart narrower than this would not be read. */
export const CHART_FORMS: readonly ChartForm[] = [
  chart(96, DIGITS),
  chart(52, DIGITS),
  chart(72),
  chart(46),
  ribbon(36),
  ribbon(22),
  ribbon(14),
];

/** How many of the last frames a chart shows. */
const SHOWN = 60;
const INSET = 4;
/** Of a ribbon: to its edge, and the thickness of a bar (edges.module.css). */
const [RIBBON_INSET, BAR] = [2, 3];

/** All places in a chip to a tenth of a pixel, in words: fifty chips write 100,000 of them a second. */
const TENTHS: readonly string[] = Array.from({ length: 1601 }, (_, i) => (i / 10).toFixed(1));
const tenths = (v: number): string => TENTHS[Math.round(v * 10)] ?? v.toFixed(1);

/** As many of its last numbers as a chip shows. */
const shownOf = (ring: Ring, { type }: ChartForm): number =>
  Math.min(type === 'ribbon' ? 1 : SHOWN, ring.length);

type Range = readonly [low: number, high: number];
export const NOTHING: Range = [Number.POSITIVE_INFINITY, 0];

/** The smallest and the largest positive number that a chip shows. */
export function rangeIn(rings: readonly Ring[], form: ChartForm): Range {
  let [low, high] = NOTHING;
  for (const ring of rings)
    for (let n = shownOf(ring, form), i = ring.length - n; i < ring.length; i++) {
      const v = at(ring, i);
      if (!(v > 0) || !Number.isFinite(v)) continue;
      if (v < low) low = v;
      if (v > high) high = v;
    }
  return [low, high];
}

const xOf = (i: number, n: number, { width, digits }: ChartForm): number =>
  INSET + (n > 1 ? (i / (n - 1)) * (width - digits - 2 * INSET) : 0);

/** The last numbers over the whole width of a chart, as the data of a path. */
export function lineOf(ring: Ring, form: ChartForm, scale: LogScale): string {
  const { height } = form;
  const n = shownOf(ring, form);
  let d = '';
  for (let i = 0; i < n; i++) {
    const x = xOf(i, n, form);
    const v = at(ring, ring.length - n + i);
    const y = height - INSET - heightOf(scale, v) * (height - 2 * INSET);
    d += `${i ? 'L' : 'M'}${tenths(x)} ${tenths(y)}`;
  }
  return n === 1 ? `${d}h2` : d;
}

/** Where a step lies in a chart of the last numbers; nothing where it is none of them. */
export function placeOf(steps: Ring, form: ChartForm, step: number): number | undefined {
  const n = form.type === 'chart' ? shownOf(steps, form) : 0;
  const from = steps.length - n;
  if (n < 2 || step < at(steps, from) || step > at(steps, steps.length - 1)) return undefined;
  let i = 0;
  while (i < n - 1 && at(steps, from + i + 1) <= step) i++;
  return xOf(i, n, form);
}

/** A bar as long as the last number is high; none for 0. */
export function barOf(
  ring: Ring,
  { width, height }: ChartForm,
  scale: LogScale,
  row: 0 | 1,
): string {
  const v = last(ring);
  const long = v === undefined ? 0 : heightOf(scale, v) * (width - 2 * RIBBON_INSET);
  const y = row === 0 ? RIBBON_INSET + BAR / 2 : height - RIBBON_INSET - BAR / 2;
  return long > 0 ? `M${RIBBON_INSET} ${y}h${tenths(Math.max(1, long))}` : '';
}
