import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, meets } from '../../src/base/boxes.ts';
import { type Asked, makeRoom, type Obstacle, placeMove } from '../../src/ui/canvas/move/place.ts';

const ROOM = { width: 900, height: 500 };
const OPEN = { form: 'open', sizes: [{ width: 320, height: 200 }] } as const;
const BRIEF = { form: 'brief', sizes: [{ width: 320, height: 160 }] } as const;
const LINE = { form: 'line', sizes: [{ width: 280, height: 30 }] } as const;
const FORMS = [OPEN, BRIEF, LINE];
const NODE: Box = { x: 400, y: 200, width: 120, height: 80 };

const asked = (obstacles: readonly Obstacle[], more: Partial<Asked> = {}): Asked => ({
  forms: FORMS,
  room: ROOM,
  node: NODE,
  obstacles,
  ...more,
});
const never = (box: Box): Obstacle => ({ box, cost: 'never' });

/** Where the card then lies. */
function laid(question: Asked) {
  const placed = placeMove(question);
  return { placed, box: { x: placed.x, y: placed.y, ...placed.size } };
}

describe('the card of a move', () => {
  const box = fc.record({
    x: fc.integer({ min: -100, max: 900 }),
    y: fc.integer({ min: -100, max: 500 }),
    width: fc.integer({ min: 1, max: 300 }),
    height: fc.integer({ min: 1, max: 200 }),
  });

  it('lies within the room, and unless it is docked over nothing that it speaks of', () => {
    fc.assert(
      fc.property(fc.array(box, { maxLength: 12 }), box, (boxes, node) => {
        const { placed, box: card } = laid(asked(boxes.map(never), { node }));
        expect(card.x).toBeGreaterThanOrEqual(0);
        expect(card.y).toBeGreaterThanOrEqual(0);
        expect(card.x + card.width).toBeLessThanOrEqual(ROOM.width);
        expect(card.y + card.height).toBeLessThanOrEqual(ROOM.height);
        if (placed.docked) return;
        for (const other of [...boxes, node]) expect(meets(card, other)).toBe(false);
      }),
    );
  });

  it('is whole and beside its node where there is room', () => {
    const { placed, box: card } = laid(asked([]));
    expect(placed).not.toMatchObject({ form: 'line' });
    expect(meets(card, NODE, 17)).toBe(true);
  });

  it('takes a shorter form before it covers, and the edge of the room last', () => {
    // Free is a strip below the node, of so much height.
    const strip = (height: number) =>
      asked([
        never({ x: 0, y: 0, width: 900, height: 288 }),
        never({ x: 0, y: 296 + height, width: 900, height: 500 }),
      ]);
    expect(placeMove(strip(210)).form).toBe('open');
    expect(placeMove(strip(180)).form).toBe('brief');
    expect(placeMove(strip(60))).toMatchObject({ form: 'line', docked: false });
    const { placed, box: card } = laid(strip(0));
    expect(placed).toMatchObject({ form: 'line', docked: true });
    const { x, y, width, height } = card;
    expect([x, y, ROOM.width - x - width, ROOM.height - y - height].some((gap) => gap <= 16)).toBe(
      true,
    );
  });

  it('is set narrower before anything of it is left out', () => {
    // Free is a strip beside the node, of so much width.
    const sizes = [OPEN.sizes[0], { width: 220, height: 280 }];
    const strip = (width: number) =>
      asked(
        [
          never({ x: 0, y: 0, width: 520, height: 500 }),
          never({ x: 528 + width, y: 0, width: 900, height: 500 }),
        ],
        { forms: [{ form: 'open', sizes }, BRIEF, LINE] },
      );
    expect(placeMove(strip(330))).toMatchObject({ form: 'open', size: sizes[0] });
    expect(placeMove(strip(230))).toMatchObject({ form: 'open', size: sizes[1] });
    expect(placeMove(strip(210))).toMatchObject({ form: 'line', docked: true });
  });

  it('rather lies over a wire than over a card, and over much of neither', () => {
    // On the right a card, on the left a thin wire; above and below there is no room.
    const bars = [
      never({ x: 0, y: 0, width: 900, height: 130 }),
      never({ x: 0, y: 350, width: 900, height: 150 }),
    ];
    const card = { box: { x: 530, y: 130, width: 370, height: 220 }, cost: 1 };
    const wire = { box: { x: 0, y: 240, width: 390, height: 10 }, cost: 0.15 };
    expect(placeMove(asked([...bars, card, wire]))).toMatchObject({ form: 'open' });
    expect(placeMove(asked([...bars, card, wire])).x).toBeLessThan(NODE.x);
    const left = { box: { x: 0, y: 130, width: 390, height: 220 }, cost: 1 };
    expect(placeMove(asked([...bars, card, left])).docked).toBe(true);
  });

  it('stays where it was as long as that is nearly as good, and leaves what came to lie there', () => {
    const first = placeMove(asked([]));
    const beside = { ...first, x: first.x + 16 };
    expect(placeMove(asked([], { before: beside }))).toMatchObject({ x: beside.x, y: beside.y });
    const taken = never({ x: beside.x, y: beside.y, width: 40, height: 40 });
    expect(placeMove(asked([taken], { before: beside }))).not.toMatchObject({
      x: beside.x,
      y: beside.y,
    });
  });
});

describe('room for the card of a move', () => {
  const WIDE = { width: 2000, height: 130, y: 0 };
  // All of the view is taken; over it and under it nothing is.
  const full = [0, 120, 290, 420].map((y) => never({ ...WIDE, x: -500, y }));

  it('is made by moving the view as far as it takes, and the node stays in it', () => {
    const question = asked(full);
    expect(placeMove(question).form).toBe('line');
    const shift = makeRoom(question);
    if (!shift) throw new Error('no room');
    const moved = (b: Box) => ({ ...b, x: b.x + shift.x, y: b.y + shift.y });
    const node = moved(NODE);
    expect(node.y).toBeGreaterThanOrEqual(0);
    expect(node.y + node.height).toBeLessThanOrEqual(ROOM.height);
    const there = { node, obstacles: full.map(({ box }) => never(moved(box))) };
    expect(placeMove(asked([], there))).not.toMatchObject({ form: 'line' });
  });

  it('is made where more of what is near is seen', () => {
    const rows = [100, 200, 290].map((y) => never({ ...WIDE, x: -500, y }));
    const near = (y: number) => ({
      box: { x: 400, y, width: 120, height: 80 },
      cost: 'never' as const,
      worth: 400,
    });
    expect(makeRoom(asked([...rows, near(10)]))?.y).toBeGreaterThan(0);
    expect(makeRoom(asked([...rows, near(460)]))?.y).toBeLessThan(0);
  });

  it('is none where nothing is free all around', () => {
    expect(
      makeRoom(asked([never({ x: -2000, y: -2000, width: 5000, height: 5000 })])),
    ).toBeUndefined();
  });
});
