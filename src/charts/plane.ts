/** A plane of two axes: where a value lies in pixels, which marks have room for their words, what is pointed at. */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Tick } from './ticks.ts';

export interface Axis {
  readonly range: readonly [number, number];
  readonly ticks: readonly Tick[];
  /** Equal ratios are equal lengths. */
  readonly log?: boolean;
}

/** From a value of the axis to a pixel between two; a range that is one number lies in their middle. */
export function placing({ range, log }: Axis, from: number, to: number): (value: number) => number {
  const scale = (log ? scaleLog() : scaleLinear()).domain(range).range([from, to]);
  return (value) => scale(value);
}

/** A range from zero, or from below it where values are, to a round number, for about so many marks. */
export function fromZero(low: number, high: number, count: number): readonly [number, number] {
  const least = Math.min(low, 0);
  const most = Math.max(high, 0);
  if (most === least) return [0, 1];
  const [a = least, b = most] = scaleLinear().domain([least, most]).nice(count).domain();
  // Beside numbers far larger a round one may lie short.
  return [Math.min(a, least), Math.max(b, most)];
}

/** A mark that is written, with the middle of its words moved so far that they end before the edge. */
export interface Written extends Tick {
  readonly x: number;
}

/** Those of ascending marks whose words have room side by side: the last one first, then as many as fit. */
export function spaced(
  marks: readonly Tick[],
  place: (value: number) => number,
  edge: number,
  widthOf: (text: string) => number,
  gap: number,
): readonly Written[] {
  const kept: Written[] = [];
  let free = edge;
  for (const mark of marks.toReversed()) {
    const width = widthOf(mark.text);
    const x = kept.length ? place(mark.at) : Math.min(place(mark.at), edge - width / 2);
    if (kept.length && x + width / 2 > free) continue;
    kept.push({ ...mark, x });
    free = x - width / 2 - gap;
  }
  return kept.reverse();
}

/** The index of the nearest of ascending numbers; −1 where there is none. */
export function nearest(numbers: readonly number[], to: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const [here, next] = [numbers[middle]!, numbers[middle + 1]!];
    if (to - here <= next - to) high = middle;
    else low = middle + 1;
  }
  return Math.min(low, numbers.length - 1);
}
