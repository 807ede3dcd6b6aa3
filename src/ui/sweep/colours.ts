/** Colours of combinations, and of what they came to. */
import { type Shade, sequentialColour } from '../../charts/colour.ts';
import { extent } from '../../charts/extent.ts';
import { COLOURS, colourOf as colourOfRun } from '../kit/runs.ts';

/** Both ends of the scale but what is hardly seen on paper of that shade. */
const SPAN = { light: [0, 0.82], dark: [0.22, 1] } as const;

/** Few have the colours of runs, which differ as much as they can; many follow each other on one scale. */
export function colourOf(index: number, count: number, shade: Shade): string {
  if (count <= COLOURS) return colourOfRun(index + 1);
  const [from, to] = SPAN[shade];
  return sequentialColour(from + ((to - from) * index) / (count - 1));
}

/** Ratios of more than that are told apart by their logarithms. */
const FAR = 30;

/** Where numbers lie between the least and the most of them, 0 to 1; not finite where they have no place. */
export function placing(values: readonly number[]): {
  readonly place: (value: number) => number;
  readonly range: readonly [number, number];
  readonly log: boolean;
} {
  const [low, high] = extent(values);
  const log = low > 0 && high / low > FAR;
  const of = log ? Math.log : (v: number) => v;
  const span = of(high) - of(low);
  return {
    range: [low, high],
    log,
    place: (value) =>
      Number.isFinite(value) ? (span > 0 ? (of(value) - of(low)) / span : 0.5) : Number.NaN,
  };
}
