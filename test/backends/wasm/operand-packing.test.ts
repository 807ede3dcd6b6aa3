/** Operand packing: panels where rows lie far apart, zero padding around what is guarded. */
import { expect, test } from 'vitest';
import type { Kernel } from '../../../src/plan/plan.ts';
import { packOperands } from '../../../workers/backends/wasm/operand-packing.ts';
import { simplify } from '../../../workers/backends/wasm/simplify.ts';
import { Workspace } from '../../../workers/backends/wasm/workspace.ts';
import { acc, access, binary, load, planOf, product } from '../kernels.ts';

const packed = (kernel: Kernel, isInvariant = () => true, tripCount = 1) => {
  const plan = planOf(
    kernel.loads.map(() => ({ shape: [1] })),
    [kernel],
  );
  return packOperands(simplify(kernel), new Workspace(plan), { tripCount, isInvariant });
};

test('both factors of a large product come in panels that are walked from end to end', () => {
  for (const [a, b] of [
    [true, false],
    [true, true],
  ] as const) {
    const { copies, kernels } = packed(product([64, 80, 96], a, b));
    const [kernel] = kernels;
    expect(copies.length).toBeGreaterThan(0);
    const sum = (kernel?.axes.length ?? 0) - 1;
    const steps = kernel?.loads.map((l) => Math.abs(l.strides[sum] ?? 0)) ?? [];
    expect(Math.max(...steps)).toBeLessThanOrEqual(8);
  }
});

test('weights are packed for a loop of many iterations, and not for a single product', () => {
  const layer = product([16, 256, 64], false, true);
  const copied = (tripCount: number) =>
    packed(layer, () => true, tripCount).copies.map((c) => c.loads[0]?.buffer);
  expect(copied(1)).toEqual([0]);
  expect(copied(32)).toEqual([1]);
});

test('panels are copied side by side, a run of points at a time', () => {
  const { copies } = packed(product([256, 64, 512], true, false));
  expect(copies.map((c) => c.axes)).toEqual([
    [32, 8, 16, 8],
    [32, 64, 16, 4],
  ]);
  for (const { loads, results } of copies) {
    // Neighbouring panels read neighbouring parts of a line.
    expect(loads[0]?.strides[1]).toBe(results[0]?.to.strides[2]);
  }
});

test('columns that are left over have a panel of their own', () => {
  const { kernels } = packed(product([64, 83, 96], false, false));
  expect(kernels).toHaveLength(2);
});

test('a small product is read where it lies, and so is what a loop changes', () => {
  expect(packed(product([4, 8, 16], false, false)).copies).toEqual([]);
  expect(packed(product([64, 80, 96], true, true), () => false).copies).toEqual([]);
});

test('a convolution reads a copy with zeros around it, and asks nothing any more', () => {
  const guard = (row: boolean) => ({
    offset: -1,
    strides: row ? [0, 1, 0, 1, 0] : [0, 0, 1, 0, 1],
    extent: 9,
  });
  const kernel: Kernel = {
    axes: [8, 9, 9, 3, 3],
    reduced: 2,
    loads: [
      { ...access(0, [0, 9, 1, 9, 1], -10), guards: [guard(true), guard(false)] },
      access(1, [9, 0, 0, 3, 1]),
    ],
    reduce: { combine: 'sum', body: binary('mul', load(0), load(1)) },
    results: [{ value: acc, to: access(2, [81, 9, 1]) }],
  };
  const { copies, kernels } = packed(kernel);
  expect(kernels.flatMap((k) => k.loads.flatMap((l) => l.guards ?? []))).toEqual([]);
  // 9 × 9 numbers into the middle of 11 × 11.
  expect(copies[0]?.axes).toEqual([9, 9]);
  expect(copies[0]?.results[0]?.to).toMatchObject({ offset: 12, strides: [11, 1] });
});

test('copies with the same zeros share a place, whatever the batch', () => {
  const workspace = new Workspace(planOf([{ shape: [1] }], []));
  const small = workspace.zeroed('32 34 1 32', 100);
  const shared = workspace.allocate(40);
  const large = workspace.zeroed('32 34 1 32', 1000);
  const other = workspace.zeroed('8 10 1 8', 10);
  expect(large).toBe(small);
  expect(workspace.start(small)).toBeGreaterThanOrEqual(workspace.start(shared) + 40);
  expect(workspace.start(other)).toBe(workspace.start(small) + 1000);
  expect(workspace.size).toBe(workspace.start(other) + 12);
});
