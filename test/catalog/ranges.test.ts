/** What kinds say of the range of their outputs, and losses of their targets, held against what they do. */
import { describe, expect, test } from 'vitest';
import { hull, type Range, rangeText } from '../../src/base/range.ts';
import { CURVES } from '../../src/catalog/activations/index.ts';
import { KINDS } from '../../src/catalog/index.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { size } from '../../src/tensor/shape.ts';
import { lowerAlone, paramsOf, wiresOf } from './alone.ts';

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
        Math.min(high, Math.max(low, WILD[(i * 7 + place * 3) % WILD.length] as number)),
      ),
    ]),
  );
  const out = alone.outputs?.out ?? expect.unreachable();
  const data = Array.from(evaluate(alone.b.program({ out }), { inputs }).results.out?.data ?? []);
  return { low: Math.min(...data), high: Math.max(...data) };
}

const GIVING = KINDS.filter((k) => k.gives);

describe.each(GIVING.map((kind) => [kind.name, kind] as const))('%s', (_, kind) => {
  test.each(kind.examples.map((e, i) => [i + 1, e] as const))(
    'gives what it says, example %i',
    (_, example) => {
      const params = paramsOf(kind, example.params);
      for (const within of [undefined, { low: -0.5, high: 0.25 }, { low: 0 }] as const) {
        const range = kind.gives?.(
          params as never,
          wiresOf(example).map(() => within),
        );
        const { low, high } = reached(kind, example, within);
        expect(low).toBeGreaterThanOrEqual((range?.low ?? Number.NEGATIVE_INFINITY) - 1e-12);
        expect(high).toBeLessThanOrEqual((range?.high ?? Number.POSITIVE_INFINITY) + 1e-12);
      }
    },
  );
});

test.each(CURVES.map((kind) => [kind.name, kind] as const))(
  '%s comes close to the ends that it has, and to none else',
  (_, kind) => {
    const { low, high } = kind.gives?.(paramsOf(kind) as never, []) ?? {};
    const found = reached(kind, { at: { in: [[60]] } });
    if (low !== undefined) expect(found.low).toBeCloseTo(low, 2);
    else expect(found.low).toBeLessThan(-5);
    if (high !== undefined) expect(found.high).toBeCloseTo(high, 2);
    else expect(found.high).toBeGreaterThan(100);
  },
);

const LOSSES = KINDS.filter((k) => k.judge);

test.each(LOSSES.map((kind) => [kind.name, kind] as const))(
  '%s says which targets it is for, its examples have such, and the cost is finite there alone',
  (_, kind) => {
    expect(kind.takes).toBeDefined();
    for (const example of kind.examples) {
      const [[prediction = []] = [], [target = []] = []] = [
        example.at.prediction,
        example.at.target,
      ];
      const params = paramsOf(kind, example.params) as never;
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
        const loss = alone.judgement?.loss ?? expect.unreachable();
        return evaluate(alone.b.program({ loss }), { inputs }).results.loss?.data[0];
      };
      for (const x of among) expect(cost(x)).toSatisfy(Number.isFinite);
      if (!whole) continue;
      for (const x of [low - 1, high + 1, 0.5]) expect(cost(x)).toBe(Number.POSITIVE_INFINITY);
    }
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
