/**
 * Numbers as a picture that stands in its address: a bitmap with 256 colours. A picture in an `<img>`
 * is painted into the layer that it lies on; each `<canvas>` of the page is a layer of its own, and
 * each lifts whatever lies over it into another one.
 */

import type { Grid } from '../tensor/downsample.ts';
import { BROKEN, type Ramp } from './colour.ts';

/** The last colour is for what is not a number; all others are the ramp's. */
const COLOURS = 255;
const HEADER = 14 + 40;
const PALETTE = 4 * (COLOURS + 1);

/** The bytes of a BMP file with the numbers between `low` and `high` in the ramp's colours. */
export function bitmap(grid: Grid, low: number, high: number, ramp: Ramp): Uint8Array {
  const { rows, columns, data } = grid;
  const line = Math.ceil(columns / 4) * 4;
  const out = new Uint8Array(HEADER + PALETTE + rows * line);
  const view = new DataView(out.buffer);
  out.set([0x42, 0x4d]);
  view.setUint32(2, out.length, true);
  view.setUint32(10, HEADER + PALETTE, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, columns, true);
  view.setInt32(22, rows, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 8, true);
  const entries = ramp.length / 4;
  for (let i = 0; i <= COLOURS; i++) {
    const from = 4 * Math.round((i * (entries - 1)) / (COLOURS - 1));
    const [r = 0, g = 0, b = 0] = i === COLOURS ? BROKEN : ramp.subarray(from, from + 3);
    out.set([b, g, r], HEADER + 4 * i);
  }
  // Equal limits mean that there is nothing to tell apart: the middle of the ramp.
  const scale = high > low ? (COLOURS - 1) / (high - low) : 0;
  for (let row = 0; row < rows; row++) {
    // Rows from the bottom, each a multiple of four bytes.
    const at = HEADER + PALETTE + (rows - 1 - row) * line;
    for (let column = 0; column < columns; column++) {
      const v = data[row * columns + column]!;
      const t = scale === 0 ? (COLOURS - 1) / 2 : (v - low) * scale;
      out[at + column] = Number.isNaN(v)
        ? COLOURS
        : Math.round(Math.min(COLOURS - 1, Math.max(0, t)));
    }
  }
  return out;
}

/** The same as an address for an `<img>`. */
export const bitmapUrl = (...of: Parameters<typeof bitmap>): string =>
  `data:image/bmp;base64,${btoa(Array.from(bitmap(...of), (byte) => String.fromCharCode(byte)).join(''))}`;
