/**
 * Marks of an axis with their words: as many digits as tell neighbours apart, so that no two marks read
 * alike. Not a formatter of single numbers, which is tensor/format.
 */
import { scaleLinear } from 'd3-scale';
import { formatCount, formatNumber } from '../tensor/format.ts';

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** A few round numbers within a range, each once: a range may hold fewer doubles than are asked for. */
export const ticks = (range: readonly [number, number], count = 4): number[] => [
  ...new Set(scaleLinear().domain(range).ticks(count)),
];

/** Doubles have no more significant digits. */
const MOST_DIGITS = 17;

/** The words of marks that ascend; formatted with three digits, or as many more as they need. */
export function labelled(marks: readonly number[]): Tick[] {
  for (let digits = 3; ; digits++) {
    const told = marks.map((at) => ({ at, text: formatNumber(at, digits) }));
    if (new Set(told.map((t) => t.text)).size === marks.length || digits === MOST_DIGITS)
      return told;
  }
}

/** 1, 2 and 5 times powers of ten within a range, or these powers alone where there are several. */
function ratioTicks([low, high]: readonly [number, number]): number[] {
  const powers = Array.from({ length: 16 }, (_, e) => Number(`1e${e}`));
  const within = (v: number) => v >= low && v <= high;
  const alone = powers.filter(within);
  return alone.length > 2 ? alone : powers.flatMap((p) => [p, 2 * p, 5 * p]).filter(within);
}

/** Ascending whole numbers within a range, a few of them, the ends among them: steps, epochs. @param log equal ratios are equal lengths */
export function countTicks([low, high]: readonly [number, number], count = 3, log = false): Tick[] {
  const ratios = log ? ratioTicks([low, high]) : [];
  const inner =
    ratios.length > 1 ? ratios : ticks([low, high], count).filter((v) => Number.isInteger(v));
  const marks = [...new Set([low, ...inner, high])].sort((a, b) => a - b);
  return marks.map((at) => ({ at, text: formatCount(at) }));
}
