/** When within a step a wire has its pulse. */
import { expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { beatOf, turnOf } from '../../src/ui/canvas/edges/beat.ts';

it('values run layer by layer: none before what its node reads, and the pass is over with the last', () => {
  for (const { id, document } of SAMPLES) {
    const turns = new Map(
      Object.values(document.edges).map((e) => {
        const [at, long] = turnOf(document, e.source.node, e.target.node).split(' ').map(Number);
        return [e.id, { at: must(at, 'a place'), end: at! + long!, edge: e }] as const;
      }),
    );
    for (const { at, end, edge } of turns.values()) {
      expect(at).toBeGreaterThanOrEqual(0);
      expect(end, id).toBeLessThanOrEqual(1 + 1e-9);
      for (const other of turns.values())
        if (other.edge.target.node === edge.source.node)
          expect(other.end, `${id}: ${other.edge.id} before ${edge.id}`).toBeLessThanOrEqual(
            at + 1e-9,
          );
    }
    expect(Math.max(...[...turns.values()].map((t) => t.end)), id).toBeCloseTo(1, 9);
  }
});

it('a pulse is for paces that an eye can follow, while it trains', () => {
  const of = (recommendedPace: Parameters<typeof beatOf>[0]['recommendedPace']) =>
    beatOf({ status: 'training', recommendedPace });
  expect([of(1), of(3), of(10), of('full'), of('timeLapse')]).toEqual([
    1_000,
    1_000 / 3,
    undefined,
    undefined,
    undefined,
  ]);
  expect(beatOf({ status: 'paused', recommendedPace: 1 })).toBeUndefined();
});
