/**
 * The transcendental functions against float64, over ranges, over all exponents and at every special
 * value: scalar and in vectors, with and without relaxed SIMD.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { threefry, uniformAt, unit } from '../../../src/base/random.ts';
import { BINARY, UNARY } from '../../../src/base/scalar.ts';
import { Body } from '../../../workers/backends/wasm/assembler/body.ts';
import { Module } from '../../../workers/backends/wasm/assembler/module.ts';
import { Constants } from '../../../workers/backends/wasm/constants.ts';
import { CALLED, type Called } from '../../../workers/backends/wasm/lanes.ts';
import { library } from '../../../workers/backends/wasm/library.ts';
import { RELAXED } from '../variants.ts';

const ONE = ['f32'] as const;
type Functions = Record<string, (...args: number[]) => number>;
const machines: Functions[] = [];

/** Exports `exp1` and `exp4` (the vector form seen through its lane 2) and so on. */
beforeAll(async () => {
  for (const relaxed of RELAXED) machines.push(await compiled(relaxed));
});

async function compiled(relaxed: boolean): Promise<Functions> {
  const m = new Module();
  const constants = new Constants(0);
  const lib = library(relaxed, constants, (_, body) => m.add(body));
  for (const name of CALLED) {
    const params = name === 'pow' ? [...ONE, ...ONE] : ONE;
    m.export(`${name}1`, lib.math(name, 1));
    const wide = new Body({ params, results: ONE });
    params.forEach((_, i) => {
      wide.f32x4([7, 7, 7, 7]).get(i).lane('f32x4.replace_lane', 2);
    });
    m.export(`${name}4`, m.add(wide.call(lib.math(name, 4)).lane('f32x4.extract_lane', 2)));
  }
  m.export('sqrt1', m.add(new Body({ params: ONE, results: ONE }).get(0).op('f32.sqrt')));
  const roots = new Body({ params: ONE, results: ONE }).get(0).op('f32x4.splat');
  m.export('sqrt4', m.add(roots.op('f32x4.sqrt').lane('f32x4.extract_lane', 1)));
  m.export('uniform1', lib.uniform(1));
  const wide = new Body({ params: ['i32', 'i32', 'i32', 'i32'], results: ONE });
  wide.get(0).get(1).get(2).op('i32x4.splat').get(3).call(lib.uniform(4));
  m.export('uniform4', m.add(wide.lane('f32x4.extract_lane', 3)));
  m.data(0, constants.data());
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { instance } = await WebAssembly.instantiate(m.encode(1), { env: { memory } });
  return instance.exports as Functions;
}

const { fround } = Math;
const word = new DataView(new ArrayBuffer(4));
/** The distance to the next float32. */
function ulp(x: number): number {
  word.setFloat32(0, Math.abs(x));
  return 2 ** (Math.max(1, word.getUint32(0) >>> 23) - 127 - 23);
}

const spread = (low: number, high: number, n = 20_000) =>
  Array.from({ length: n }, (_, i) => fround(low + ((high - low) * (i + 0.37)) / n));
const powers = (low: number, high: number, n = 20_000) =>
  spread(low, high, n)
    .map((e) => 2 ** e)
    .map(fround);
const bothSigns = (xs: readonly number[]) => xs.flatMap((x) => [x, -x]);

const fromBits = (bits: number): number => {
  word.setUint32(0, bits);
  return word.getFloat32(0);
};
/** Floats over all exponents and both signs, from the denormals to the largest, and NaNs. */
const EVERYWHERE = Array.from({ length: 65_536 }, (_, i) =>
  fromBits(i * 65_536 + ((i * 40_503) & 0xffff)),
);
/** Where rules change: zeros, ends of the denormals and of all numbers, infinities, NaN. */
const ENDS = bothSigns(
  [
    ...[0, 1, Infinity, Number.NaN, 1e30, 1e-40, 2 ** -149, 2 ** -126, 2 ** -126 - 2 ** -149],
    ...[fromBits(0x7f7fffff), fromBits(0x3f800001), fromBits(0x3f7fffff)],
  ].map(fround),
);
/** What lies nearest to the zeros of sine and cosine, as far as they keep their digits. */
const QUARTERS = Array.from({ length: 5215 }, (_, k) => fround(((k + 1) * Math.PI) / 2));
const PERIODIC = 8192;

/** What each attains, in ulp of float32, rounded up to halves: none more than 2. */
const RANGES: readonly [name: Exclude<Called, 'pow'>, xs: readonly number[], ulps: number][] = [
  ['exp', [...spread(-104, 89), ...bothSigns(powers(-30, 3))], 1],
  ['log', [...powers(-149, 127.9), ...spread(0.5, 2)], 1],
  ['log1p', [...bothSigns(powers(-40, -1)), ...spread(-0.999, 4), ...powers(0, 120)], 1.5],
  ['expm1', [...spread(-18, 89), ...spread(-1.5, 1.5), ...bothSigns(powers(-40, 3))], 2],
  ['sin', [...spread(-30, 30), ...spread(-PERIODIC, PERIODIC), ...bothSigns(QUARTERS)], 1],
  ['cos', [...spread(-30, 30), ...spread(-PERIODIC, PERIODIC), ...bothSigns(QUARTERS)], 1],
  ['tanh', [...spread(-10, 10), ...spread(-0.6, 0.6), ...bothSigns(powers(-40, 4))], 2],
  ['sigmoid', [...spread(-104, 30), ...spread(-20, 2), ...bothSigns(powers(-30, 3))], 2],
  ['erfc', [...spread(-4, 4), ...spread(0.3, 10.3), ...bothSigns(powers(-40, 3.4))], 2],
];

