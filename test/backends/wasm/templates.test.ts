/** Kernels that differ only in where their operands lie share a template, and no others do. */
import { expect, test } from 'vitest';
import type { Kernel } from '../../../src/plan/plan.ts';
import { kernelText } from '../../../src/plan/text.ts';
import { Body } from '../../../workers/backends/wasm/assembler/body.ts';
import { Module } from '../../../workers/backends/wasm/assembler/module.ts';
import { templateOf } from '../../../workers/backends/wasm/templates.ts';
import { access, binary, load } from '../kernels.ts';

/** Buffers of 100 elements, one after the other. */
const start = (buffer: number) => 100 * buffer;
/** Adds row `rows[0]` of a buffer of rows of 10 to row `rows[1]`. */
const sum = (buffer: number, rows: readonly [number, number], to: number): Kernel => ({
  axes: [10],
  reduced: 0,
  loads: rows.map((row) => access(buffer, [1], 10 * row)),
  results: [{ value: binary('add', load(0), load(1)), to: access(to, [1]) }],
});

test('the same nest over other places is another instance of the same template', () => {
  const [one, other] = [templateOf(sum(1, [2, 5], 2), start), templateOf(sum(7, [4, 7], 3), start)];
  expect(other.template).toEqual(one.template);
  expect(one.bases).toEqual([120, 200]);
  expect(other.bases).toEqual([740, 300]);
});

test('how operands in one buffer lie to each other is part of the template', () => {
  const { template } = templateOf(sum(1, [2, 5], 2), start);
  expect(templateOf(sum(1, [2, 6], 2), start).template).not.toEqual(template);
  expect(templateOf(sum(1, [5, 2], 2), start).template).not.toEqual(template);
  // Reads what it writes.
  expect(templateOf(sum(1, [2, 5], 1), start).template).not.toEqual(template);
});

test('constants that JSON does not know keep kernels apart', () => {
  const plus = (value: number): Kernel => ({
    axes: [1],
    reduced: 0,
    loads: [],
    results: [{ value: { op: 'const', value }, to: access(0, [1]) }],
  });
  const values = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
  expect(new Set(values.map((x) => kernelText(plus(x)))).size).toBe(values.length);
});

test('what is guarded keeps its addresses', () => {
  const guarded = (offset: number): Kernel => {
    const kernel = sum(1, [2, 5], 2);
    const guards = [{ offset: -1, strides: [1], extent: 8 }];
    return { ...kernel, loads: kernel.loads.map((l) => ({ ...l, offset, guards })) };
  };
  const { template, bases } = templateOf(guarded(-1), start);
  expect(bases).toEqual([0, 0]);
  expect(template.loads[0]?.offset).toBe(99);
  expect(templateOf(guarded(4), start).template).not.toEqual(template);
});

test('code is linked at any bases', () => {
  const f = new Body({ params: [], results: ['f32'] });
  f.i32({ base: 0, offset: 4 }).memory('f32.load', { base: 1, offset: 0 });
  const code = f.done();
  const module = new Module();
  module.export('low', module.link(code, [0, 0]));
  module.export('high', module.link(code, [800, 400]));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  new Float32Array(memory.buffer).set([1.5], 1);
  new Float32Array(memory.buffer).set([2.5], 301);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode(1)), {
    env: { memory },
  });
  const { low, high } = exports as Record<string, () => number>;
  expect([low?.(), high?.()]).toEqual([1.5, 2.5]);
});
