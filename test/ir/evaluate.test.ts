/** The definition itself, where laws cannot look: special values, known digits, storage. */
import { describe, expect, test } from 'vitest';
import { erf, erfc } from '../../src/base/erf.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import { evaluate } from '../../src/ir/evaluate.ts';

describe('erf', () => {
  // Abramowitz and Stegun, table 7.1, and digits of the NIST Digital Library of Mathematical Functions
  test.each([
    [0, 0],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [2.4999, 0.9995928665],
    [3, 0.9999779095030014],
    [5, 0.9999999999984626],
    [7, 1],
    [Number.POSITIVE_INFINITY, 1],
  ])('of %d', (x, y) => {
    const digits = x === 2.4999 ? 1e-7 : 2e-16 * 4;
    expect(Math.abs(erf(x) - y)).toBeLessThanOrEqual(digits);
    expect(erf(-x)).toBe(-erf(x));
  });
  // NIST Digital Library of Mathematical Functions, table 7.23, and mpmath
  test.each([
    [-1, 1.8427007929497148],
    [0, 1],
    [1, 0.15729920705028513],
    [2.5, 4.069520174449589e-4],
    [5, 1.5374597944280349e-12],
    [10, 2.088487583762545e-45],
    [26, 5.663192408856143e-296],
    [40, 0],
    [Number.POSITIVE_INFINITY, 0],
    [Number.NEGATIVE_INFINITY, 2],
  ])('the complement of %d keeps its digits', (x, y) => {
    expect(Math.abs(erfc(x) - y)).toBeLessThanOrEqual(2e-13 * y);
  });
  test('has no seam where its two forms meet', () => {
    const slope = (erf(2.5 + 1e-6) - erf(2.5 - 1e-6)) / 2e-6;
    expect(slope).toBeCloseTo((2 / Math.sqrt(Math.PI)) * Math.exp(-6.25), 8);
    expect(erf(Number.NaN)).toBeNaN();
  });
});

describe('values', () => {
  const unary = (op: 'sigmoid' | 'log' | 'sign' | 'floor', data: readonly number[]) => {
    const b = createBuilder();
    const y = b[op](b.literal(data, [data.length]));
    return Array.from(evaluate(b.program({ y })).results.y?.data ?? []);
  };
  test('sigmoid neither overflows nor loses its tail', () => {
    expect(unary('sigmoid', [-800, 0, 800])).toEqual([0, 0.5, 1]);
    expect(unary('sigmoid', [-30])[0]).toBeCloseTo(9.357622968839299e-14, 27);
  });
  test('infinite and undefined results are what IEEE 754 says', () => {
    expect(unary('log', [0, -1])).toEqual([Number.NEGATIVE_INFINITY, Number.NaN]);
  });
  test('floor and sign', () => {
    expect(unary('floor', [-1.5, 1.5])).toEqual([-2, 1]);
    expect(unary('sign', [-3, 3])).toEqual([-1, 1]);
  });
  test('a product of matrices by hand', () => {
    const b = createBuilder();
    const x = b.literal([1, 2, 3, 4, 5, 6], [2, 3]);
    const w = b.literal([1, 0, -1, 2, 1, 0], [2, 3]);
    const y = b.dot(x, w, { transposeB: true });
    expect(Array.from(evaluate(b.program({ y })).results.y?.data ?? [])).toEqual([-2, 4, -2, 13]);
  });
});

describe('storage', () => {
  test('is written after every value was computed, and the feeds stay as they are', () => {
    const b = createBuilder();
    const read = (offset: number) => b.emit('read', [], { buffer: 'w', offset }, [2]);
    const [first, second] = [read(0), read(2)];
    const program = b.program({}, [
      { buffer: 'w', offset: 0, value: second.id },
      { buffer: 'w', offset: 2, value: first.id },
    ]);
    const w = Float64Array.of(1, 2, 3, 4);
    expect(Array.from(evaluate(program, { storage: { w } }).storage.w ?? [])).toEqual([3, 4, 1, 2]);
    expect(Array.from(w)).toEqual([1, 2, 3, 4]);
  });
  test('what was not fed is a bug of ours, told as one', () => {
    const b = createBuilder();
    const x = b.emit('input', [], { name: 'data1.x' }, [2]);
    expect(() => evaluate(b.program({ x }))).toThrow('internal: nothing was given for data1.x');
    expect(() => evaluate(b.program({ x }), { inputs: { 'data1.x': [1] } })).toThrow('internal:');
  });
});

describe('random numbers', () => {
  const draw = (moment: 'init' | 'step', seed: number, step: number) => {
    const b = createBuilder();
    const u = b.uniform([50], 9, moment);
    return Array.from(evaluate(b.program({ u }), { seed, step }).results.u?.data ?? []);
  };
  test('depend on the seed, and on the step where they should', () => {
    expect(draw('init', 1, 1)).toEqual(draw('init', 1, 2));
    expect(draw('step', 1, 1)).not.toEqual(draw('step', 1, 2));
    expect(draw('init', 1, 1)).not.toEqual(draw('init', 2, 1));
    for (const u of draw('step', 3, 4)) expect(u > 0 && u < 1).toBe(true);
  });
});
