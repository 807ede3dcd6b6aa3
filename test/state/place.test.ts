/** The law of placing: whatever comes in, and by whichever way, no card lies over another, or over a note, for it. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Box, meets } from '../../src/base/boxes.ts';
import { random } from '../../src/base/random.ts';
import { alike } from '../../src/base/words.ts';
import { KINDS } from '../../src/catalog/index.ts';
import { serialise } from '../../src/document/codec.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { freeShift, roomBetween, WIRE_ROOM } from '../../src/state/place.ts';
import type { App } from '../../src/state/store.ts';
import { measureNode } from '../../src/ui/canvas/nodes/layout.ts';
import { world } from './world.ts';

let app: App;
const state = () => app.getState();
const actions = () => app.getState().actions;
const text = () => serialise(state().document);

beforeEach(async () => {
  ({ app } = await world());
  await app.start();
  actions().setMeasure(measureNode);
});
afterEach(() => app.stop());

const cards = () =>
  Object.values(state().document.nodes).map((n) => {
    const { width, height } = measureNode(n);
    return { id: n.id, ...n.position, width, height };
  });
const notes = () =>
  Object.values(state().document.notes).map(({ id, position, size }) => ({
    id,
    ...position,
    ...size,
  }));
/** Notes that lie by themselves; on others there are cards, as in a frame. */
const lone = () => notes().flatMap((n) => (cards().some((c) => meets(c, n)) ? [] : [n.id]));

/** Pairs of cards that lie over each other, and cards that lie over one of these notes. */
function overlaps(apart: readonly string[] = []): readonly string[] {
  const others = notes().filter((n) => apart.includes(n.id));
  return cards().flatMap((a, i, all) =>
    [...all.slice(i + 1), ...others].flatMap((b) => (meets(a, b) ? [`${a.id} and ${b.id}`] : [])),
  );
}

const draw = random(12);
const pick = <T>(list: readonly T[]): T => list[draw.below(list.length)]!;
const nodes = () => Object.values(state().document.nodes);
const wires = () => Object.values(state().document.edges);
/** In the midst of things: where somebody's card lies. */
const somewhere = () => pick(nodes()).position;
const select = () => actions().select({ nodes: [pick(nodes()).id, pick(nodes()).id] });

function annotate({ x, y, width, height }: Box): string | undefined {
  const id = actions().addNote({ x, y });
  if (id) actions().setNote(id, { position: { x, y }, size: { width, height } });
  return id;
}

const WAYS: Readonly<Record<string, () => unknown>> = {
  'added at a place': () => actions().addNode(pick(KINDS).name, somewhere()),
  'added with a wire': () => {
    const from = pick(nodes());
    return actions().addNode('tanh', somewhere(), { from: { node: from.id, port: 'out' } });
  },
  'put into a wire': () => {
    const wire = pick(wires());
    const kind = pick(['tanh', 'dense', 'lstm', 'neuron', 'batchNorm']);
    const options = { from: wire.source, to: wire.target, into: wire.id };
    return actions().addNode(kind, state().document.nodes[wire.source.node]!.position, options);
  },
  pasted: () => {
    select();
    actions().paste(undefined, actions().copy());
  },
  'pasted at a place': () => {
    select();
    actions().paste(somewhere(), actions().copy());
  },
  duplicated: () => {
    select();
    actions().duplicate();
  },
  'put in as a whole document': () => actions().insert(serialise(pick(SAMPLES).document)),
  'of another kind': () => actions().replaceKind(pick(nodes()).id, pick(KINDS).name),
  repaired: () =>
    actions().applyFix({
      severity: 'error',
      code: 'x.y',
      sentence: alike(''),
      fix: { type: 'replace-kind', node: pick(nodes()).id, kind: pick(KINDS).name },
    }),
};

