/** Colours of combinations, and of what they came to. */
import { classRgb, css, type Shade, sequentialColour } from '../../charts/colour.ts';
import { extent } from '../../charts/extent.ts';

/** Those of the classes that are legible as lines on either paper. */
const FEW = [1, 0, 2, 3, 4] as const;
/** Both ends of the scale but what is hardly seen on paper of that shade. */
const SPAN = { light: [0, 0.82], dark: [0.22, 1] } as const;

/** Few differ as much as they can; many follow each other on one scale. */
export function colourOf(index: number, count: number, shade: Shade): string {
  const few = FEW[index];
  if (count <= FEW.length && few !== undefined) return css(classRgb(few));
  const [from, to] = SPAN[shade];
  return sequentialColour(from + ((to - from) * index) / Math.max(1, count - 1));
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
