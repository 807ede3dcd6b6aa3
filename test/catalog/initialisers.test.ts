/** Where weights start: bounds and spread by the formulas of the papers, over many draws. */
import { describe, expect, test } from 'vitest';
import { complete, type Params } from '../../src/base/fields.ts';
import { INITIALISERS, initialiserOf } from '../../src/catalog/index.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import { evaluate } from '../../src/ir/evaluate.ts';

const FAN = { in: 30, out: 70 };
const COUNT = 20_000;

function draws(name: string, params: Params = {}, seed = 5): Float64Array {
  const initialiser = initialiserOf(name);
  if (!initialiser) throw new Error(name);
  const b = createBuilder();
  const shape = [COUNT];
  let stream = 0;
  const uniform = () => b.uniform(shape, ++stream, 'init');
  const w = initialiser.draw({
    params: complete(initialiser.fields, params) as never,
    b,
    shape,
    fan: FAN,
    uniform,
    normal: () => b.mul(b.sqrt(b.mul(b.log(uniform()), -2)), b.cos(b.mul(uniform(), 2 * Math.PI))),
  });
  return Float64Array.from(evaluate(b.program({ w }), { seed }).results.w?.data ?? []);
}
const mean = (x: Float64Array) => x.reduce((a, v) => a + v, 0) / x.length;
const std = (x: Float64Array) => Math.sqrt(mean(x.map((v) => v * v)) - mean(x) ** 2);
const largest = (x: Float64Array) => x.reduce((a, v) => Math.max(a, Math.abs(v)), 0);

const SPREADS: readonly { name: string; params: Params; std: number }[] = [
  { name: 'gaussian', params: {}, std: 0.01 },
  { name: 'gaussian', params: { std: 2 }, std: 2 },
  { name: 'xavier', params: { distribution: 'uniform' }, std: Math.sqrt(2 / 100) },
  { name: 'xavier', params: { distribution: 'normal' }, std: Math.sqrt(2 / 100) },
  { name: 'kaiming', params: { distribution: 'uniform' }, std: Math.sqrt(2 / 30) },
  { name: 'kaiming', params: { distribution: 'normal' }, std: Math.sqrt(2 / 30) },
];

describe.each(SPREADS)('$name $params', ({ name, params, std: wanted }) => {
  const w = draws(name, params);
  test('has the spread of its formula around 0', () => {
    // Five standard errors; the seed is fixed.
    expect(Math.abs(mean(w))).toBeLessThan((5 * wanted) / Math.sqrt(COUNT));
    expect(Math.abs(std(w) / wanted - 1)).toBeLessThan(5 / Math.sqrt(2 * COUNT));
  });
  test('keeps within its bounds, and reaches for them', () => {
    const bound = Math.sqrt(3) * wanted;
    if (params.distribution === 'uniform') {
      expect(largest(w)).toBeLessThanOrEqual(bound);
      expect(largest(w)).toBeGreaterThan(0.999 * bound);
    } else expect(largest(w)).toBeGreaterThan(3 * wanted);
  });
});

test('zeros are zeros', () => {
  expect(largest(draws('zeros'))).toBe(0);
});

test('another seed draws other weights, the same seed the same', () => {
  for (const { name } of INITIALISERS.filter((i) => i.name !== 'zeros' && i.name !== 'constant')) {
    expect(draws(name, {}, 5)).toEqual(draws(name, {}, 5));
    expect(draws(name, {}, 6)).not.toEqual(draws(name, {}, 5));
  }
});
