/** Showing all of a document: as large as there is room for, under nothing that lies over the canvas. */
import { describe, expect, it } from 'vitest';
import { type Box, meets } from '../../src/base/boxes.ts';
import { fitting, freeRoom, MARGIN, MOST_ZOOM } from '../../src/ui/canvas/room.ts';

const canvas = { width: 1000, height: 600 };
const shown = (bounds: Box, over: readonly Box[]): Box & { zoom: number } => {
  const { x, y, zoom } = fitting(bounds, canvas, over, 0.01);
  return {
    x: bounds.x * zoom + x,
    y: bounds.y * zoom + y,
    width: bounds.width * zoom,
    height: bounds.height * zoom,
    zoom,
  };
};
const hint = { x: 300, y: 12, width: 400, height: 40 };
const bar = { x: 8, y: 550, width: 420, height: 36 };
const map = { x: 780, y: 380, width: 200, height: 200 };

describe('the room that a network is shown in', () => {
  it.each([
    ['a long one', { x: -50, y: 20, width: 3000, height: 300 }],
    ['a high one', { x: 7, y: 900, width: 200, height: 4000 }],
    ['a small one', { x: 0, y: 0, width: 160, height: 100 }],
    ['one of its form', { x: 0, y: 0, width: 1000, height: 600 }],
  ])('has a margin and nothing over it: %s', (_, bounds) => {
    for (const over of [[], [hint], [bar], [hint, bar], [hint, bar, map]]) {
      const box = shown(bounds, over);
      expect(box.x).toBeGreaterThanOrEqual(MARGIN - 1e-9);
      expect(box.y).toBeGreaterThanOrEqual(MARGIN - 1e-9);
      expect(box.x + box.width).toBeLessThanOrEqual(canvas.width - MARGIN + 1e-9);
      expect(box.y + box.height).toBeLessThanOrEqual(canvas.height - MARGIN + 1e-9);
      for (const other of over) expect(meets(box, other)).toBe(false);
      expect(box.zoom).toBeLessThanOrEqual(MOST_ZOOM);
    }
  });

  it('is as large as can be: it touches both margins one way, or is at the largest zoom', () => {
    const long = shown({ x: 0, y: 0, width: 3000, height: 300 }, [hint, bar]);
    expect(long.width).toBeCloseTo(canvas.width - 2 * MARGIN, 6);
    expect(shown({ x: 0, y: 0, width: 160, height: 100 }, [hint, bar, map]).zoom).toBe(MOST_ZOOM);
  });

  it('gives way to the side on which most is left', () => {
    const whole = { x: 0, y: 0, ...canvas };
    expect(freeRoom(whole, { width: 900, height: 100 }, [map])).toEqual({ ...whole, height: 380 });
    expect(freeRoom(whole, { width: 100, height: 900 }, [map])).toEqual({ ...whole, width: 780 });
  });
});
