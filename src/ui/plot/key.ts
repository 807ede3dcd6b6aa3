/**
 * How a data set's numbers are read as colours: which end of the sign scale a prediction lies at, or
 * which classes it mixes. Pure; the painting is in charts/pixels.ts.
 */
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import { classRgb, css, type Rgb, type Shade, signColour, signRamp } from '../../charts/colour.ts';
import { extent, magnitude } from '../../charts/extent.ts';
import { paintClasses, paintRamp } from '../../charts/pixels.ts';

export interface Key {
  readonly form: 'classes' | 'sign';
  /** Limits of the sign scale: values at its warm and its cool end. */
  readonly low: number;
  readonly high: number;
  /** Only two values are meant: 0 and 1, or −1 and +1. */
  readonly binary: boolean;
}

export function keyOf(info: DataInfo): Key {
  const { training, validation } = info.sample;
  const [low, high] = extent([...training.targets, ...validation.targets]);
  if (info.width > 1 && info.task !== 'regression')
    return { form: 'classes', low: 0, high: 1, binary: false };
  if (info.task === 'binary' || info.task === 'classes')
    return { form: 'sign', low: low < 0 ? -1 : 0, high: 1, binary: true };
  // Regression: neutral is zero, and both ends are as far from it.
  const most = magnitude([low, high]) || 1;
  return { form: 'sign', low: -most, high: most, binary: false };
}

const PAPER: Readonly<Record<Shade, Rgb>> = { light: [255, 255, 255], dark: [25, 30, 39] };

/** Pixels of a grid of predictions. */
export function paintMap(values: Float32Array, width: number, key: Key, shade: Shade) {
  if (key.form === 'classes' && width > 1) return paintClasses(values, width, PAPER[shade], 0.62);
  const first = width === 1 ? values : values.filter((_, i) => i % width === 0);
  // Points lie upon it in the same hues: the map keeps to the inner part of the scale.
  const room = (key.high - key.low) * 0.42;
  return paintRamp(first, key.low - room, key.high + room, signRamp(shade));
}

/** Colour of a point with this target, `at` the place of its row. */
export function pointColour(
  targets: Float32Array,
  at: number,
  info: DataInfo,
  key: Key,
  shade: Shade,
) {
  const row = targets.subarray(at * info.width, (at + 1) * info.width);
  if (key.form === 'classes') {
    const best = row.reduce((b, v, i) => (v > row[b]! ? i : b), 0);
    return css(classRgb(best));
  }
  const t = ((row[0]! - key.low) / (key.high - key.low)) * 2 - 1;
  // Two classes are told apart by the strong parts of the scale, not by its palest ends.
  return signColour(key.binary ? (shade === 'light' ? 0.9 : 1) * Math.sign(t || -1) : t, shade);
}
