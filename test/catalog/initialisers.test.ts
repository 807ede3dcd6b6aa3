/** Where weights start: bounds and spread by the formulas of the papers, over many draws. */
import { describe, expect, test } from 'vitest';
import { complete, type Hyperparameters } from '../../src/base/fields.ts';
import { INITIALISERS, initialiserOf } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { dense, input, model, mse } from '../vocabulary.ts';

const FAN = { in: 30, out: 70 };
const COUNT = 20_000;

function draws(name: string, params: Hyperparameters = {}, seed = 5): Float64Array {
  const initialiser = initialiserOf(name);
  if (!initialiser) throw new Error(name);
  const b = createBuilder();
  const shape = [COUNT];
  let stream = 0;
  const uniform = () => b.uniform(shape, ++stream, 'init');
  const w = initialiser.draw({
    params: complete(initialiser.fields, params),
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

const SPREADS: readonly { name: string; params: Hyperparameters; std: number }[] = [
  { name: 'gaussian', params: {}, std: 0.01 },
  { name: 'gaussian', params: { std: 2 }, std: 2 },
  { name: 'xavier', params: { distribution: 'uniform' }, std: Math.sqrt(2 / 100) },
  { name: 'xavier', params: { distribution: 'normal' }, std: Math.sqrt(2 / 100) },
  { name: 'xavier', params: { distribution: 'uniform', gain: 3 }, std: 3 * Math.sqrt(2 / 100) },
  { name: 'uniform', params: { a: -0.3, b: 0.3 }, std: 0.6 / Math.sqrt(12) },
  { name: 'kaiming', params: { distribution: 'uniform', mode: 'fanOut' }, std: Math.sqrt(2 / 70) },
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
    if (params.distribution === 'uniform' || name === 'uniform') {
      expect(largest(w)).toBeLessThanOrEqual(bound);
      expect(largest(w)).toBeGreaterThan(0.999 * bound);
    } else expect(largest(w)).toBeGreaterThan(3 * wanted);
  });
});

test('zeros are zeros', () => {
  expect(largest(draws('zeros'))).toBe(0);
});

const FIXED: ReadonlySet<string> = new Set(['zeros', 'constant', 'identity']);

test('another seed draws other weights, the same seed the same', () => {
  for (const { name } of INITIALISERS.filter((i) => !FIXED.has(i.name))) {
    expect(draws(name, {}, 5)).toEqual(draws(name, {}, 5));
    expect(draws(name, {}, 6)).not.toEqual(draws(name, {}, 5));
  }
});

describe('truncated normal', () => {
  // std of a standard normal cut at ±c: √(1 − 2cφ(c)/(Φ(c) − Φ(−c))), here for c = 2.
  test('keeps to its bounds and has the spread that the cut leaves', () => {
    const w = draws('truncatedNormal', { std: 0.5 });
    expect(largest(w)).toBeLessThanOrEqual(1);
    expect(largest(w)).toBeGreaterThan(0.99);
    expect(std(w) / 0.5).toBeCloseTo(0.8796256, 1.9);
  });
});

describe('orthogonal', () => {
  const document = (units: number, features: number) =>
    model(
      input(features),
      dense(units, { init: { kind: 'orthogonal', params: {} } }),
      dense(1),
      mse(),
    );
  test.each([
    [3, 5],
    [6, 2],
    [40, 40],
  ])(
    '%i × %i: the fewer of rows and columns stand at right angles, in float32 too',
    async (n, m) => {
      const { plan } = compile(document(n, m));
      if (!plan) throw new Error('no plan');
      for (const backend of [reference, wasm]) {
        const instance = await backend.instantiate(plan);
        instance.submit('init', 3, 0);
        const ref = plan.storage.find((s) => s.name === 'dense1.weight')?.ref;
        if (!ref) throw new Error('no weight');
        const w = instance.view(ref.buffer).subarray(ref.offset, ref.offset + n * m);
        const at = (i: number, k: number) => (n <= m ? w[i * m + k] : w[k * m + i])!;
        const [few, many] = [Math.min(n, m), Math.max(n, m)];
        for (let i = 0; i < few; i++)
          for (let j = 0; j <= i; j++) {
            let dot = 0;
            for (let k = 0; k < many; k++) dot += at(i, k) * at(j, k);
            expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(1e-4);
          }
      }
    },
  );
  test('too many rows are told on the node', () => {
    const { issues, plan } = compile(document(200, 300));
    expect(plan).toBeUndefined();
    expect(issues.filter((i) => i.severity === 'error')).toMatchObject([
      {
        code: 'init.orthogonal',
        severity: 'error',
        args: { got: 200 },
        where: { node: 'dense1', param: 'init' },
      },
    ]);
    expect(compile(document(200, 100)).plan).toBeDefined();
  });
});
