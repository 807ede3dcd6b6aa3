/**
 * Colour scales: one diverging for signed numbers (warm negative, neutral zero, cool positive), one
 * sequential, one for classes; each in a light and a dark form, each safe for colour-blind eyes.
 * Colours are ColorBrewer's RdBu and viridis (by d3-scale-chromatic) and Okabe & Ito's set.
 */
import { scaleLinear } from 'd3-scale';
import { interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';

export type Shade = 'light' | 'dark';
/** Red, green, blue, 0 … 255. */
export type Rgb = readonly [number, number, number];

/** On dark paper zero must recede and the ends must shine: lightness is mirrored, hues stay. */
const darkSign = scaleLinear<string>()
  .domain([-1, -0.55, 0, 0.55, 1])
  .range(['#f7b799', '#b8433a', '#23262d', '#2f6fae', '#9ccbe6'])
  .clamp(true);

/** Both ends of RdBu are nearly black; the last tenth is left out, so that the hue stays visible. */
const lightSign = (t: number) => interpolateRdBu(0.5 + 0.45 * t);

const clamp = (t: number, low: number, high: number) => (t < low ? low : t > high ? high : t);

/** CSS colour of a signed number between −1 and 1. */
export const signColour = (t: number, shade: Shade): string =>
  shade === 'dark' ? darkSign(clamp(t, -1, 1)) : lightSign(clamp(t, -1, 1));

/** CSS colour of a quantity between 0 and 1. */
export const sequentialColour = (t: number): string => interpolateViridis(clamp(t, 0, 1));

/** Okabe & Ito 2008, "Color universal design", ordered so that the first ones differ most. */
const CLASSES: readonly Rgb[] = [
  [230, 159, 0],
  [0, 114, 178],
  [0, 158, 115],
  [204, 121, 167],
  [213, 94, 0],
  [86, 180, 233],
  [240, 228, 66],
  [140, 140, 140],
];
export const classRgb = (index: number): Rgb => CLASSES[index % CLASSES.length]!;
export const css = ([r, g, b]: Rgb): string => `rgb(${r}, ${g}, ${b})`;

export function parseColour(text: string): Rgb {
  const hex = /^#(..)(..)(..)$/.exec(text);
  if (hex) return hex.slice(1).map((h) => Number.parseInt(h, 16)) as unknown as Rgb;
  return (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as unknown as Rgb;
}

/** Colours by the byte, for painting pixels: entry i is at 4·i. */
export type Ramp = Uint8ClampedArray;
const ENTRIES = 256;

function makeRamp(colour: (t: number) => string): Ramp {
  const out = new Uint8ClampedArray(ENTRIES * 4);
  for (let i = 0; i < ENTRIES; i++) {
    out.set(parseColour(colour(i / (ENTRIES - 1))), i * 4);
    out[i * 4 + 3] = 255;
  }
  return out;
}

const ramps = {
  light: makeRamp((t) => signColour(2 * t - 1, 'light')),
  dark: makeRamp((t) => signColour(2 * t - 1, 'dark')),
  sequential: makeRamp(sequentialColour),
};
export const signRamp = (shade: Shade): Ramp => ramps[shade];
export const sequentialRamp = (): Ramp => ramps.sequential;

/** What is not a number is painted in this, on both papers. */
export const BROKEN: Rgb = [255, 0, 255];
