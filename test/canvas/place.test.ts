import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, type Ends, meets, pointAt } from '../../src/placement/curve.ts';
import { CHART_FORMS } from '../../src/ui/canvas/edges/chartForms.ts';
import {
  AROUND,
  CHANGE,
  type Place,
  placeOnWires,
  type Room,
  scaleAt,
  TYPE,
  WEIGHT,
} from '../../src/ui/canvas/edges/place.ts';

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

/** The rectangle that something takes on the canvas. */
const boxOf = ({ x, y, width, height, scale }: Place<Room>) => ({
  x: x - (width * scale) / 2,
  y: y - (height * scale) / 2,
  width: width * scale,
  height: height * scale,
});

describe('charts and weights on wires', () => {
  it('never lie over a card or over one another, nor away from the network, at any zoom', () => {
    fc.assert(
      fc.property(
        fc.array(ends, { maxLength: 25 }),
        fc.array(card, { maxLength: 12 }),
        fc.constantFrom(1, 1.5, 2.5),
        card,
        (w, cards, scale, seen) => {
          const { told, weights, changes } = placeOnWires(
            w.map((e, i) => ({
              id: `e${i}`,
              ends: e,
              forms: CHART_FORMS,
              ...(i % 3 === 0 && { weighs: `n${i % 2}` }),
            })),
            cards,
            scale,
            undefined,
            seen,
          );
          const all = [
            ...told.values(),
            ...[...weights.values()].map((spot) => ({ ...WEIGHT, ...spot })),
          ].map(boxOf);
          for (const [i, box] of all.entries()) {
            for (const c of cards) expect(meets(box, c)).toBe(false);
            for (const other of all.slice(i + 1)) expect(meets(box, other)).toBe(false);
            expect(meets(box, seen, AROUND * scale)).toBe(true);
          }
          // What changes stands over nothing but what it takes the place of.
          const changed = [...changes].map(([id, spot]) => ({
            id,
            box: boxOf({ ...CHANGE, ...spot }),
          }));
          for (const [i, { id, box }] of changed.entries()) {
            const others = [
              ...[...told].filter(([other]) => other !== id).map(([, place]) => boxOf(place)),
              ...[...weights]
                .filter(([other]) => other !== id)
                .map(([, spot]) => boxOf({ ...WEIGHT, ...spot })),
              ...changed.slice(i + 1).map((other) => other.box),
              ...cards,
            ];
            for (const other of others) expect(meets(box, other)).toBe(false);
          }
        },
      ),
    );
  });

  const only = (gap: number, scale = 1) => {
    const near = (x: number) => ({ x, y: -50, width: 160, height: 100 });
    const wire = { id: 'e1', ends: { sx: 0, sy: 0, tx: gap, ty: 0 }, forms: CHART_FORMS };
    return placeOnWires([wire], [near(-160), near(gap)], scale).told.get('e1');
  };

  it('stand at the middle of a free wire, in full size', () => {
    expect(only(300)).toEqual({ ...CHART_FORMS[0], x: 150, y: 0, scale: 1 });
  });

  it('shrink between near cards, to a ribbon, and give way where there is no room at all', () => {
    expect(only(130)).toMatchObject({ type: 'chart', width: 96 });
    expect(only(70)).toMatchObject({ type: 'chart', width: 46 });
    expect(only(45)).toMatchObject({ type: 'ribbon' });
    expect(only(12)).toBeUndefined();
  });

  it('keep their size on the screen: zoomed out there is room for less', () => {
    for (let zoom = 0.05; zoom < 1; zoom += 0.01) {
      expect(scaleAt(zoom) * zoom).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(scaleAt(zoom) * zoom).toBeLessThan(1.13);
    }
    expect(scaleAt(1.5)).toBe(1);
    for (let zoom = 0.05; zoom < 2; zoom += 0.01)
      expect(TYPE * scaleAt(zoom, 18) * zoom).toBeGreaterThanOrEqual(18 - 1e-9);
    expect(only(130, 2)).toMatchObject({ type: 'chart', width: 46, scale: 2 });
    expect(only(130, 3)).toMatchObject({ type: 'ribbon', scale: 3 });
  });

  it('stand upon their own wire, and not where another one runs', () => {
    const cross = [
      { id: 'e1', ends: { sx: 0, sy: 0, tx: 400, ty: 120 }, forms: CHART_FORMS },
      { id: 'e2', ends: { sx: 0, sy: 120, tx: 400, ty: 0 }, forms: [] },
    ];
    const at = placeOnWires(cross, [], 1).told.get('e1')!;
    const near = Array.from({ length: 401 }, (_, k) => pointAt(cross[1]!.ends, k / 400));
    const box = boxOf(at);
    expect(near.filter((p) => meets({ ...p, width: 0, height: 0 }, box))).toEqual([]);
  });

  it('stand nearest to their own wire where another one runs through every place', () => {
    const along = [
      { id: 'e1', ends: { sx: 0, sy: 0, tx: 300, ty: 0 }, forms: CHART_FORMS.slice(0, 1) },
      { id: 'e2', ends: { sx: 0, sy: 0, tx: 300, ty: 12 }, forms: [] },
    ];
    const at = placeOnWires(along, [], 1).told.get('e1')!;
    const far = (y: number) => Math.abs(at.y - y);
    // Where they have come apart, rather than in the middle, where they are half as far from each other.
    expect(at.x).toBeGreaterThan(200);
    expect(far(0)).toBeLessThan(far(12));
  });

  it('are of one size where wires are alike, rather than large for the first of them', () => {
    const wires = [0, 1, 2, 3].map((i) => ({
      id: `e${i}`,
      ends: { sx: 0, sy: 33 * i, tx: 64, ty: 33 * i },
      forms: CHART_FORMS,
    }));
    const widths = [...placeOnWires(wires, [], 1).told.values()].map((p) => p.width);
    expect(widths).toHaveLength(4);
    expect(new Set(widths).size).toBe(1);
  });
});