describe('no card lies over another', () => {
  it('in any sample', () => {
    // Cards are looked at alone: opened, each network would run.
    for (const { id, document } of SAMPLES) {
      app.setState({ document });
      expect(overlaps(), id).toEqual([]);
    }
  });

  for (const [way, bring] of Object.entries(WAYS))
    it(`when it was ${way}, which is one step`, async () => {
      for (const { id } of SAMPLES.slice(0, 5)) {
        await actions().openSample(id);
        // Beside each card, where there is room for one, and a frame around the first.
        for (const { x, y, width, height } of cards().slice(0, 6))
          annotate({ x: x + width + 8, y: y + 8, width: 48, height: height / 2 });
        const [first] = cards();
        if (first) annotate({ ...first, x: first.x - 8, y: first.y - 8, width: first.width + 16 });
        for (let round = 0; round < 4; round++) {
          const before = text();
          const apart = lone();
          expect(apart.length).toBeGreaterThan(0);
          bring();
          const after = text();
          expect(overlaps(apart), `${id}, ${round}`).toEqual([]);
          if (after === before) continue;
          actions().undo();
          expect(text()).toBe(before);
          actions().redo();
          expect(text()).toBe(after);
        }
      }
    });

  it('stays in the frame that it is put into', async () => {
    await actions().openSample('xor');
    const [first] = cards();
    const frame = { x: first!.x - 400, y: first!.y - 400, width: 2000, height: 1200 };
    annotate(frame);
    const id = actions().addNode('tanh', { x: frame.x + 32, y: frame.y + 32 })!;
    expect(state().document.nodes[id]?.position).toEqual({ x: frame.x + 32, y: frame.y + 32 });
  });

  it('brings its own notes along, over no card', async () => {
    await actions().openSample('xor');
    const [first] = cards();
    // A note of the group that would lie where somebody's card is.
    const note = annotate({ x: first!.x - 1000, y: first!.y, width: 150, height: 80 });
    const lonely = actions().addNode('tanh', { x: first!.x - 1400, y: first!.y })!;
    actions().select({ nodes: [lonely], notes: [note!] });
    actions().paste({ x: first!.x - 400, y: first!.y }, actions().copy());
    const pasted = state().selection.notes[0]!;
    expect(lone()).toContain(pasted);
  });

  it('a note that comes alone may lie behind cards, but over no other note', async () => {
    await actions().openSample('xor');
    const [first] = cards();
    const size = { width: 150, height: 80 };
    const note = annotate({ x: first!.x - 1000, y: first!.y, ...size });
    const copied = (at: { x: number; y: number }) => {
      actions().select({ notes: [note!] });
      actions().paste(at, actions().copy());
      return { ...state().document.notes[state().selection.notes[0]!]!.position, ...size };
    };
    expect(copied(first!)).toMatchObject({ x: first!.x, y: first!.y });
    const apart = copied(first!);
    expect(meets(apart, { x: first!.x, y: first!.y, ...size })).toBe(false);
  });

  it('a card that grows stays where it is, close to others or over what it lay over before', async () => {
    await actions().newProject();
    const id = actions().addNode('dense', { x: 0, y: 0 })!;
    const other = actions().addNode('tanh', { x: 1000, y: 1000 })!;
    /** With the other card that far below its top; its own grows from 100 to 120. */
    const grown = (y: number, units: number) => {
      actions().moveNodes({ [other]: { x: 0, y } });
      actions().setMeasure((n) => ({
        width: 160,
        height: n.id === id && n.params.units === units ? 120 : 100,
      }));
      actions().setParam(id, 'units', units);
      return state().document.nodes[id]!.position;
    };
    // Nearer than cards are put, but not under it.
    expect(grown(125, 7)).toEqual({ x: 0, y: 0 });
    expect(grown(90, 8)).toEqual({ x: 0, y: 0 });
    expect(grown(110, 9)).not.toEqual({ x: 0, y: 0 });
  });

  it('puts into a wire what takes its place, with room on both sides', async () => {
    await actions().openSample('xor');
    const wire = wires().find((e) => e.target.node === 'tanh1')!;
    const far = nodes().filter((n) => n.position.x >= state().document.nodes.tanh1!.position.x);
    const id = actions().addNode(
      'dense',
      { x: 0, y: 0 },
      { from: wire.source, to: wire.target, into: wire.id },
    )!;
    const ends = wires().map((e) => `${e.source.node} ${e.target.node}`);
    expect(ends).toContain(`${wire.source.node} ${id}`);
    expect(ends).toContain(`${id} tanh1`);
    expect(ends).not.toContain(`${wire.source.node} tanh1`);
    // All that lay behind was shifted by the same.
    const by = new Set(far.map((n) => state().document.nodes[n.id]!.position.x - n.position.x));
    expect(by.size).toBe(1);
    expect([...by][0]).toBeGreaterThan(0);
  });

  it('takes the place of a wire also at a port that takes many', async () => {
    await actions().openSample('gates');
    const wire = wires().find((e) => state().document.nodes[e.target.node]?.kind === 'neuron')!;
    const before = wires().length;
    const options = { from: wire.source, to: wire.target, into: wire.id };
    const id = actions().addNode('tanh', { x: 0, y: 0 }, options)!;
    const text = (from: string, port: string, to: string) => `${from}.${port} ${to}`;
    const ends = wires().map((e) => text(e.source.node, e.source.port, e.target.node));
    const { node, port } = wire.source;
    expect(ends).toContain(text(node, port, id));
    expect(ends).toContain(text(id, 'out', wire.target.node));
    expect(ends).not.toContain(text(node, port, wire.target.node));
    expect(wires()).toHaveLength(before + 1);
  });
});

