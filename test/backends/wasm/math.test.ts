/** The transcendental functions against float64, over ranges and at every special value. */
import { beforeAll, describe, expect, test } from 'vitest';
import { threefry, uniformAt, unit } from '../../../src/base/random.ts';
import { BINARY, UNARY } from '../../../src/base/scalar.ts';
import { Body } from '../../../workers/backends/wasm/assembler/body.ts';
import { Module } from '../../../workers/backends/wasm/assembler/module.ts';
import { Constants } from '../../../workers/backends/wasm/constants.ts';
import { CALLED, type Called } from '../../../workers/backends/wasm/lanes.ts';
import { library } from '../../../workers/backends/wasm/library.ts';
import { RELAXED } from '../machines.ts';

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
/** The distance to the next float32, at least the smallest normal one's. */
function ulp(x: number): number {
  word.setFloat32(0, Math.max(Math.abs(x), 2 ** -126));
  return 2 ** (Math.max(1, word.getUint32(0) >>> 23) - 127 - 23);
}

const spread = (low: number, high: number, n = 20_000) =>
  Array.from({ length: n }, (_, i) => fround(low + ((high - low) * (i + 0.37)) / n));
const powers = (low: number, high: number, n = 20_000) =>
  spread(low, high, n)
    .map((e) => 2 ** e)
    .map(fround);
const bothSigns = (xs: number[]) => xs.flatMap((x) => [x, -x]);

const RANGES: readonly [name: Exclude<Called, 'pow'>, xs: number[], ulps: number][] = [
  ['exp', [...spread(-87, 88.7), ...bothSigns(powers(-30, 3))], 2],
  ['log', [...powers(-126, 127.9), ...spread(0.5, 2)], 2],
  ['log1p', [...bothSigns(powers(-40, -1)), ...spread(-0.999, 4), ...powers(0, 120)], 2],
  ['tanh', [...spread(-10, 10), ...bothSigns(powers(-40, 4))], 2],
  ['sigmoid', [...spread(-85, 30), ...bothSigns(powers(-30, 3))], 2.5],
  ['erf', [...spread(-4, 4), ...bothSigns(powers(-40, 2))], 2.5],
];

describe.each(
  RELAXED.flatMap((relaxed, machine) => [1, 4].map((width) => ({ width, relaxed, machine }))),
)('width $width, relaxed SIMD: $relaxed', ({ width, machine }) => {
  const f = (name: Called | 'uniform') =>
    machines[machine]?.[`${name}${width}`] as (...args: number[]) => number;

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

  test.each(RANGES)('%s is right to the last digits', (name, xs, ulps) => {
    const [off, where] = worst(xs, (x) => {
      const exact = UNARY[name](x);
      return Math.abs(f(name)(x) - exact) / ulp(exact);
    });
    expect(off, where).toBeLessThanOrEqual(ulps);
  });

  test.each(['sin', 'cos'] as const)('%s', (name) => {
    // Relative to 1: near a zero of the function the argument's own rounding decides.
    const wide = [...spread(-30, 30), ...spread(-8192, 8192)];
    const [off, where] = worst(wide, (x) => Math.abs(f(name)(x) - Math[name](x)));
    expect(off, where).toBeLessThan(1.2e-7);
    const [ulps, at] = worst(bothSigns(powers(-40, 0)), (x) => {
      const exact = Math[name](x);
      return Math.abs(f(name)(x) - exact) / ulp(exact);
    });
    expect(ulps, at).toBeLessThan(2);
  });

  test('pow', () => {
    for (const y of [...spread(-8, 8, 60), 2, 0.5, -1, 3, 30, -30]) {
      const [off, where] = worst([...spread(0, 4, 200), ...powers(-100, 100, 200)], (x) => {
        const exact = x ** y;
        const normal = exact >= 2 ** -126 && exact <= 3.4e38;
        return normal ? Math.abs(f('pow')(x, y) - exact) / ulp(exact) : 0;
      });
      expect(off, `${where} to the power of ${y}`).toBeLessThan(1);
    }
    for (const step of [1, 10, 1000, 1e6]) {
      expect(f('pow')(fround(0.999), step)).toBeCloseTo(fround(0.999) ** step, 7);
    }
  });

  const SPECIAL = [0, -0, 1, -1, Infinity, -Infinity, Number.NaN, 1e30, -1e30, 1e-40, -1e-40].map(
    fround,
  );
  test.each(CALLED.filter((n) => n !== 'pow'))(
    '%s at infinities, NaN, zeros, denormals',
    (name) => {
      for (const x of SPECIAL) {
        if ((name === 'sin' || name === 'cos') && Math.abs(x) === fround(1e30)) continue;
        const exact = fround(UNARY[name as Exclude<Called, 'pow'>](x));
        const got = f(name)(x);
        if (Number.isFinite(exact) && exact !== 0) {
          expect(Math.abs(got - exact), `at ${x}`).toBeLessThanOrEqual(2 * ulp(exact));
        } else expect(got, `at ${x}`).toBe(exact);
      }
    },
  );

  test('pow at infinities, NaN, zeros, negative bases', () => {
    const values = [...SPECIAL.slice(0, 7), 2, -2, 3, -3, 0.5, -0.5, 2.5, -7, 16777216];
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
