/** Law: a plan means the same on every backend, within what float32 can say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernel, Plan, Scalar } from '../../src/plan/plan.ts';
import { printKernel } from '../../src/plan/print.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
import type { HostBackend } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { randomPlan, randomSelection } from '../backends/generate.ts';
import {
  acc,
  access,
  binary,
  constant,
  elementwise,
  load,
  planOf,
  product,
  unary,
} from '../backends/kernels.ts';
import { VARIANTS } from '../backends/variants.ts';

const SEED = 42;
const STEP = 3;

async function run(backend: HostBackend, plan: Plan): Promise<readonly (readonly number[])[]> {
  const instance = await backend.instantiate(plan);
  for (const name of ['train'] as const) instance.submit(name, SEED, STEP);
  return plan.buffers.map((b) => Array.from(instance.view(b.id)));
}

/** Both backends' numbers agree: relative to 1, to the number, and to how many were summed. */
async function agree(plan: Plan): Promise<void> {
  expect(verifyPlan(plan)).toEqual([]);
  const expected = await run(reference, plan);
  const steps = plan.routines.train?.steps ?? [];
  const text = steps.map((s) => printKernel(s.kernel, plan)).join('\n');
  const summed = Math.max(
    ...steps.map(({ kernel: { axes, reduced } }) =>
      axes.slice(axes.length - reduced).reduce((n, d) => n * d, 1),
    ),
  );
  for (const machine of VARIANTS) {
    const found = await run(machine, plan);
    expected.forEach((numbers, buffer) => {
      numbers.forEach((x, i) => {
        const y = found[buffer]![i]!;
        const off = Math.abs(x - y) / (1 + Math.abs(x) + 0.02 * summed);
        // Written so that NaN fails, and without a call of expect for each of a million numbers.
        if (!(Object.is(x, y) || off <= 2e-5))
          expect.fail(`t${buffer}[${i}]: ${y} instead of ${x} in\n${text}`);
      });
    });
  }
}

test('random kernels', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 30 }), (seed) => agree(randomPlan(seed))),
    { numRuns: 600, seed: 7 },
  );
});

test('rows that are asked for by number, and numbers of none', async () => {
  const property = fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 30 }), (seed) =>
    agree(randomSelection(seed)),
  );
  await fc.assert(property, { numRuns: 600, seed: 7 });
});

describe('matrix products in all four forms, with an epilogue', () => {
  const sizes: [number, number, number][] = [
    [1, 1, 1],
    [4, 8, 2],
    [5, 7, 3],
    [32, 10, 128],
    [33, 37, 31],
    [6, 129, 17],
    [13, 16, 64],
    [64, 96, 100],
    // Panels, and what is left over of rows and columns.
    [17, 45, 130],
    [40, 54, 90],
    [64, 48, 160],
  ];
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      test.each(sizes)(
        `A${transposeA ? 'ᵀ' : ''} B${transposeB ? 'ᵀ' : ''} of %i × %i × %i`,
        (m, n, k) => {
          const wave = (size: number, f: number) =>
            Array.from({ length: size }, (_, i) => Math.fround(Math.sin(i * f)));
          const y = unary('tanh', binary('add', binary('mul', acc, constant(0.1)), load(2)));
          // Used twice: computed once for each element, and never another element's.
          const value = binary('add', y, binary('mul', y, y));
          const bias = access(3, [0, 1, 0]);
          const kernel = product([m, n, k], transposeA, transposeB, value, [bias]);
          const cells = [
            { shape: [m, k], data: wave(m * k, 0.7) },
            { shape: [k, n], data: wave(k * n, 1.3) },
            { shape: [m, n] },
            { shape: [n], data: wave(n, 0.1) },
          ];
          return agree(planOf(cells, [kernel]));
        },
      );
    }
  }
});

test('a convolution: padding is a guard on a sum of two axes', async () => {
  const [channels, height, width, filters, taps] = [3, 9, 13, 5, 3];
  // Axes: filter, row, column | channel, tap row, tap column.
  const axes = [filters, height, width, channels, taps, taps];
  const size = height * width;
  const data = (n: number) => Array.from({ length: n }, (_, i) => Math.fround(Math.cos(i)));
  const plan = planOf(
    [
      { shape: [channels, height, width], data: data(channels * size) },
      { shape: [filters, channels, taps, taps], data: data(filters * channels * taps * taps) },
      { shape: [filters, height, width] },
    ],
    [
      {
        axes,
        reduced: 3,
        loads: [
          {
            buffer: 0,
            offset: -width - 1,
            strides: [0, width, 1, size, width, 1],
            guards: [
              { offset: -1, strides: [0, 1, 0, 0, 1, 0], extent: height },
              { offset: -1, strides: [0, 0, 1, 0, 0, 1], extent: width },
            ],
          },
          access(1, [channels * taps * taps, 0, 0, taps * taps, taps, 1]),
        ],
        reduce: { combine: 'sum', body: binary('mul', load(0), load(1)) },
        results: [{ value: acc, to: access(2, [size, width, 1]) }],
      },
    ],
  );
  await agree(plan);
});

