/** What becomes one kernel, what is computed again and what is index arithmetic alone. */
import { expect, test } from 'vitest';
import { axisSplits } from '../../src/compile/axis-splits.ts';
import { CPU } from '../../src/compile/target.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import type { Kernel } from '../../src/plan/plan.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
import { planOf } from './plan-of.ts';

const input = (b: ReturnType<typeof createBuilder>, name: string, shape: readonly number[]) =>
  b.emit('input', [], { name }, shape);

/** The kernels of a program of one result. */
function kernelsOf(
  write: (b: ReturnType<typeof createBuilder>) => ReturnType<typeof input>,
  target = CPU,
): Kernel[] {
  const b = createBuilder();
  const plan = planOf(b.program({ y: write(b) }), 'none', target);
  expect(verifyPlan(plan)).toEqual([]);
  return (plan.routines.train?.steps ?? []).map((s) => s.kernel);
}

test('what parts and meets again in one value stays in the kernel of its product', () => {
  const kernels = kernelsOf((b) => {
    const z = b.dot(input(b, 'x', [8, 6]), input(b, 'w', [6, 5]));
    return b.select(b.less(0, z), z, b.mul(b.exp(z), 0.1));
  });
  expect(kernels).toHaveLength(1);
  expect(kernels[0]?.results).toHaveLength(1);
});

test('what is dear and needed by two kernels is stored, what is cheap computed twice', () => {
  const both = (of: 'exp' | 'neg', target = CPU) =>
    kernelsOf((b) => {
      const y = b[of](input(b, 'x', [8, 6]));
      return b.add(b.sum(y, [1]), b.reduceMax(y, [1]));
    }, target);
  const stores = (kernels: Kernel[]) => kernels.filter((k) => !k.reduce).length;
  expect(stores(both('exp'))).toBe(1);
  expect(stores(both('neg'))).toBe(0);
  // How much is cheap says the target.
  expect(stores(both('neg', { ...CPU, cheap: 0 }))).toBe(1);
});

test('windows side by side are read where they lie, and their gradient is written once', () => {
  const pool = (b: ReturnType<typeof createBuilder>) => {
    const x = b.exp(input(b, 'x', [2, 4, 6]));
    const rows = b.permute(b.reshape(x, [2, 2, 2, 6]), [0, 1, 3, 2]);
    return b.permute(b.reshape(rows, [2, 2, 3, 2, 2]), [0, 1, 2, 4, 3]);
  };
  expect(kernelsOf((b) => b.reduceMax(pool(b), [3, 4]))).toHaveLength(1);
  const back = kernelsOf((b) => {
    const g = b.neg(input(b, 'g', [2, 2, 3, 2, 2]));
    const rows = b.reshape(b.permute(g, [0, 1, 2, 4, 3]), [2, 2, 6, 2]);
    return b.reshape(b.permute(rows, [0, 1, 3, 2]), [2, 4, 6]);
  });
  expect(back).toHaveLength(1);
});

test('a gradient behind ReLU asks its value, so that nothing else is stored', () => {
  const kernels = kernelsOf((b) => {
    const z = b.dot(input(b, 'x', [8, 6]), input(b, 'w', [6, 5]));
    const positive = b.less(0, z);
    const y = b.select(positive, z, 0);
    const g = b.select(positive, b.dot(y, input(b, 'v', [5, 5])), 0);
    return b.add(b.sum(y), b.sum(g));
  });
  const stored = kernels.filter((k) => k.axes.slice(0, k.axes.length - k.reduced).length === 2);
  expect(stored).toHaveLength(2);
});

test('a reshape cuts axes or joins some', () => {
  expect(axisSplits([6, 4], [2, 3, 4])).toEqual([[0, 1], [2]]);
  expect(axisSplits([6, 1, 4], [6, 2, 1, 2])).toEqual([[0], [], [1, 2, 3]]);
  expect(axisSplits([6, 4], [6, 4, 1])).toEqual([[0], [1]]);
  expect(axisSplits([2, 3, 4], [6, 4])).toBeUndefined();
  expect(axisSplits([4, 3], [2, 6])).toBeUndefined();
});

test('an expression that doubles with each step is cut before it is long', () => {
  const kernels = kernelsOf((b) => {
    let x = input(b, 'x', [4, 3]);
    for (let i = 0; i < 60; i++) x = b.add(x, b.mul(x, 0.5));
    return x;
  });
  expect(kernels.length).toBeGreaterThan(1);
  expect(JSON.stringify(kernels).length).toBeLessThan(1_000_000);
});

test('what is concatenated of what is concatenated is written where it ends, and copied nowhere', () => {
  const kernels = kernelsOf((b) => {
    const row = (name: string) => b.exp(input(b, name, [4]));
    const inner = b.reshape(b.concat([row('x'), row('y')], 0), [2, 4]);
    return b.concat([inner, b.exp(input(b, 'z', [2, 4]))], 0);
  });
  expect(kernels.flatMap((k) => k.results)).toHaveLength(3);
});
