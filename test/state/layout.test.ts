/** Laying out: from left to right, in layers, none over another, whatever the sizes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, meets } from '../../src/base/boxes.ts';
import { layOut } from '../../src/state/layout.ts';

const boxes = (
  sizes: Readonly<Record<string, { width: number; height: number }>>,
  wires: [string, string][],
) => {
  const places = layOut({ sizes, wires });
  return Object.fromEntries(
    Object.entries(sizes).map(([id, size]): [string, Box] => [id, { ...places[id]!, ...size }]),
  );
};
const middle = ({ y, height }: Box) => y + height / 2;

describe('a layout', () => {
  it('law: no card lies over another, and each wire runs to the right', () => {
    const extent = fc.integer({ min: 20, max: 400 });
    const cards = fc.array(fc.record({ width: extent, height: extent }), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        cards,
        fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 12 }),
        (list, pairs) => {
          const sizes = Object.fromEntries(list.map((size, i) => [`n${i}`, size]));
          const wires = pairs
            .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)])
            .filter(([a, b]) => a < b && b < list.length)
            .map(([a, b]): [string, string] => [`n${a}`, `n${b}`]);
          const laid = boxes(sizes, wires);
          for (const [a, b] of wires) expect(laid[a]!.x + laid[a]!.width).toBeLessThan(laid[b]!.x);
          const all = Object.values(laid);
          for (const [i, a] of all.entries())
            for (const b of all.slice(i + 1)) expect(meets(a, b)).toBe(false);
        },
      ),
    );
  });

  it('of a chain has the middles of its cards in one line', () => {
    const sizes = {
      a: { width: 100, height: 40 },
      b: { width: 50, height: 300 },
      c: { width: 200, height: 90 },
    };
    const laid = boxes(sizes, [
      ['a', 'b'],
      ['b', 'c'],
    ]);
    expect(Object.values(laid).map(middle)).toEqual([150, 150, 150]);
  });
});