describe('a free place', () => {
  const card = (x: number, y: number): Box => ({ x, y, width: 160, height: 100 });

  it('is where one wished, where that is free', () => {
    expect(freeShift([card(0, 0)], [card(400, 0)])).toEqual({ x: 0, y: 0 });
    expect(freeShift([], [card(0, 0)])).toEqual({ x: 0, y: 0 });
  });
  it('is near, and a group goes there as it is', () => {
    const { x, y } = freeShift([card(0, 0)], [card(0, 0), card(200, 0)]);
    expect(Math.hypot(x, y)).toBeLessThan(140);
    for (const own of [card(x, y), card(200 + x, y)]) expect(meets(own, card(0, 0))).toBe(false);
  });
  it('is the nearest of all around, up, down and aside', () => {
    // A wall on all sides, with one gap.
    const gap = (x: number, y: number) =>
      [-1, 0, 1].flatMap((i) =>
        [-1, 0, 1].flatMap((j) => (i === x && j === y ? [] : [card(200 * i, 140 * j)])),
      );
    for (const x of [-1, 1])
      for (const y of [-1, 1]) {
        const to = freeShift(gap(x, y), [card(0, 0)]);
        // The steps lie 16 apart.
        expect(Math.abs(to.x - 200 * x)).toBeLessThanOrEqual(24);
        expect(Math.abs(to.y - 140 * y)).toBeLessThanOrEqual(24);
      }
  });
  it('is below where all around is taken', () => {
    const wall: Box = { x: -10_000, y: -10_000, width: 20_000, height: 20_000 };
    expect(freeShift([wall], [card(0, 0)]).y).toBeGreaterThanOrEqual(10_000);
  });
  it('between two cards is within their gap, or makes it wide enough', () => {
    expect(roomBetween(card(0, 0), card(600, 0), card(300, 0))).toEqual({
      x: 300,
      by: 0,
      behind: 600,
    });
    const room = roomBetween(card(0, 0), card(200, 0), card(100, 0))!;
    expect(room.x).toBe(160 + WIRE_ROOM);
    expect(200 + room.by - (room.x + 160)).toBeGreaterThanOrEqual(WIRE_ROOM);
    expect(roomBetween(card(600, 0), card(0, 0), card(0, 0))).toBeUndefined();
  });
});
