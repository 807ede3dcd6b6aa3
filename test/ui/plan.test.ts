/** Rows in sight of a long plan, buffers under the pointer, and large counts in few letters. */
import { describe, expect, it } from 'vitest';
import { areaOf, at, spanOf } from '../../src/ui/plan/area.ts';
import { bringIn, inSight, ROW } from '../../src/ui/plan/sight.ts';
import { formatBytes, formatFlops } from '../../src/ui/plan/words.ts';

describe('the list of steps', () => {
  it('draws no more than what is in sight, however long it is', () => {
    expect(inSight(0, 5 * ROW, 10_000).from).toBe(0);
    const { from, to } = inSight(5000 * ROW, 5 * ROW, 10_000);
    expect(from).toBeLessThan(5000);
    expect(to).toBeGreaterThan(5005);
    expect(to - from).toBeLessThan(30);
    expect(inSight(0, 5 * ROW, 2)).toEqual({ from: 0, to: 2 });
  });
  it('scrolls only as far as a row needs', () => {
    expect(bringIn(3, 0, 5 * ROW)).toBe(0);
    expect(bringIn(5, 0, 5 * ROW)).toBe(ROW);
    expect(bringIn(3, 9 * ROW, 5 * ROW)).toBe(3 * ROW);
  });
});

describe('the map of lifetimes', () => {
  const one = { phase: 'forward', name: 'a', first: 0, last: 1, offset: 8, size: 4 } as const;
  const two = { phase: 'forward', name: 'b', first: 2, last: 3, offset: 12, size: 4 } as const;
  const span = spanOf([one, two], 3);
  it('finds what lies under a point, or near enough above or below', () => {
    expect(areaOf(two, span)).toEqual({ left: 0.5, top: 0.5, width: 0.5, height: 0.5 });
    expect(at([one, two], span, 0.25, 0.25, 0)).toBe(0);
    expect(at([one, two], span, 0.75, 0.75, 0)).toBe(1);
    expect(at([one, two], span, 0.75, 0.45, 0.1)).toBe(1);
    expect(at([one, two], span, 0.75, 0.25, 0.1)).toBeUndefined();
  });
});

it('writes large counts with a prefix', () => {
  expect([0, 999, 1000, 999_999, 1_234_567].map(formatFlops)).toEqual([
    '0',
    '999',
    '1 k',
    '1 M',
    '1.23 M',
  ]);
  expect([12, 1024, 1536, 3 << 20].map(formatBytes)).toEqual(['12 B', '1 KiB', '1.5 KiB', '3 MiB']);
});
