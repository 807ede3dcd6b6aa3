import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, type Ends, meets, pointAt } from '../../src/ui/canvas/edges/curve.ts';
import { CHIP_HEIGHT, placeChips } from '../../src/ui/canvas/edges/place.ts';

const coordinate = fc.integer({ min: -600, max: 600 });
const ends: fc.Arbitrary<Ends> = fc.record({
  sx: coordinate,
  sy: coordinate,
  tx: coordinate,
  ty: coordinate,
});
const card = fc.record({
  x: coordinate,
  y: coordinate,
  width: fc.constant(160),
  height: fc.integer({ min: 56, max: 140 }),
});

describe('a wire', () => {
  it('begins and ends where its ports are, and stays within its bounds', () => {
    fc.assert(
      fc.property(ends, fc.double({ min: 0, max: 1, noNaN: true }), (e, t) => {
        expect(pointAt(e, 0)).toEqual({ x: e.sx, y: e.sy });
        expect(pointAt(e, 1)).toEqual({ x: e.tx, y: e.ty });
        const { x, y } = pointAt(e, t);
        const box = boundsOf(e);
        expect(x).toBeGreaterThanOrEqual(box.x - 1e-6);
        expect(x).toBeLessThanOrEqual(box.x + box.width + 1e-6);
        expect(y).toBeGreaterThanOrEqual(box.y - 1e-6);
        expect(y).toBeLessThanOrEqual(box.y + box.height + 1e-6);
      }),
    );
  });
});

describe('chips', () => {
  it('never lie over a card or over one another', () => {
    fc.assert(
      fc.property(
        fc.array(ends, { maxLength: 25 }),
        fc.array(card, { maxLength: 12 }),
        (w, cards) => {
          const chips = [
            ...placeChips(
              w.map((e, i) => ({ id: `e${i}`, ends: e, small: i % 3 === 0 })),
              cards,
            ).values(),
          ].map(({ x, y, width }) => ({
            x: x - width / 2,
            y: y - CHIP_HEIGHT / 2,
            width,
            height: CHIP_HEIGHT,
          }));
          // Half a unit is lost by rounding; the gap that is asked for is four.
          for (const [i, chip] of chips.entries()) {
            for (const c of cards) expect(meets(chip, c)).toBe(false);
            for (const other of chips.slice(i + 1)) expect(meets(chip, other)).toBe(false);
          }
        },
      ),
    );
  });

  it('sits at the middle of a free wire, in full size', () => {
    const places = placeChips([{ id: 'e1', ends: { sx: 0, sy: 0, tx: 200, ty: 40 } }], []);
    expect(places.get('e1')).toEqual({ x: 100, y: 20, width: 96 });
  });

  it('shrinks between near cards and gives way where there is no room at all', () => {
    const card = (x: number) => ({ x, y: -50, width: 160, height: 100 });
    const between = (gap: number) =>
      placeChips(
        [{ id: 'e1', ends: { sx: 0, sy: 0, tx: gap, ty: 0 } }],
        [card(-160), card(gap)],
      ).get('e1')?.width;
    expect(between(130)).toBe(96);
    expect(between(70)).toBe(48);
    expect(between(30)).toBeUndefined();
  });

  it('keeps to small sizes where wires fan in', () => {
    const ends = { sx: 0, sy: 0, tx: 300, ty: 0 };
    expect(placeChips([{ id: 'e1', ends, small: true }], []).get('e1')?.width).toBe(72);
  });
});
