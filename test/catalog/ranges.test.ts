/** What kinds say of the range of their outputs, and losses of their targets, held against what they do. */
import { describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { hull, type Range, rangeText } from '../../src/base/range.ts';
import { CURVES } from '../../src/catalog/activations/index.ts';
import { KINDS } from '../../src/catalog/index.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { size } from '../../src/tensor/shape.ts';
import { drawn, lowerAlone, paramsOf, wiresOf } from './alone.ts';

const BATCH = 4;
const WILD = [-1e3, -30, -1.28, -0.75, -0.2, 0, 0.3, 1, 17, 1e3];

/** The smallest and the largest that comes out of a kind into which wild numbers go, or those of a range. */
function reached(
  kind: (typeof KINDS)[number],
  example: (typeof KINDS)[number]['examples'][number],
  within: Range = {},
): Required<Range> {
  const alone = lowerAlone(kind, example, BATCH, { mode: 'eval' });
  const { low = -1e3, high = 1e3 } = within;
  const fed = { ...alone.inputs, ...alone.weights };
  const inputs = Object.fromEntries(
    Object.entries(fed).map(([name, v], place) => [
      name,
      Array.from({ length: size(v.shape) }, (_, i) =>
        Math.min(high, Math.max(low, WILD[(i * 7 + place * 3) % WILD.length]!)),
      ),
    ]),
  );
  const out = alone.outputs?.out ?? expect.unreachable();
  const data = Array.from(evaluate(alone.b.program({ out }), { inputs }).results.out?.data ?? []);
  return { low: Math.min(...data), high: Math.max(...data) };
}

const GIVING = KINDS.filter((k) => k.gives || k.moves);

describe.each(GIVING.map((kind) => [kind.name, kind] as const))('%s', (_, kind) => {
  test.each(kind.examples.map((e, i) => [i + 1, e] as const))(
    'gives what it says, example %i',
    (_, example) => {
      const params = paramsOf(kind, example.params);
      for (const within of [undefined, { low: -0.5, high: 0.25 }, { low: 0 }] as const) {
        const arriving = wiresOf(example).map(() => within);
        const range = kind.moves ? hull(arriving) : kind.gives?.(params, arriving);
        const { low, high } = reached(kind, example, within);
        expect(low).toBeGreaterThanOrEqual((range?.low ?? Number.NEGATIVE_INFINITY) - 1e-12);
        expect(high).toBeLessThanOrEqual((range?.high ?? Number.POSITIVE_INFINITY) + 1e-12);
      }
    },
  );
});

describe.each(KINDS.filter((k) => k.lower && !k.batches).map((kind) => [kind.name, kind] as const))(
  '%s',
  (_, kind) => {
    test('moves numbers where it says so, and nowhere else', () => {
      const moved = kind.examples.map((example) => {
        const alone = lowerAlone(kind, example, BATCH, { mode: 'train' });
        const out = alone.outputs?.out ?? expect.unreachable();
        const given = (of: (x: number) => number) => {
          let place = 0;
          const all = Object.entries({ ...alone.inputs, ...alone.weights });
          const inputs = Object.fromEntries(
            all.map(([name, v]) => [
              name,
              Array.from({ length: size(v.shape) }, () => of(place++)),
            ]),
          );
          return Array.from(evaluate(alone.b.program({ out }), { inputs }).results.out?.data ?? []);
        };
        // Which number stands where, and then others, which stand there as well.
        const places = given((i) => i);
        const others = (i: number) => Math.sin(1 + i) * 3;
        return given(others).every((x, i) => x === others(places[i]!));
      });
      expect(moved.every(Boolean)).toBe(kind.moves === true);
    });
  },
);

test.each(CURVES.map((kind) => [kind.name, kind] as const))(
  '%s comes close to the ends that it has, and to none else',
  (_, kind) => {
    const { low, high } = (!kind.moves && kind.gives?.(paramsOf(kind), [])) || {};
    const found = reached(kind, { at: { in: [[60]] } });
    if (low !== undefined) expect(found.low).toBeCloseTo(low, 2);
    else expect(found.low).toBeLessThan(-5);
    if (high !== undefined) expect(found.high).toBeCloseTo(high, 2);
    else expect(found.high).toBeGreaterThan(100);
  },
);

const LOSSES = KINDS.filter((k) => k.loss);

test.each(LOSSES.map((kind) => [kind.name, kind] as const))(
  '%s says which targets it is for, its examples have such, and the cost is finite there alone',
  (_, kind) => {
    expect(kind.takes).toBeDefined();
    for (const example of kind.examples) {
      const [[prediction = []] = [], [target = []] = []] = [
        example.at.prediction,
        example.at.target,
      ];
      const params = paramsOf(kind, example.params);
      const takes = kind.takes?.({ params, prediction, target }) ?? {};
      const drawn = example.data?.target ?? 'normal';
      expect([drawn, takes]).toEqual([drawn, expect.objectContaining(WANTS[drawn])]);
      const { low = -3, high = 3, whole, among = [low, high] } = takes;
      const cost = (x: number) => {
        const alone = lowerAlone(kind, example, 1);
        const fill = (name: string, v: { readonly shape: readonly number[] }) =>
          Array.from({ length: size(v.shape) }, (_, i) => (name === 'target' ? x : -1 / (i + 2)));
        const inputs = Object.fromEntries(
          Object.entries(alone.inputs).map(([name, v]) => [name, fill(name, v)]),
        );
        const loss = alone.lossOutputs?.loss ?? expect.unreachable();
        return evaluate(alone.b.program({ loss }), { inputs }).results.loss?.data[0];
      };
      for (const x of among) expect(cost(x)).toSatisfy(Number.isFinite);
      if (!whole) continue;
      for (const x of [low - 1, high + 1, 0.5]) expect(cost(x)).toBe(Number.POSITIVE_INFINITY);
    }
  },
);

/** The loss of one sample of a kind, prediction and target given. */
function lossOf(
  kind: (typeof KINDS)[number],
  example: (typeof KINDS)[number]['examples'][number],
  numbers: { readonly prediction: readonly number[]; readonly target: readonly number[] },
): number {
  const { b, lossOutputs } = lowerAlone(kind, example, 1);
  const loss = lossOutputs?.loss ?? expect.unreachable();
  return evaluate(b.program({ loss }), { inputs: numbers }).results.loss?.data[0] ?? Number.NaN;
}

const through = (kind: (typeof KINDS)[number], shape: readonly number[], x: readonly number[]) => {
  const { b, outputs } = lowerAlone(kind, { at: { in: [shape] } }, 1);
  const out = outputs?.out ?? expect.unreachable();
  return Array.from(evaluate(b.program({ out }), { inputs: { in: x } }).results.out?.data ?? []);
};
const named = (name: string) => KINDS.find((k) => k.name === name) ?? expect.unreachable();

test.each(LOSSES.map((kind) => [kind.name, kind] as const))(
  '%s says which predictions it is for: with others it can fall below 0, with those never',
  (_, kind) => {
    const { reads } = kind;
    const r = random(5, 1);
    let least = 0;
    for (const example of kind.examples)
      for (let n = 0; n < 200; n++) {
        const [prediction = []] = example.at.prediction ?? [];
        const [shape = []] = example.at.target ?? [];
        const target = Array.from(drawn(shape, example.data?.target ?? 'normal', r));
        const any = Array.from({ length: size(prediction) }, () => 3 * r.normal());
        least = Math.min(least, lossOf(kind, example, { prediction: any, target }));
        if (!reads) continue;
        const read = through(named(reads.from), prediction, any);
        const loss = lossOf(kind, example, { prediction: read, target });
        expect(loss).toBeGreaterThan(-1e-12);
        // The loss that is offered instead is this one behind that activation.
        if (reads.instead)
          expect(lossOf(named(reads.instead), example, { prediction: any, target })).toBeCloseTo(
            loss,
            9,
          );
      }
    if (reads) expect(least).toBeLessThan(-0.1);
    else expect(least).toBeGreaterThan(-1e-12);
  },
);

const WANTS = {
  normal: { met: true },
  probability: { low: 0, high: 1 },
  onehot: { low: 0, high: 1, shares: true },
  class: { low: 0, whole: true },
  binary: {},
  sign: {},
} as const;

test('ranges in words, and together', () => {
  expect(rangeText({ low: -1, high: 1 })).toBe('−1 … 1');
  expect([{ low: 0 }, { high: 0 }, {}].map(rangeText)).toEqual(['≥ 0', '≤ 0', '−∞ … ∞']);
  expect(hull([{ low: 0, high: 1 }, { low: -1 }])).toEqual({ low: -1 });
  expect(hull([{ low: 0 }, undefined])).toBeUndefined();
  expect(hull([])).toBeUndefined();
});
