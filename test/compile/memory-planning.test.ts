/** Scratch in the arena: no two that are alive together meet, and little more is taken than they are. */
import { describe, expect, it } from 'vitest';
import { uniformAt } from '../../src/base/random.ts';
import { allocate } from '../../src/plan/allocation.ts';
import { peakAllocation } from '../../src/plan/lifetimes.ts';

type Spans = Parameters<typeof allocate>[0];

const drawn = (count: number, seed: number, live: (i: number, r: number) => [number, number]) =>
  Array.from({ length: count }, (_, id) => {
    const [first, last] = live(id, uniformAt(seed, 0, id, 0));
    return { id, first, last, size: 4 * (1 + Math.floor(uniformAt(seed, 1, id, 0) * 64)) };
  });

/** Pairs that are alive in one step and share a place. */
function meetings(spans: Spans, places: ReadonlyMap<number, number>): string[] {
  const found: string[] = [];
  const placed = spans.map((s) => ({ ...s, at: places.get(s.id) ?? Number.NaN }));
  placed.sort((a, b) => a.at - b.at);
  for (const [i, a] of placed.entries())
    for (let j = i + 1; j < placed.length; j++) {
      const b = placed[j];
      // All further ones begin behind the end of this.
      if (!b || b.at >= a.at + a.size) break;
      if (a.first <= b.last && b.first <= a.last) found.push(`${a.id} and ${b.id}`);
    }
  return found;
}

describe('buffers that are packed', () => {
  /** How much more than the least each may take: sizes that vary leave gaps between what is brief. */
  const families: readonly (readonly [string, number, Spans])[] = [
    ['of a forward pass, each read by the next', 1.32, drawn(2000, 1, (i) => [i, i + 1])],
    ['of a training step, kept for the way back', 1, drawn(2000, 2, (i) => [i, 4000 - i])],
    ['of any lifetime', 1.14, drawn(2000, 3, (i, r) => [i, i + Math.floor(r * 200)])],
    [
      'of one size, all at once',
      1,
      Array.from({ length: 50 }, (_, id) => ({ id, first: 0, last: 1, size: 8 })),
    ],
  ];
  for (const [title, most, spans] of families)
    it(`${title}: do not meet, and take little more than the least`, () => {
      const { places, extent } = allocate(spans);
      expect(places.size).toBe(spans.length);
      expect(meetings(spans, places)).toEqual([]);
      const ends = spans.map((s) => (places.get(s.id) ?? Number.NaN) + s.size);
      expect(extent).toBe(Math.max(...ends));
      const least = peakAllocation(spans.map((s) => ({ ...s, buffer: s.id, offset: 0 })));
      expect(extent).toBeGreaterThanOrEqual(least);
      expect(extent / least).toBeLessThanOrEqual(most);
    });

  it('go into the smallest gap that holds them', () => {
    // Those of 40, 12 and 4 stay; those of 16 and 8 between them leave a gap each.
    const span = (id: number, size: number, first: number, last: number) =>
      ({ id, size, first, last }) as const;
    const walls = [span(0, 40, 0, 9), span(1, 16, 0, 0), span(2, 12, 0, 9), span(3, 8, 0, 0)];
    const { places } = allocate([...walls, span(4, 4, 0, 9), span(5, 4, 1, 1)]);
    expect([0, 1, 2, 3, 4, 5].map((id) => places.get(id))).toEqual([0, 40, 56, 68, 76, 68]);
    expect(allocate([])).toMatchObject({ extent: 0 });
  });
});