describe.each(
  RELAXED.flatMap((relaxed, machine) => [1, 4].map((width) => ({ width, relaxed, machine }))),
)('width $width, relaxed SIMD: $relaxed', ({ width, machine }) => {
  const f = (name: Called | 'uniform' | 'sqrt') => machines[machine]![`${name}${width}`]!;

  /** The largest error over the arguments, and where it is. */
  function worst(xs: readonly number[], error: (x: number) => number): [number, string] {
    let most = 0;
    let where = 0;
    for (const x of xs) {
      const off = error(x);
      if (!(off <= most)) [most, where] = [off, x];
    }
    return [most, `at ${where}`];
  }

  /** In ulp; NaN, infinities and the signs of zeros have to be met. */
  function off(got: number, exact: number): number {
    const rounded = fround(exact);
    if (!Number.isFinite(rounded) || rounded === 0) {
      const near =
        rounded === 0 && exact !== 0 ? Math.abs(got) <= 2 ** -149 : Object.is(got, rounded);
      return near ? 0 : Number.POSITIVE_INFINITY;
    }
    return Math.abs(got - exact) / ulp(exact);
  }

  test.each(RANGES)('%s is right to the last digits', (name, xs, ulps) => {
    const [most, where] = worst(xs, (x) => off(f(name)(x), UNARY[name](x)));
    expect(most, where).toBeLessThanOrEqual(ulps);
  });

  test.each(RANGES)('%s is so over all floats, denormals and ends', (name, _, ulps) => {
    const periodic = name === 'sin' || name === 'cos';
    const [most, where] = worst([...EVERYWHERE, ...ENDS], (x) => {
      // Larger arguments lose digits, and their phase; what comes is at least a number from −1 to 1.
      if (periodic && Math.abs(x) > PERIODIC && Number.isFinite(x))
        return Math.abs(f(name)(x)) <= 1 ? 0 : Number.POSITIVE_INFINITY;
      return off(f(name)(x), UNARY[name](x));
    });
    expect(most, where).toBeLessThanOrEqual(ulps);
  });

  test.each(['sin', 'cos'] as const)('%s of large arguments is near, up to 10⁵', (name) => {
    const [most, where] = worst(bothSigns(powers(13, 16.6)), (x) =>
      Math.abs(f(name)(x) - Math[name](x)),
    );
    expect(most, where).toBeLessThan(1e-6);
  });

  test('square roots are rounded correctly everywhere', () => {
    const [most, where] = worst([...EVERYWHERE, ...ENDS], (x) =>
      Object.is(f('sqrt')(x), fround(Math.sqrt(x))) ? 0 : 1,
    );
    expect(most, where).toBe(0);
  });

  test('pow', () => {
    for (const y of [...spread(-8, 8, 60), 2, 0.5, -1, 3, 30, -30]) {
      const [most, where] = worst([...spread(0, 4, 200), ...powers(-149, 127, 200)], (x) => {
        return off(f('pow')(x, y), BINARY.pow(x, y));
      });
      expect(most, `${where} to the power of ${y}`).toBeLessThan(1);
    }
    for (const step of [1, 10, 1000, 1e6]) {
      expect(f('pow')(fround(0.999), step)).toBeCloseTo(fround(0.999) ** step, 7);
    }
  });

  test('pow at infinities, NaN, zeros, negative bases', () => {
    const values = [
      0,
      -0,
      1,
      -1,
      Infinity,
      -Infinity,
      Number.NaN,
      2,
      -2,
      3,
      -3,
      0.5,
      -0.5,
      2.5,
      -7,
      16777216,
    ];
    for (const x of values) {
      for (const y of values) {
        const exact = fround(BINARY.pow(x, y));
        const got = f('pow')(x, y);
        if (Number.isFinite(exact) && exact !== 0)
          expect(Math.abs(got - exact), `${x}^${y}`).toBeLessThanOrEqual(ulp(exact));
        else expect(got, `${x}^${y}`).toBe(exact);
      }
    }
  });

  test('uniform numbers have the bits of base/random.ts', () => {
    const uniform = f('uniform');
    for (const seed of [0, 1, 42, -1, 0x13198a2e]) {
      for (const stream of [0, 3, 0x03707344]) {
        for (const index of [0, 1, 1000, 0x243f6a88]) {
          for (const step of [0, 1, 0x85a308d3 | 0]) {
            expect(uniform(seed, stream, index, step)).toBe(uniformAt(seed, stream, index, step));
          }
        }
      }
    }
  });
});

test("Threefry's published vectors", () => {
  expect(threefry(0, 0, 0, 0)).toEqual([0x6b200159, 0x99ba4efe]);
  expect(threefry(-1, -1, -1, -1)).toEqual([0x1cb996fc, 0xbb002be7]);
  expect(threefry(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3)).toEqual([
    0xc4923a9c, 0x483df7a0,
  ]);
  expect(unit(0)).toBe(0.5 / 8388608);
  expect(fround(unit(0xffffffff))).toBe(unit(0xffffffff));
});
