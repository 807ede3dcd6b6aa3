/** A plot's two axes: scales from values to pixels, which labels have room, and what is pointed at. */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Tick } from './ticks.ts';

export interface Axis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly Tick[];
  /** Equal ratios are equal lengths. */
  readonly log?: boolean;
}

/** The scale of an axis: from a value to a pixel between two; a domain that is one number lies in their middle. */
export function scaleOf(
  { domain, log }: Axis,
  from: number,
  to: number,
): (value: number) => number {
  const scale = (log ? scaleLog() : scaleLinear()).domain(domain).range([from, to]);
  return (value) => scale(value);
}

/** And back: the value at a pixel. */
export function valueAt(
  { domain, log }: Axis,
  from: number,
  to: number,
): (pixel: number) => number {
  const scale = (log ? scaleLog() : scaleLinear()).domain(domain).range([from, to]);
  return (pixel) => scale.invert(pixel);
}

/** A domain from zero, or from below it where values are, to a round number, for about so many marks. */
export function fromZero(low: number, high: number, count: number): readonly [number, number] {
  const least = Math.min(low, 0);
  const most = Math.max(high, 0);
  if (most === least) return [0, 1];
  const [a = least, b = most] = scaleLinear().domain([least, most]).nice(count).domain();
  // Beside numbers far larger a round one may lie short.
  return [Math.min(a, least), Math.max(b, most)];
}

/** A tick whose label is drawn; its middle is moved so far that it ends before the edge. */
interface PlacedTick extends Tick {
  readonly x: number;
}

/** Those of ascending ticks whose labels do not overlap: the last one first, then as many as fit. */
export function labelsThatFit(
  ticks: readonly Tick[],
  place: (value: number) => number,
  edge: number,
  widthOf: (text: string) => number,
  gap: number,
): readonly PlacedTick[] {
  const kept: PlacedTick[] = [];
  let free = edge;
  for (const tick of ticks.toReversed()) {
    const width = widthOf(tick.text);
    const x = kept.length ? place(tick.at) : Math.min(place(tick.at), edge - width / 2);
    if (kept.length && x + width / 2 > free) continue;
    kept.push({ ...tick, x });
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
