/** Costs of kernels, counted by hand. */
import { describe, expect, test } from 'vitest';
import { chain, dense as layer } from '../../bench/workloads.ts';
import { compile } from '../../src/compile/compile.ts';
import { costOfKernel, costOfSteps, isContraction } from '../../src/plan/cost.ts';
import type { Kernel } from '../../src/plan/plan.ts';
import {
  acc,
  access,
  binary,
  constant,
  dense,
  elementwise,
  load,
  product,
  unary,
} from '../backends/kernels.ts';

describe('the cost of a kernel', () => {
  test('a matrix product: two operations a term, each matrix once, in all transposed forms', () => {
    const [m, n, k] = [5, 7, 11];
    for (const transposeA of [false, true])
      for (const transposeB of [false, true])
        expect(costOfKernel(product([m, n, k], transposeA, transposeB))).toEqual({
          flops: 2 * m * n * k,
          bytes: 4 * (m * k + k * n + m * n),
        });
  });

  test('what comes after the sum counts once a result, a broadcast once in all', () => {
    const bias = [access(3, [0, 1, 0])];
    const kernel = product([5, 7, 11], false, true, binary('add', acc, load(2)), bias);
    expect(costOfKernel(kernel)).toEqual({
      flops: 2 * 5 * 7 * 11 + 5 * 7,
      bytes: 4 * (5 * 11 + 7 * 11 + 5 * 7 + 7),
    });
  });

  test('a function that is no arithmetic counts ten', () => {
    const kernel = elementwise([6], 1, [0], binary('mul', unary('tanh', load(0)), constant(2)));
    expect(costOfKernel(kernel)).toEqual({ flops: 6 * 11, bytes: 4 * 12 });
  });

  test('a load that stands twice is read once; loads of one buffer count no more than it spans', () => {
    const twice = elementwise([6], 1, [0, 0], binary('mul', load(0), load(1)));
    expect(costOfKernel(twice).bytes).toBe(4 * 12);
    const shifted: Kernel = {
      ...twice,
      loads: [access(0, [1]), access(0, [1], 1)],
    };
    expect(costOfKernel(shifted).bytes).toBe(4 * (7 + 6));
  });

  test('a convolution takes no products with its padding, and reads no window twice', () => {
    // Three taps over six places with a zero on each side: 4 · 3 + 2 · 2 products.
    const kernel: Kernel = {
      axes: [6, 3],
      reduced: 1,
      loads: [
        { ...access(0, [1, 1], -1), guards: [{ offset: -1, strides: [1, 1], extent: 6 }] },
        access(1, [0, 1]),
      ],
      reduce: { combine: 'sum', body: binary('mul', load(0), load(1)) },
      results: [{ value: acc, to: dense(2, [6]) }],
    };
    expect(costOfKernel(kernel)).toEqual({ flops: 2 * 16, bytes: 4 * (6 + 3 + 6) });
  });

  test('only sums of products are contractions', () => {
    expect(isContraction(product([2, 2, 2], false, false))).toBe(true);
    const scaled: Kernel = {
      ...product([2, 2, 2], false, false),
      reduce: { combine: 'sum', body: binary('mul', load(0), constant(2)) },
    };
    expect(isContraction(scaled)).toBe(false);
    expect(isContraction(elementwise([2], 1, [0], load(0)))).toBe(false);
  });
});

test('a training step of dense layers costs what its five products do, and little more', () => {
  const [batch, features, width] = [32, 512, 256];
  const document = chain(
    'cost',
    {
      dataset: 'csv',
      table: 'numbers',
      inputs: Array.from({ length: features }, (_, i) => `x${i}`),
      target: 'y',
      targetType: 'number',
    },
    [layer(width), ['relu'], layer(width), ['relu'], layer(1)],
    'mse',
    { batchSize: batch, optimiser: { kind: 'sgd', params: { lr: 0.1 } } },
  );
  const steps = compile(document).plan?.routines.train?.steps ?? [];
  const contractions = steps.filter((s) => isContraction(s.kernel));
  // Forward and the weights' gradient for each layer, the input's for all but the first.
  const products = 2 * features * width + 3 * width * width + 3 * width;
  expect(costOfSteps(contractions).flops).toBeGreaterThanOrEqual(2 * batch * products);
  expect(costOfSteps(contractions).flops).toBeLessThan(2.1 * batch * products);
  expect(costOfSteps(steps).flops).toBeLessThan(2.3 * batch * products);
});
