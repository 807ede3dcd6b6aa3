/**
 * Activations in float32 beside float64, over all exponents and densely where they bend, values and
 * slopes: whatever float32 can say to two units in the last place it says. Where a kind is made of several
 * functions its own bound stands here.
 */
import { describe, expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/base/fields.ts';
import { CURVES, curveOf } from '../../src/catalog/activations/index.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import { wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { RELAXED } from '../backends/variants.ts';
import { planOf } from '../golden/plan-of.ts';

const { fround } = Math;
const word = new DataView(new ArrayBuffer(4));
const fromBits = (bits: number): number => {
  word.setUint32(0, bits);
  return word.getFloat32(0);
};
/** The distance to the next float32. */
function ulp(x: number): number {
  word.setFloat32(0, Math.abs(x));
  return 2 ** (Math.max(1, word.getUint32(0) >>> 23) - 127 - 23);
}
const spread = (low: number, high: number, n: number) =>
  Array.from({ length: n }, (_, i) => fround(low + ((high - low) * (i + 0.37)) / n));
const XS = [
  ...Array.from({ length: 16_384 }, (_, i) => fromBits(i * 262_144 + ((i * 40_503) & 0x3ffff))),
  ...spread(-2, 2, 4000),
  ...spread(-25, 25, 4000),
  ...spread(-110, 110, 4000),
  0,
].filter((x) => Number.isFinite(x) && Math.abs(x) < 1e38);

interface Bounds {
  /** Of values, in units of the last place. */
  readonly value: (x: number) => number;
  /** Of slopes, in units of the last place … */
  readonly slope: (x: number) => number;
  /** … or, where they cancel or saturate, in units of the last place of 1. */
  readonly near: (x: number) => number;
}
const flat = (ulps: number) => () => ulps;
const square = (x: number) => 3 + 2 * Math.min(x * x, 220);
const BOUNDS: Readonly<Record<string, Bounds>> = {
  step: { value: flat(0), slope: flat(0), near: flat(0) },
  linear: { value: flat(0), slope: flat(0), near: flat(0) },
  relu: { value: flat(0), slope: flat(0), near: flat(0) },
  leakyRelu: { value: flat(1), slope: flat(0.5), near: flat(0) },
  elu: { value: flat(2), slope: flat(1), near: flat(0) },
  'elu {"alpha":0.3}': { value: flat(3), slope: flat(2), near: flat(0) },
  sigmoid: { value: flat(2), slope: flat(3), near: flat(1.5) },
  tanh: { value: flat(2), slope: flat(3), near: flat(4) },
  softplus: { value: flat(2), slope: flat(4), near: flat(0) },
  // 1 − σ is rounded as 1 is, and counts x times.
  silu: {
    value: flat(2.5),
    slope: flat(4),
    near: (x) => 2 + 2 * Math.min(20, Math.abs(x)),
  },
  // e^(−x²/2): what is lost of x/√2 counts x² times.
  gelu: { value: square, slope: square, near: flat(2) },
  // e^(2u), u up to 0.07 x³ + 1.6 x.
  'gelu {"approximate":"tanh"}': {
    value: (x) => 3 + 4 * Math.min(110, Math.abs(0.0714 * x ** 3 + 1.6 * x)),
    slope: (x) => 8 + 12 * Math.min(110, Math.abs(0.0714 * x ** 3 + 1.6 * x)),
    near: flat(6),
  },
};

const CASES: readonly (readonly [string, Hyperparameters])[] = [
  ...CURVES.map((c) => [c.name, {}] as const),
  ['elu', { alpha: 0.3 }],
  ['gelu', { approximate: 'tanh' }],
];

describe.each(CASES)('%s %o', (name, params) => {
  const own = Object.keys(params).length ? `${name} ${JSON.stringify(params)}` : name;
  const { value, slope, near } = BOUNDS[own]!;
  const b = createBuilder();
  const x = b.emit('input', [], { name: 'x' }, [XS.length]);
  const y = curveOf(name).apply(b, x, params);
  const [dy] = differentiate(b, b.sum(y), [x]);
  const program = b.program({ y, dy: dy ?? b.fill(0, x.shape) });
  const exact = evaluate(program, { inputs: { x: XS } }).results;

  test.each(RELAXED)('relaxed SIMD: %s', async (relaxed) => {
    const plan = planOf(program);
    const instance = await wasmWith({ relaxed }).instantiate(plan);
    const span = ({ buffer, offset, shape }: TensorRef) =>
      instance.view(buffer).subarray(offset, offset + size(shape));
    const { predict } = plan.routines;
    span(predict!.inputs.x!).set(XS);
    instance.submit('predict', 1, 1);
    /** By how much it is further off than it may, where most. */
    const worst = (result: string, may: (x: number, wanted: number) => number) => {
      let most = { beyond: 0, at: 0, got: 0, wanted: 0 };
      for (const [i, got] of span(predict!.results.outputs['']![result]!).entries()) {
        const [at, wanted] = [XS[i]!, exact[result]!.data[i]!];
        const beyond = got === fround(wanted) ? 0 : Math.abs(got - wanted) / may(at, wanted) - 1;
        if (!(beyond <= most.beyond)) most = { beyond, at, got, wanted };
      }
      return most;
    };
    // Factors among the smallest numbers are rounded as coarsely as those lie.
    const tiny = (at: number) => Math.max(2, Math.abs(at)) * 2 ** -149;
    const values = worst('y', (at, wanted) => value(at) * ulp(wanted) + tiny(at));
    expect(values).toMatchObject({ beyond: 0 });
    const slopes = worst('dy', (at, w) => slope(at) * ulp(w) + near(at) * 2 ** -24 + tiny(at));
    expect(slopes).toMatchObject({ beyond: 0 });
    instance.dispose();
  });
});

test('every activation has its bounds', () => {
  for (const { name } of CURVES) expect(BOUNDS).toHaveProperty(name);
});
