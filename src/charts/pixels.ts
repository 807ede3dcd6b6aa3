/**
 * Numbers to pixels: RGBA bytes for a canvas. Pure, so that what is painted can be tested without
 * one. Rows from the top, row by row, one pixel for each number.
 */
import { BROKEN, classRgb, type Ramp, type Rgb } from './colour.ts';

/** Paints numbers between `low` and `high` by a ramp; what is not a number stands out. */
export function paintRamp(
  data: ArrayLike<number>,
  low: number,
  high: number,
  ramp: Ramp,
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(data.length * 4);
  const last = ramp.length / 4 - 1;
  const scale = high > low ? last / (high - low) : 0;
  for (let i = 0; i < data.length; i++) {
    const v = data[i]!;
    const o = i * 4;
    if (Number.isNaN(v)) {
      out.set(BROKEN, o);
      out[o + 3] = 255;
      continue;
    }
    // Equal limits mean that there is nothing to tell apart: the middle of the ramp.
    const t = scale === 0 ? last / 2 : Math.min(last, Math.max(0, (v - low) * scale));
    const k = Math.round(t) * 4;
    out[o] = ramp[k]!;
    out[o + 1] = ramp[k + 1]!;
    out[o + 2] = ramp[k + 2]!;
    out[o + 3] = 255;
  }
  return out;
}

/**
 * Paints probabilities of `width` classes as the mean of the classes' colours, weighed by them, over
 * `paper`: where the network is unsure the colours mix.
 */
export function paintClasses(
  data: ArrayLike<number>,
  width: number,
  paper: Rgb,
  strength = 0.8,
): Uint8ClampedArray<ArrayBuffer> {
  const count = Math.floor(data.length / width);
  const out = new Uint8ClampedArray(count * 4);
  for (let i = 0; i < count; i++) {
    let total = 0;
    const sum = [0, 0, 0];
    for (let c = 0; c < width; c++) {
      const p = Math.max(0, data[i * width + c]!);
      const colour = classRgb(c);
      total += p;
      for (let k = 0; k < 3; k++) sum[k] = sum[k]! + p * colour[k]!;
    }
    const o = i * 4;
    // `total` is not a number when any of its terms is not.
    if (Number.isNaN(total)) out.set(BROKEN, o);
    else
      for (let k = 0; k < 3; k++) {
        const mixed = total > 0 ? sum[k]! / total : paper[k]!;
        out[o + k] = strength * mixed + (1 - strength) * paper[k]!;
      }
    out[o + 3] = 255;
  }
  return out;
}
