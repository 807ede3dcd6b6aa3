/** Tensors as pictures: which there are, which number lies where, and how they hang. */
import { describe, expect, it } from 'vitest';
import { blockOf } from '../../src/charts/block.ts';
import { layOut, montageOf, nameOf } from '../../src/charts/montage.ts';

describe('a montage', () => {
  it('holds the maps of one sample, the last one where the batch has fewer', () => {
    expect(montageOf([4, 6, 5, 3], 'maps', 2)).toMatchObject({
      high: 5,
      wide: 3,
      count: 6,
      from: 2 * 6 * 15,
      samples: 4,
    });
    expect(montageOf([4, 6, 5, 3], 'maps', 9)?.from).toBe(3 * 6 * 15);
  });

  it('holds kernels without a batch, in rows by what they give', () => {
    const kernels = montageOf([4, 2, 3, 3], 'weights');
    expect(kernels).toMatchObject({ count: 8, from: 0, across: 2 });
    expect(kernels?.samples).toBeUndefined();
    expect(kernels && nameOf(kernels, 5)).toBe('2·1');
    const single = montageOf([6, 1, 5, 5], 'weights');
    expect(single && nameOf(single, 5)).toBe('5');
  });

  it('holds the attention of each head, or of none', () => {
    expect(montageOf([2, 3, 4], 'planes', 1)).toMatchObject({
      count: 1,
      high: 3,
      wide: 4,
      from: 12,
    });
    expect(montageOf([2, 5, 3, 4], 'planes', 1)).toMatchObject({ count: 5, from: 60 });
  });

  it('is none where nothing is a picture', () => {
    for (const shape of [[], [7], [32, 10], [32, 4, 9], [32, 6, 1, 1], [32, 6, 1, 9], [0, 1, 4, 4]])
      expect(montageOf(shape, 'maps'), String(shape)).toBeUndefined();
    for (const shape of [
      [10, 4],
      [6, 4, 3],
      [16, 8, 1, 1],
    ])
      expect(montageOf(shape, 'weights'), String(shape)).toBeUndefined();
  });
});

describe('a layout', () => {
  const room = { width: 250, tallest: 240, gap: 4 };
  it('holds all pictures within its room, the aspect kept', () => {
    for (const [high, wide] of [
      [1, 1],
      [28, 28],
      [3, 40],
      [40, 3],
    ] as const)
      for (const count of [1, 2, 3, 6, 16, 64]) {
        const w = layOut({ high, wide }, count, room);
        expect(w.columns * w.rows).toBeGreaterThanOrEqual(count);
        expect(w.columns * w.pitchX - 4).toBeLessThanOrEqual(250);
        expect(w.width / w.height / (wide / high)).toBeGreaterThan(0.4);
      }
    expect(layOut({ high: 24, wide: 24 }, 6, room)).toMatchObject({ columns: 3, rows: 2 });
  });

  it('keeps kernels in the rows of what they give', () => {
    expect(layOut({ high: 3, wide: 3, across: 3 }, 12, room)).toMatchObject({
      columns: 3,
      rows: 4,
    });
  });
});

it('a block shows three faces, and marks what belongs to the set', () => {
  const { cells } = blockOf([2, 3, 2, 2], ([n, c]) => n === 0 && c === 2);
  const on = (face: string) => cells.filter((x) => x.face === face);
  expect([on('front').length, on('top').length, on('right').length]).toEqual([12, 6, 8]);
  const marked = (face: string) => on(face).filter((x) => x.marked).length;
  expect([marked('front'), marked('top'), marked('right')]).toEqual([4, 1, 4]);
  expect(new Set(cells.map((x) => x.points)).size).toBe(cells.length);
});