test('an update of all weights in place, with a slot', async () => {
  const n = 103;
  const data = Array.from({ length: n }, (_, i) => (i - 50) / 64);
  const velocity = binary('add', binary('mul', load(1), constant(0.9)), load(2));
  const plan = planOf(
    [
      { shape: [n], data, role: 'persistent' },
      { shape: [n], data, role: 'persistent' },
      { shape: [n], data },
      { shape: [], data: [0.1], role: 'dial' },
    ],
    [
      {
        axes: [n],
        reduced: 0,
        loads: [access(0, [1]), access(1, [1]), access(2, [1]), access(3, [0])],
        results: [
          { value: binary('sub', load(0), binary('mul', load(3), velocity)), to: access(0, [1]) },
          { value: velocity, to: access(1, [1]) },
        ],
      },
    ],
  );
  await agree(plan);
});

test('random numbers are equal to the bit', async () => {
  const draw = (stream: number, moment: 'init' | 'step'): Scalar => ({
    op: 'uniform',
    stream,
    moment,
    offset: 5,
    strides: [37, 1],
  });
  const plan = planOf(
    [{ shape: [13, 37] }, { shape: [13, 37] }],
    [elementwise([13, 37], 0, [], draw(4, 'init')), elementwise([13, 37], 1, [], draw(5, 'step'))],
  );
  const expected = await run(reference, plan);
  for (const machine of VARIANTS) expect(await run(machine, plan)).toEqual(expected);
});

test('NaN and infinities pass through', async () => {
  const data = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 2, 3];
  const kernels = (['tanh', 'exp', 'sigmoid', 'abs', 'sign', 'floor', 'neg'] as const).map(
    (op, i) => elementwise([9], i + 1, [0], unary(op, load(0))),
  );
  const plan = planOf([{ shape: [9], data }, ...kernels.map(() => ({ shape: [9] }))], kernels);
  const expected = await run(reference, plan);
  for (const machine of VARIANTS) {
    const found = await run(machine, plan);
    expected.forEach((numbers, b) => {
      numbers.forEach((x, i) => {
        const y = found[b]![i]!;
        if (Number.isFinite(x)) expect(y).toBeCloseTo(x, 4);
        else expect(y).toBe(x);
      });
    });
  }
});

test('a maximum hears NaN, along lanes and across them', async () => {
  const data = Array.from({ length: 13 * 12 }, (_, i) => (i % 29 === 7 ? Number.NaN : -(i % 31)));
  const largest = (strides: readonly [number, number]): Kernel => ({
    axes: [12, 13],
    reduced: 1,
    loads: [access(0, strides)],
    reduce: { combine: 'max', body: load(0) },
    results: [{ value: acc, to: access(1, [1, 0]) }],
  });
  for (const strides of [[1, 12] as const, [13, 1] as const]) {
    const plan = planOf([{ shape: [13 * 12], data }, { shape: [12] }], [largest(strides)]);
    const [, expected] = await run(reference, plan);
    for (const machine of VARIANTS) expect((await run(machine, plan))[1]).toEqual(expected);
  }
});

test('steps may be run one at a time', async () => {
  const plus = elementwise([5], 0, [0], binary('add', load(0), constant(1)));
  const twice = elementwise([5], 0, [0], binary('mul', load(0), constant(2)));
  const plan = planOf([{ shape: [5] }], [plus, twice, plus, twice]);
  for (const backend of [reference, ...VARIANTS]) {
    const instance = await backend.instantiate(plan);
    instance.submit('train', 0, 0);
    expect(Array.from(instance.view(0))).toEqual([6, 6, 6, 6, 6]);
    instance.submit('train', 0, 0, 1, 3);
    expect(Array.from(instance.view(0))).toEqual([13, 13, 13, 13, 13]);
    instance.submit('train', 0, 0, 2, 2);
    expect(Array.from(instance.view(0))).toEqual([13, 13, 13, 13, 13]);
    expect(() => instance.submit('train', 0, 0, 3, 5)).toThrow('internal:');
  }
});

test('a thousand kernels are one module', async () => {
  // From storage into scratch, on there, and back: storage is read before it is written.
  const last = 999;
  const kernels = Array.from({ length: last + 1 }, (_, i) => ({
    ...elementwise([7], i === last ? 0 : 1, [i === 0 ? 0 : 1], binary('add', load(0), load(0))),
    results: [
      {
        value: binary('add', load(0), constant(i % 3)),
        to: access(i === last ? 0 : 1, [1]),
      },
    ],
  }));
  await agree(planOf([{ shape: [7] }, { shape: [7], role: 'scratch' }], kernels));
});

test('a plan that does not fit is refused with the figure', async () => {
  const plan = { ...planOf([], []), arena: 2 ** 30 };
  for (const backend of [reference, ...VARIANTS]) {
    await expect(backend.instantiate(plan)).rejects.toThrow(/(8192|4096) MiB/);
  }
});
