/** A curve in columns is the same curve; what is kept beside it comes back from text to the bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CurvePoint, isCurve, packed, thinned, unpacked } from '../../src/document/curve.ts';
import { historyFrom, historyIn, historyText } from '../../src/document/kept.ts';

// Text has one zero.
const number = fc.double().map((n) => n + 0);
const points: fc.Arbitrary<readonly CurvePoint[]> = fc
  .array(
    fc.record(
      {
        step: fc.nat(9),
        epoch: fc.nat(),
        cost: number,
        objective: number,
        accuracy: number,
        validationCost: number,
        validationAccuracy: number,
        losses: fc.dictionary(
          fc.constantFrom('a', 'b'),
          number.filter((n) => !Number.isNaN(n)),
          { minKeys: 1 },
        ),
      },
      {
        requiredKeys: [
          'step',
          'epoch',
          'cost',
          'objective',
          'accuracy',
          'validationCost',
          'validationAccuracy',
        ],
      },
    ),
    { maxLength: 20 },
  )
  // Steps rise.
  .map((all) => {
    let step = -1;
    return all.map((point) => {
      step += 1 + point.step;
      return { ...point, step };
    });
  });
const recording = {
  key: 'k',
  end: 9,
  dials: { lr: 0.1 },
  dialling: [{ step: 3, name: 'lr', value: 0.2 }],
  walks: [5],
  states: [{ id: 'a', step: 0, isSeam: true }],
};

describe('a curve', () => {
  it('is the same in columns, as typed arrays and as text', () => {
    fc.assert(
      fc.property(points, (all) => {
        const curve = packed(all);
        expect(unpacked(curve)).toEqual(all);
        expect(isCurve(structuredClone(curve))).toBe(true);
        const back = historyFrom(historyText({ curve, recording }));
        // JSON has no infinity, and no cost of a curve is one.
        if (!all.some((p) => JSON.stringify(p).includes('null')))
          expect(back).toEqual({ curve, recording });
        expect(back.recording).toEqual(recording);
      }),
    );
  });
  it('ends where it is told to', () => {
    const all = [1, 2, 5].map((step) => ({ ...unpacked(packed([]))[0], step }) as CurvePoint);
    expect([...packed(all, 4).step]).toEqual([1, 2]);
  });
  it('that is spoilt is none, nor is a recording; each by itself', () => {
    const curve = packed([]);
    const step = Float64Array.of(2, 1);
    expect(historyIn({ curve, recording })).toEqual({ curve, recording });
    expect(historyIn({ curve: { ...curve, step }, recording })).toEqual({ recording });
    const falling = Object.fromEntries(Object.keys(curve).map((name) => [name, step]));
    expect(historyIn({ curve: falling, recording: { ...recording, walks: [-1] } })).toEqual({});
    expect(historyIn({ curve: [], recording: { ...recording, states: [{ id: 1 }] } })).toEqual({});
    expect(historyFrom('{')).toEqual({});
  });
  it('is thinned to a budget: the ends, what was measured and the first steps stay', () => {
    const all = Array.from({ length: 10_000 }, (_, i): CurvePoint => {
      const none = Number.NaN;
      const accuracy = i % 1_000 === 7 ? 0.5 : none;
      const rest = { objective: none, validationCost: none, validationAccuracy: none };
      return { step: i + 1, epoch: 0, cost: i, accuracy, ...rest };
    });
    const few = thinned(all, 400);
    expect(few.length).toBeLessThanOrEqual(400);
    expect(few.length).toBeGreaterThan(200);
    expect([few[0], few.at(-1)]).toEqual([all[0], all.at(-1)]);
    expect(few.filter((p) => !Number.isNaN(p.accuracy))).toHaveLength(10);
    expect(few.slice(0, 4).map((p) => p.step)).toEqual([1, 2, 3, 4]);
    expect(thinned(few, 400)).toBe(few);
  });
});
