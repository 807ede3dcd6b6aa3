/** How this step's tensors are drawn on the wires, by their size, and where. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meets } from '../../src/base/boxes.ts';
import { NAME_HEIGHT } from '../../src/catalog/card.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { fitNumber, formatNumber, LONGEST } from '../../src/tensor/format.ts';
import { placeOnWires, type ToldWire } from '../../src/ui/canvas/edges/place.ts';
import { formsOf, MOST_DIGITS, SHORT, type StepForm } from '../../src/ui/canvas/edges/stepForms.ts';
import { layoutNode } from '../../src/ui/canvas/nodes/layout.ts';
import { named } from '../../src/ui/kit/symbols.ts';

type StepWire = ToldWire<StepForm>;

const types = (...of: Parameters<typeof formsOf>) => [
  ...new Set(formsOf(...of).map((f) => f.form.type)),
];

describe('a tensor on a wire is drawn', () => {
  it('a single number as digits, never as a coloured block', () => {
    for (const shape of [[], [1], [1, 1], [1, 1, 1]]) expect(types(shape)).toEqual(['digits']);
  });
  it('up to a dozen as digits, as pictures where there is no room', () => {
    for (const shape of [[2], [MOST_DIGITS], [3, 4]])
      expect(types(shape)).toEqual(['digits', 'pictures']);
  });
  it('more of them as pictures alone', () => {
    for (const shape of [[13], [4, 5], [3, 28, 28]]) expect(types(shape)).toEqual(['pictures']);
  });
  it('channels as several pictures side by side, whose aspect stays', () => {
    const [{ form }] = formsOf([16, 10, 20]) as [ReturnType<typeof formsOf>[number]];
    expect(form).toMatchObject({ count: 4, width: 30, height: 15 });
  });
  it('indices as what they stand for, all of it or, in little room, its end', () => {
    const forms = formsOf([24], { symbols: ['a', ' '] }).map((f) => f.form);
    expect(new Set(forms.map((f) => f.type))).toEqual(new Set(['symbols']));
    const room = forms.map((f) => (f.type === 'symbols' ? f.rows * f.columns : 0));
    expect(room.slice(0, 4)).toEqual([24, 24, 24, 24]);
    expect(room.at(-1)).toBe(4);
    const names = formsOf([3], { symbols: ['circle', 'square'] });
    expect(names[0]?.width).toBeGreaterThan(3 * 6 * 6);
    expect(named([1, 0, 1], ['a', ' '])).toEqual(['␣', 'a', '␣']);
    expect(named([0.5, 0], ['a', ' '])).toBeUndefined();
  });
  it('a sequence as a strip whose time runs across; shares of places as a picture', () => {
    const [strip] = formsOf([40, 8], { turned: true });
    expect(strip?.form).toMatchObject({ turned: true, height: 28, width: 96 });
    const [plane] = formsOf([40, 40], { turned: true, planes: true });
    expect(plane?.form).toMatchObject({ turned: false, height: 30, width: 30 });
  });
});

it('a short number keeps what it is worth: its sign, its size, as many digits as there is room for', () => {
  const value = fc.float({ min: -99_000, max: 99_000, noNaN: true });
  fc.assert(
    fc.property(value, (v) => {
      const { text, isRounded } = fitNumber(v, SHORT);
      expect(text.length).toBeLessThanOrEqual(SHORT);
      const read = Number(text.replace('−', '-').replace('\u202f', ''));
      expect(Math.abs(read - v)).toBeLessThanOrEqual(0.5 * Math.abs(v));
      // One quantity has one number, unless it is told that there was no room for it.
      expect(text === formatNumber(v)).toBe(!isRounded);
      if (Math.abs(v) > 1e-9)
        expect(fitNumber(v, LONGEST)).toEqual({ text: formatNumber(v), isRounded: false });
    }),
  );
  expect([0, -0.123, -0.00155, 1234, 6.14e-4, -1.26e-5].map((v) => fitNumber(v, SHORT))).toEqual([
    { text: '0', isRounded: false },
    { text: '−0.123', isRounded: false },
    { text: '−0.0015', isRounded: true },
    { text: '1\u202f234', isRounded: false },
    { text: '6.14e-4', isRounded: false },
    { text: '−1.3e-5', isRounded: true },
  ]);
});

describe('places', () => {
  const fan = (count: number): StepWire[] =>
    Array.from({ length: count }, (_, i) => ({
      id: `e${i}`,
      ends: { sx: 0, sy: 0, tx: 400, ty: (i - count / 2) * 120 },
      forms: formsOf([8]),
    }));
  const boxes = ({ told: places }: ReturnType<typeof placeOnWires<StepForm>>) =>
    [...places.values()].map(({ x, y, width, height, scale }) => ({
      x: x - (width * scale) / 2,
      y: y - (height * scale) / 2,
      width: width * scale,
      height: height * scale,
    }));

  it('lie over no card and no other, and each wire has one', () => {
    const cards = [
      { x: -160, y: -50, width: 160, height: 100 },
      { x: 180, y: -30, width: 60, height: 60 },
    ];
    for (const scale of [1, 1.5, 2]) {
      const places = placeOnWires(fan(6), cards, scale);
      expect(places.told.size).toBe(6);
      const all = [...boxes(places), ...cards];
      for (const [i, a] of all.entries())
        for (const b of all.slice(i + 1)) expect(meets(a, b)).toBe(false);
    }
  });
  it('no wire goes without for the sake of another one', () => {
    const narrow: StepWire[] = [0, 1].map((i) => ({
      id: `e${i}`,
      ends: { sx: 0, sy: 30 * i, tx: 130, ty: 30 * i },
      forms: formsOf([8]),
    }));
    expect(placeOnWires(narrow, [], 1).told.size).toBe(2);
  });
  it('where there is room all is told in digits', () => {
    for (const { form } of placeOnWires(fan(3), [], 1).told.values())
      expect(form.type).toBe('digits');
  });
});

describe.each([
  ['xorNeurons', 1.375],
  ['gates', 1.125],
  ['perceptronAnd', 1.25],
  ['perceptronXor', 1.25],
] as const)('%s, as it is seen in a small window', (id, scale) => {
  it('has the numbers of each wire, and each weight near its neuron, beside each other', () => {
    const document = sampleOf(id)?.document;
    if (!document) throw new Error(`no sample ${id}`);
    const layouts = Object.entries(document.nodes).map(
      ([node, n]) => [node, n, layoutNode(n)] as const,
    );
    const cards = layouts.map(([, { position }, { width, height, form }]) => ({
      ...position,
      width,
      height: height + (form === 'round' ? NAME_HEIGHT : 0),
    }));
    const port = (node: string, name: string, side: 'in' | 'out') => {
      const [, { position }, { ports, form }] = layouts.find(([own]) => own === node)!;
      const place = ports.find((p) => p.name === name && p.side === side)!;
      return {
        x: position.x + place.x,
        y: position.y + place.y,
        ...(form === 'round' && { weighs: node }),
      };
    };
    const wires = Object.values(document.edges).map(({ id: edge, source, target }): StepWire => {
      const [from, to] = [
        port(source.node, source.port, 'out'),
        port(target.node, target.port, 'in'),
      ];
      return {
        id: edge,
        ends: { sx: from.x, sy: from.y, tx: to.x, ty: to.y },
        forms: formsOf([1]),
        ...(to.weighs !== undefined && { weighs: to.weighs }),
      };
    });
    const { told, weights, changes } = placeOnWires(wires, cards, scale);
    expect(told.size).toBe(wires.length);
    // Of one height, the numbers of two weights never stand over each other.
    const marks = [...weights.values()].map(({ x, y, scale: s }) => {
      return { x: x - 20 * s, y: y - 6 * s, width: 40 * s, height: 12 * s };
    });
    for (const [i, a] of marks.entries())
      for (const b of [...marks.slice(i + 1), ...cards]) expect(meets(a, b)).toBe(false);
    expect([...weights.keys()].sort()).toEqual(
      wires.flatMap((w) => (w.weighs ? [w.id] : [])).sort(),
    );
    // Before and after its update as well.
    expect(changes.size).toBe(weights.size);
  });
});
