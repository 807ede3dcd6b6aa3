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

/** A picture of at most rows × columns cells, each the mean of its block of numbers. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly data: ArrayLike<number>;
  /** Numbers in one cell along each side; 1 where nothing was left out. */
  readonly blockRows: number;
  readonly blockColumns: number;
}

export function downsample(
  data: ArrayLike<number>,
  rows: number,
  columns: number,
  maxRows: number,
  maxColumns: number,
): Grid {
  const blockRows = Math.max(1, Math.ceil(rows / maxRows));
  const blockColumns = Math.max(1, Math.ceil(columns / maxColumns));
  if (blockRows === 1 && blockColumns === 1)
    return { rows, columns, data, blockRows, blockColumns };
  const r = Math.ceil(rows / blockRows);
  const c = Math.ceil(columns / blockColumns);
  const out = new Float32Array(r * c);
  for (let i = 0; i < r; i++)
    for (let j = 0; j < c; j++) {
      let sum = 0;
      let n = 0;
      for (let a = i * blockRows; a < Math.min(rows, (i + 1) * blockRows); a++)
        for (let b = j * blockColumns; b < Math.min(columns, (j + 1) * blockColumns); b++) {
          const index = a * columns + b;
          if (index >= data.length) continue;
          sum += data[index]!;
          n++;
        }
      out[i * c + j] = n ? sum / n : 0;
    }
  return { rows: r, columns: c, data: out, blockRows, blockColumns };
}
