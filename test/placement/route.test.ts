/** Wires go around cards: whatever lies where, in level and upright pieces from port to port. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, meets } from '../../src/base/boxes.ts';
import { pointAt } from '../../src/placement/curve.ts';
import { enters, isClear, routesOf, type Span } from '../../src/placement/route.ts';

const CARD = { width: 160, height: 100 };
const span = (id: string, boxes: readonly Box[], source: number, target: number): Span => {
  const [a, b] = [boxes[source]!, boxes[target]!];
  const ends = { sx: a.x + a.width + 6, sy: a.y + 50, tx: b.x - 6, ty: b.y + 50 };
  const curve = Array.from({ length: 25 }, (_, i) => pointAt(ends, i / 24));
  return { id, ...ends, source, target, curve };
};
/** Cards on a wide grid, moved a little each: with room between them. */
const scattered = fc
  .uniqueArray(fc.tuple(fc.nat(4), fc.nat(4)), {
    minLength: 3,
    maxLength: 10,
    selector: ([a, b]) => 5 * a + b,
  })
  .chain((cells) =>
    fc
      .array(fc.tuple(fc.nat(60), fc.nat(60)), { minLength: cells.length, maxLength: cells.length })
      .map((by) =>
        cells.map(
          ([i, j], k): Box => ({ x: 300 * i + by[k]![0], y: 240 * j + by[k]![1], ...CARD }),
        ),
      ),
  );

describe('the ways of wires', () => {
  it('law: none enters a card, each runs level or upright, out to the right and in from the left', () => {
    fc.assert(
      fc.property(
        scattered,
        fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 8 }),
        (boxes, pairs) => {
          const spans = pairs.flatMap(([a, b], i) =>
            a < boxes.length && b < boxes.length && a !== b ? [span(`e${i}`, boxes, a, b)] : [],
          );
          const routes = routesOf(boxes, spans);
          for (const s of spans) {
            const route = routes.get(s.id);
            const way = route ?? s.curve;
            for (const box of boxes)
              for (let i = 1; i < way.length; i++)
                expect(enters(way[i - 1]!, way[i]!, box)).toBe(false);
            if (!route) continue;
            expect(route[0]).toEqual({ x: s.sx, y: s.sy });
            expect(route.at(-1)).toEqual({ x: s.tx, y: s.ty });
            for (let i = 1; i < route.length; i++) {
              const [a, b] = [route[i - 1]!, route[i]!];
              expect(a.x === b.x || a.y === b.y).toBe(true);
            }
            expect(route[1]!.x).toBeGreaterThan(s.sx);
            expect(route.at(-2)!.x).toBeLessThan(s.tx);
          }
        },
      ),
    );
  });

  it('are asked for only where the plain curve would run behind a card, or back', () => {
    const boxes: Box[] = [
      { x: 0, y: 0, ...CARD },
      { x: 300, y: 0, ...CARD },
      { x: 600, y: 0, ...CARD },
    ];
    const spans = [span('next', boxes, 0, 1), span('over', boxes, 0, 2), span('back', boxes, 2, 0)];
    expect([...routesOf(boxes, spans).keys()].sort()).toEqual(['back', 'over']);
  });

  it('do not lie on each other, but where they come from one port', () => {
    const boxes: Box[] = [
      { x: 0, y: 0, ...CARD },
      { x: 0, y: 300, ...CARD },
      { x: 300, y: 150, ...CARD },
      { x: 600, y: 0, ...CARD },
      { x: 600, y: 300, ...CARD },
    ];
    const routes = routesOf(boxes, [span('a', boxes, 3, 0), span('b', boxes, 4, 1)]);
    const pieces = (id: string) =>
      routes
        .get(id)!
        .slice(1)
        .map((p, i) => ({ a: routes.get(id)![i]!, b: p }));
    for (const p of pieces('a'))
      for (const q of pieces('b')) {
        const [one, other] = [p, q].map(({ a, b }) => ({
          x: Math.min(a.x, b.x),
          y: Math.min(a.y, b.y),
          width: Math.abs(a.x - b.x),
          height: Math.abs(a.y - b.y),
        })) as [Box, Box];
        // They may cross; side by side they keep apart.
        const alike = (one.width === 0) === (other.width === 0);
        if (alike) expect(meets(one, other, 6)).toBe(false);
      }
  });

  it('stay as they were while nothing comes into their way, and give way to what does', () => {
    const boxes: Box[] = [
      { x: 0, y: 0, ...CARD },
      { x: 300, y: 20, ...CARD },
      { x: 600, y: 0, ...CARD },
      { x: 300, y: 900, ...CARD },
    ];
    const spans = [span('a', boxes, 0, 2)];
    const first = routesOf(boxes, spans);
    const far = boxes.with(3, { x: 310, y: 950, ...CARD });
    expect(routesOf(far, spans, first).get('a')).toBe(first.get('a'));
    const corner = first.get('a')![2]!;
    const near = boxes.with(3, { x: corner.x + 40, y: corner.y - 20, ...CARD });
    const second = routesOf(near, spans, first).get('a')!;
    expect(second).not.toBe(first.get('a'));
    expect(isClear(second, near, spans[0]!, 0)).toBe(true);
  });

  it('are left plain where a search would look at more than it may', () => {
    const boxes: Box[] = [0, 300, 600].map((x) => ({ x, y: 0, ...CARD }));
    const spans = [span('a', boxes, 0, 2), span('b', boxes, 2, 0)];
    expect(routesOf(boxes, spans, new Map(), 1).size).toBe(1);
    expect(routesOf(boxes, spans).size).toBe(2);
  });
});
