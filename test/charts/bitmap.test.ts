import { describe, expect, it } from 'vitest';
import { bitmap, bitmapUrl } from '../../src/charts/bitmap.ts';
import { BROKEN, signRamp } from '../../src/charts/colour.ts';
import { paintRamp } from '../../src/charts/pixels.ts';

const grid = (rows: number, columns: number, data: readonly number[]) => ({
  rows,
  columns,
  data,
  blockRows: 1,
  blockColumns: 1,
});

/** The pixels of an uncompressed BMP of 256 colours, rows from the top, as its own header tells them. */
function read(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  expect(String.fromCharCode(...bytes.subarray(0, 2))).toBe('BM');
  expect(view.getUint32(2, true)).toBe(bytes.length);
  expect(view.getUint16(28, true)).toBe(8);
  const [start, width, height] = [10, 18, 22].map((at) => view.getInt32(at, true)) as [
    number,
    number,
    number,
  ];
  const line = Math.ceil(width / 4) * 4;
  expect(bytes.length).toBe(start + height * line);
  const pixels: number[][] = [];
  for (let y = height - 1; y >= 0; y--)
    for (let x = 0; x < width; x++) {
      const at = 54 + 4 * bytes[start + y * line + x]!;
      pixels.push([...bytes.subarray(at, at + 3)].reverse());
    }
  return { width, height, pixels };
}

describe('a picture of numbers that stands in its address', () => {
  const ramp = signRamp('light');

  it('has each number in its place and colour, whatever the width', () => {
    for (const columns of [1, 2, 3, 4, 5, 140]) {
      const rows = 3;
      const data = Array.from({ length: rows * columns }, (_, i) => Math.sin(i * 1.7));
      const seen = read(bitmap(grid(rows, columns, data), -1, 1, ramp));
      expect([seen.width, seen.height]).toEqual([columns, rows]);
      const canvas = paintRamp(data, -1, 1, ramp);
      // One colour of the palette is spent on what is not a number.
      for (const [i, pixel] of seen.pixels.entries())
        for (const [k, v] of pixel.entries())
          expect(Math.abs(v - canvas[4 * i + k]!)).toBeLessThanOrEqual(4);
    }
  });

  it('shows what is not a number, and takes equal limits for the middle', () => {
    const broken = read(
      bitmap(grid(1, 3, [Number.NaN, Number.POSITIVE_INFINITY, -9]), -1, 1, ramp),
    );
    expect(broken.pixels[0]).toEqual([...BROKEN]);
    expect(broken.pixels[1]).toEqual([...ramp.subarray(4 * 255, 4 * 255 + 3)]);
    expect(broken.pixels[2]).toEqual([...ramp.subarray(0, 3)]);
    const equal = read(bitmap(grid(1, 1, [0.3]), 0, 0, ramp));
    expect(equal.pixels[0]).toEqual([...ramp.subarray(4 * 128, 4 * 128 + 3)]);
  });

  it('is a short address', () => {
    const url = bitmapUrl(grid(44, 140, new Array(44 * 140).fill(0)), -1, 1, ramp);
    const [head, body = ''] = url.split(',');
    expect(head).toBe('data:image/bmp;base64');
    expect(Uint8Array.from(atob(body), (c) => c.charCodeAt(0))).toEqual(
      bitmap(grid(44, 140, new Array(44 * 140).fill(0)), -1, 1, ramp),
    );
    expect(url.length).toBeLessThan(12_000);
  });
});
