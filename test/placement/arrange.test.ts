/** Laying out: from left to right, in layers and rows, none over another, wires straight from port to port. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, meets } from '../../src/base/boxes.ts';
import { type Card, ranksOf, type Wire } from '../../src/placement/layered.ts';
import { arrange } from '../../src/placement/rows.ts';

const extent = fc.integer({ min: 20, max: 400 });
const card: fc.Arbitrary<Card> = fc.record({
  width: extent,
  height: extent,
  over: fc.constantFrom(0, 44),
});
const wire: fc.Arbitrary<Wire> = fc.record({
  source: fc.nat(11),
  target: fc.nat(11),
  from: fc.constant(10),
  into: fc.constant(15),
});
const boxesOf = (cards: readonly Card[], wires: readonly Wire[]): Box[] =>
  arrange(cards, wires).map(({ x, y }, i) => {
    const { width, height, over } = cards[i]!;
    return { x, y: y - over, width, height: height + over };
  });
const plain = (width = 160, height = 100): Card => ({ width, height, over: 0 });
const chain = (count: number): Wire[] =>
  Array.from({ length: count - 1 }, (_, i) => ({ source: i, target: i + 1, from: 50, into: 50 }));

describe('a layout', () => {
  it('law: no card lies over another, whatever is wired to what, in cycles too', () => {
    fc.assert(
      fc.property(
        fc.array(card, { minLength: 1, maxLength: 12 }),
        fc.array(wire, { maxLength: 20 }),
        (cards, drawn) => {
          const wires = drawn.filter(
            (w) => w.source < cards.length && w.target < cards.length && w.source !== w.target,
          );
          const boxes = boxesOf(cards, wires);
          for (const [i, a] of boxes.entries())
            for (const b of boxes.slice(i + 1)) expect(meets(a, b)).toBe(false);
        },
      ),
    );
  });

  it('of a short chain is one row, its wires straight from port to port', () => {
    const cards = [plain(100, 40), plain(50, 300), plain(120, 90)];
    const wires = [
      { source: 0, target: 1, from: 10, into: 200 },
      { source: 1, target: 2, from: 100, into: 80 },
    ];
    const [a, b, c] = arrange(cards, wires);
    expect(a!.y + 10).toBe(b!.y + 200);
    expect(b!.y + 100).toBe(c!.y + 80);
    expect(a!.x + 100).toBeLessThan(b!.x);
    expect(b!.x + 50).toBeLessThan(c!.x);
  });

  it('of a long chain goes in rows like text, which shows it larger', () => {
    const places = arrange(
      Array.from({ length: 8 }, () => plain()),
      chain(8),
    );
    const rows = [...new Set(places.map((p) => p.y))];
    expect(rows.length).toBeGreaterThan(1);
    // In each row the chain runs to the right, and the rows are in its order.
    for (const y of rows) {
      const xs = places.filter((p) => p.y === y).map((p) => p.x);
      expect(xs.length).toBeGreaterThan(1);
      expect(xs).toEqual([...xs].sort((a, b) => a - b));
    }
    expect(places.map((p) => p.y)).toEqual(places.map((p) => p.y).sort((a, b) => a - b));
  });

  it('lets a wire that passes a layer by have a place in it', () => {
    // 0 → 1 → 2, and 0 → 2 from a lower port to a lower port: 1 lies over the straight line between.
    const wires = [
      { source: 0, target: 1, from: 30, into: 50 },
      { source: 1, target: 2, from: 50, into: 30 },
      { source: 0, target: 2, from: 70, into: 70 },
    ];
    const cards = [plain(), plain(), plain()];
    const [a, b, c] = boxesOf(cards, wires);
    const line = { x: a!.x + 160, y: a!.y + 70, width: c!.x - a!.x - 160, height: 0 };
    expect(a!.y).toBe(c!.y);
    expect(meets(line, b!)).toBe(false);
  });

  it('puts what has no input right before what it feeds', () => {
    const wires = [...chain(4), { source: 4, target: 3, from: 0, into: 0 }];
    expect([...ranksOf(5, wires)]).toEqual([0, 1, 2, 3, 2]);
  });

  it('of twenty thousand cards is one row: it is read by walking over it, and no recursion goes so deep', () => {
    const places = arrange(
      Array.from({ length: 20_000 }, () => plain()),
      chain(20_000),
    );
    expect(new Set(places.map((p) => p.x)).size).toBe(20_000);
  });
});
