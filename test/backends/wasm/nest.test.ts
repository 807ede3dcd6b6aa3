import { expect, test } from 'vitest';
import { nest } from '../../../workers/backends/wasm/nest.ts';
import { laneSegments, segments } from '../../../workers/backends/wasm/segments.ts';
import { simplify } from '../../../workers/backends/wasm/simplify.ts';
import { tiling } from '../../../workers/backends/wasm/tiling.ts';
import { acc, access, elementwise, load, product, unary } from '../kernels.ts';

test('an elementwise kernel over a dense tensor becomes one loop', () => {
  const kernel = simplify(elementwise([32, 1, 7, 5], 1, [0], unary('exp', load(0))));
  expect(kernel.axes).toEqual([1120]);
  expect(kernel.loads[0]?.strides).toEqual([1]);
  expect(kernel.results[0]?.to.strides).toEqual([1]);
});

test('axes that one access walks otherwise stay apart', () => {
  const kernel = elementwise([4, 6], 1, [0], load(0));
  const transposed = { ...kernel, loads: [access(0, [1, 4])] };
  expect(simplify(transposed).axes).toEqual([4, 6]);
  const uniform = { op: 'uniform', stream: 1, moment: 'init', offset: 0, strides: [8, 1] } as const;
  expect(simplify(elementwise([4, 6], 1, [], uniform)).axes).toEqual([4, 6]);
});

test('outer and reduced axes never merge; reduced ones among themselves do', () => {
  const kernel = simplify({
    axes: [4, 3, 2],
    reduced: 2,
    loads: [access(0, [6, 2, 1])],
    reduce: { combine: 'sum', body: load(0) },
    results: [{ value: acc, to: access(1, [1]) }],
  });
  expect(kernel.axes).toEqual([4, 6]);
  expect(kernel.reduced).toBe(1);
});

test('a reduction over axes of extent 1 is still one', () => {
  const kernel = simplify(product([3, 5, 1], false, false));
  expect(kernel.axes).toEqual([3, 5]);
  expect(kernel.reduced).toBe(0);
  expect(kernel.reduce).toBeDefined();
});

test('guards that always hold are dropped', () => {
  const inside = { offset: 2, strides: [1], extent: 9 };
  const reach = { offset: 3, strides: [1], extent: 9 };
  const guards = (g: typeof inside) =>
    simplify({
      ...elementwise([7], 1, [0], load(0)),
      loads: [{ ...access(0, [1]), guards: [g] }],
    }).loads[0]?.guards;
  expect(guards(inside)).toEqual([]);
  expect(guards(reach)).toEqual([reach]);
});

test('segments cover an axis once, or more than once where that is allowed', () => {
  const places = (list: ReturnType<typeof segments>) =>
    list.flatMap(({ count, advance, places, width }) =>
      Array.from({ length: count }, (_, turn) =>
        places.flatMap((p) => Array.from({ length: width }, (_, i) => p + turn * advance + i)),
      ).flat(),
    );
  for (let extent = 1; extent < 60; extent++) {
    const all = Array.from({ length: extent }, (_, i) => i);
    for (let block = 1; block <= 6; block++) {
      expect(places(segments(extent, block))).toEqual(all);
      expect(places(laneSegments(extent, block, false))).toEqual(all);
      const covered = places(laneSegments(extent, block, true));
      expect([...new Set(covered)].sort((a, b) => a - b)).toEqual(all);
    }
  }
});

test('lanes lie along the axis that both factors of a product allow', () => {
  const of = (transposeA: boolean, transposeB: boolean) =>
    tiling(nest(product([64, 96, 128], transposeA, transposeB)));
  // A B and Aᵀ B: the columns of B are neighbours. A Bᵀ: along the sum.
  expect(of(false, false).lane).toBe(1);
  expect(of(true, false).lane).toBe(1);
  expect(of(false, true).lane).toBe(2);
  // A register block: several rows by two vectors.
  expect(of(false, false).block[0]).toBeGreaterThanOrEqual(4);
  expect(of(false, false).block[1]).toBe(2);
});
