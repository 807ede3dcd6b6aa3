/**
 * How the last numbers of a wire are drawn: as a chart, with the last of them in digits where there is
 * room, or as a ribbon, one bar for the value's magnitude and one for the gradient's.
 */
import type { Room } from './place.ts';

export interface ChartForm extends Room {
  readonly type: 'chart' | 'ribbon';
  /** Room at the right for the last numbers. */
  readonly digits: number;
}

const HEIGHT = 28;
/** `−1.2e-5` */
const DIGITS = 42;
const chart = (width: number, digits = 0): ChartForm => ({
  type: 'chart',
  width: width + digits,
  height: HEIGHT,
  digits,
});
const ribbon = (width: number, height: number): ChartForm => ({
  type: 'ribbon',
  width,
  height,
  digits: 0,
});

/** A chart narrower than this would not be read. */
export const CHART_FORMS: readonly ChartForm[] = [
  chart(96, DIGITS),
  chart(54, DIGITS),
  chart(72),
  chart(48),
  ribbon(36, 11),
  ribbon(22, 11),
  ribbon(14, 9),
];
