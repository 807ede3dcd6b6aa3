/** Whether a line divides two sets of points, and the reason where none does. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clash, hull, type Point } from '../../src/data/division.ts';

const AND: readonly [Point[], Point[]] = [
  [
    [0, 0],
    [0, 1],
    [1, 0],
  ],
  [[1, 1]],
];
const XOR: readonly [Point[], Point[]] = [
  [
    [0, 0],
    [1, 1],
  ],
  [
    [0, 1],
    [1, 0],
  ],
];

describe('a line between two sets', () => {
  it('is there for AND and not for XOR, whose diagonals cross', () => {
    expect(clash(...AND)).toBeUndefined();
    const found = clash(...XOR);
    expect(found?.form).toBe('cross');
    expect([...(found?.first ?? [])].sort()).toEqual([...XOR[0]].sort());
    expect([...(found?.second ?? [])].sort()).toEqual([...XOR[1]].sort());
  });

  it('is not there where a point lies among the others, on one of them, or on a side', () => {
    const square: Point[] = [
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
    ];
    expect(clash([[1, 0.5]], square)?.form).toBe('inside');
    expect(clash(square, [[1, 0.5]])?.form).toBe('inside');
    expect(clash(square, [[2, 2]])).toBeDefined();
    expect(clash(square, [[2, 1]])).toBeDefined();
    expect(clash(square, [[2.5, 1]])).toBeUndefined();
  });

  it('takes points on one line and single points', () => {
    const row = (...xs: number[]): Point[] => xs.map((x) => [x, x]);
    expect(clash(row(0, 1, 2), row(3, 4))).toBeUndefined();
    expect(clash(row(0, 1, 3), row(2, 4))).toBeDefined();
    expect(clash([[1, 1]], [[1, 1]])).toBeDefined();
    expect(clash([], [[1, 1]])).toBeUndefined();
  });

  it('is there exactly where sets were made by one: a line proves it, a common point disproves it', () => {
    const whole = fc.integer({ min: -20, max: 20 });
    const point = fc.tuple(whole, whole);
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 2, maxLength: 30 }),
        point.filter(([a, b]) => a !== 0 || b !== 0),
        whole,
        (points, [a, b], c) => {
          const side = ([x, y]: Point) => a * x + b * y + c > 0;
          const [first, second] = [points.filter(side), points.filter((p) => !side(p))];
          expect(clash(first, second)).toBeUndefined();
          // The middle of two points of one set, given to the other, lies in both hulls.
          const [p, q] = first;
          if (!p || !q) return;
          const middle: Point = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
          expect(clash(first, [...second, middle])).toBeDefined();
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });

  it('wraps a hull that holds every point', () => {
    const points: Point[] = [
      [0, 0],
      [1, 3],
      [2, 1],
      [4, 0],
      [3, 4],
      [0, 0],
      [2, 0],
    ];
    expect(hull(points)).toEqual([
      [0, 0],
      [4, 0],
      [3, 4],
      [1, 3],
    ]);
  });
});
