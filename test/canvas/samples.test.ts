/** Each sample as it is first seen: no card on a card, no wire behind a card. */
import { describe, expect, it } from 'vitest';
import { meets } from '../../src/base/boxes.ts';
import { atOnce } from '../../src/base/piecemeal.ts';
import { enters } from '../../src/placement/route.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { pointAt } from '../../src/ui/canvas/edges/curve.ts';
import { cardBoxes, routesIn } from '../../src/ui/canvas/edges/routing.ts';
import { layOut } from '../../src/ui/canvas/layout.ts';

describe.each(SAMPLES.map((sample) => [sample.id, sample] as const))('%s', (_, sample) => {
  const layout = atOnce(layOut(sample.document));
  const cards = cardBoxes(layout, layout.boxes);
  const routes = routesIn(layout, new Map());

  it('has no card on a card', () => {
    const all = [...cards];
    for (const [i, [a, box]] of all.entries())
      for (const [b, other] of all.slice(i + 1))
        expect(meets(box, other, 20), `${a} and ${b}`).toBe(false);
  });

  it('has no wire behind a card, and none whose way was not found', () => {
    for (const [i, id] of layout.wires.entries()) {
      const [sx, sy, tx, ty] = layout.curves.slice(5 * i, 5 * i + 4) as unknown as number[];
      const ends = { sx: sx!, sy: sy!, tx: tx!, ty: ty!, via: routes.get(id) };
      const { source, target } = sample.document.edges[id]!;
      expect(ends.via || ends.tx > ends.sx, `${id} runs back`).toBeTruthy();
      for (const [card, box] of cards) {
        if (card === source.node || card === target.node) continue;
        for (let k = 1; k <= 400; k++) {
          const [a, b] = [pointAt(ends, (k - 1) / 400), pointAt(ends, k / 400)];
          expect(enters(a, b, box), `${id} behind ${card}`).toBe(false);
        }
      }
    }
  });
});
