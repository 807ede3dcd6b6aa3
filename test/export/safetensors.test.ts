/** Safetensors against bytes that Python's struct wrote, round trips, and files that are wrong. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { readSafetensors, writeSafetensors } from '../../src/export/safetensors.ts';

const golden = Buffer.from(
  JSON.parse(readFileSync(join(import.meta.dirname, 'safetensors.json'), 'utf8')).base64,
  'base64',
);

/** A file with this header and so many bytes of numbers. */
function file(header: unknown, bytes: number): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return new Uint8Array(Buffer.concat([length, text, Buffer.alloc(bytes)]));
}
const codeOf = (bytes: Uint8Array) => {
  const read = readSafetensors(bytes);
  return read.ok ? 'ok' : read.issues[0]?.code;
};
const f32 = (shape: unknown, data_offsets: unknown, dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets,
});

describe('safetensors', () => {
  it('reads what Python wrote', () => {
    const read = readSafetensors(golden);
    if (!read.ok) throw new Error(sentenceOf(read.issues[0]!));
    expect(read.value).toEqual({
      'dense1.bias': { shape: [2], data: Float64Array.of(0.5, -1.25) },
      'dense1.weight': {
        shape: [2, 3],
        data: Float64Array.of(1, 2, 3, -4, 5.5, Math.fround(1e-3)),
      },
      'neuron2.weight.e5': { shape: [1], data: Float64Array.of(0.1) },
      'norm1.num_batches_tracked': { shape: [], data: Float64Array.of(-7) },
    });
  });

  it('writes each number so that it reads back, names in any form', () => {
    const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
      const n = shape.reduce((a, b) => a * b, 1);
      const number = fc.double({ noNaN: true });
      return fc.record({
        shape: fc.constant(shape),
        data: fc.array(number, { minLength: n, maxLength: n }).map((all) => Float64Array.from(all)),
      });
    });
    const name = fc
      .string({ minLength: 1 })
      .filter((s) => s !== '__metadata__' && s !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(name, tensor), (tensors) => {
        const read = readSafetensors(writeSafetensors(tensors, 'F64'));
        expect(read.ok && { ...read.value }).toEqual({ ...tensors });
      }),
    );
  });

  it.each([
    ['short', new Uint8Array(7)],
    ['header', golden.subarray(0, 40)],
    ['header', new Uint8Array(16).fill(255)],
    ['json', file('{"a": ', 0)],
    ['json', file('[1]', 0)],
    ['dtype', file({ a: f32([1], [0, 4], 'toString') }, 4)],
    ['dtype', file({ a: null }, 4)],
    ['dtype', file({ a: f32([1], [0, 4], { toString: 1 } as never) }, 4)],
    ['dtype', file(`{"a": {"dtype": ${'['.repeat(5000)}${']'.repeat(5000)}}}`, 4)],
    ['name', file({ ['a'.repeat(1e6)]: f32([1], [0, 4]) }, 4)],
    ['name', file('{"__proto__": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}', 4)],
    ['shape', file({ a: f32([-1], [0, 4]) }, 4)],
    ['shape', file({ a: f32('2', [0, 4]) }, 4)],
    ['size', file({ a: f32([1e9, 1e9, 1e9], [0, 4]) }, 4)],
    ['size', file({ a: f32([2], [0, 4]) }, 4)],
    ['offsets', file({ a: f32([1], [0, 4]) }, 3)],
    ['offsets', file({ a: f32([1], [4, 0]) }, 8)],
    ['offsets', file({ a: f32([1], [0]) }, 4)],
    ['offsets', file({ a: f32([1], [0, 4]), b: f32([1], [0, 4]) }, 4)],
    ['offsets', file({ a: f32([1], [0, 4]), b: f32([1], [8, 12]) }, 12)],
    ['length', file({ a: f32([1], [0, 4]) }, 8)],
    ['length', file({}, 1)],
  ])('tells what is wrong: %s', (code, bytes) => {
    expect(codeOf(bytes)).toBe(`safetensors.${code}`);
  });

  it('tells of a header of any shape in one short sentence', () => {
    // What a header may hold at any of its places: JSON of every sort, objects that are no text among it.
    const any = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom<unknown>({ toString: 1 }, { valueOf: null, toString: null }, [[]], 1e308, -0),
    );
    const or = (...good: unknown[]) => fc.oneof(fc.constantFrom(...good), any);
    const entry = fc.oneof(
      any,
      fc.record(
        {
          dtype: or('F32', 'F64', 'I64', 'BF16'),
          shape: or([1], [2, 0], [], [2 ** 53, 0]),
          data_offsets: or([0, 4], [0, 0], [4, 8], [0, 8]),
        },
        { requiredKeys: [] },
      ),
    );
    const name = fc.oneof(fc.constantFrom('a', '__metadata__', 'toString'), fc.string());
    const header = fc.oneof(any, fc.dictionary(name, entry, { maxKeys: 3 }));
    fc.assert(
      fc.property(header, fc.nat({ max: 16 }), (json, bytes) => {
        const read = readSafetensors(file(JSON.stringify(json), bytes));
        if (read.ok) return;
        expect(read.issues).toHaveLength(1);
        expect(read.issues[0]?.code).toMatch(/^safetensors\./);
        expect(sentenceOf(read.issues[0]!).length).toBeLessThan(400);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes any bytes without throwing, and a cut or changed file either whole or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readSafetensors(bytes);
      }),
    );
    const at = fc.nat({ max: golden.length - 1 });
    fc.assert(
      fc.property(at, fc.nat({ max: 255 }), (i, value) => {
        const changed = Uint8Array.from(golden);
        changed[i] = value;
        const read = readSafetensors(changed);
        if (!read.ok) expect(read.issues).toHaveLength(1);
        else
          for (const { shape, data } of Object.values(read.value))
            expect(data).toHaveLength(shape.reduce((a, b) => a * b, 1));
      }),
    );
    fc.assert(
      fc.property(at, (end) => {
        expect(readSafetensors(golden.subarray(0, end)).ok).toBe(false);
      }),
    );
  });
});
