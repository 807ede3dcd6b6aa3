/** An embedding's table is read, and its gradient added to, where it is asked for alone. */
import { expect, test } from 'vitest';
import { costOfKernel } from '../../../src/plan/cost.ts';
import type { Kernel, Scalar } from '../../../src/plan/plan.ts';
import { printNest } from '../../../workers/backends/wasm/listing.ts';
import { packOperands } from '../../../workers/backends/wasm/operand-packing.ts';
import { chunksFor } from '../../../workers/backends/wasm/sharing.ts';
import { simplify } from '../../../workers/backends/wasm/simplify.ts';
import { Workspace } from '../../../workers/backends/wasm/workspace.ts';
import { acc, access, binary, constant, load, planOf, select, unary } from '../kernels.ts';

const [ROWS, WIDTH, PLACES] = [5000, 64, 256];
const CELLS = [{ shape: [PLACES] }, { shape: [ROWS, WIDTH] }, { shape: [PLACES, WIDTH] }];

const asked = (strides: readonly number[]): Scalar =>
  select(binary('equal', load(0), { op: 'index', offset: 0, strides }), load(1), constant(0));

/** y[p, d] = Σₙ select(x[p] = n, W[n, d], 0) */
const forward = (value: Scalar = acc): Kernel => ({
  axes: [PLACES, WIDTH, ROWS],
  reduced: 1,
  loads: [access(0, [1, 0, 0]), access(1, [0, 1, WIDTH])],
  reduce: { combine: 'sum', body: asked([0, 0, 1]) },
  results: [{ value, to: access(2, [WIDTH, 1]) }],
});
/** ∂W[n, d] = Σₚ select(x[p] = n, ∂y[p, d], 0) */
const backward = (value: Scalar = acc): Kernel => ({
  axes: [ROWS, WIDTH, PLACES],
  reduced: 1,
  loads: [access(0, [0, 0, 1]), access(2, [0, 1, WIDTH])],
  reduce: { combine: 'sum', body: asked([1, 0, 0]) },
  results: [{ value, to: access(1, [WIDTH, 1]) }],
});

const nests = (kernel: Kernel) => {
  const workspace = new Workspace(planOf(CELLS, [kernel]));
  const context = { tripCount: 1, isInvariant: () => true };
  return packOperands(simplify(kernel), workspace, context).kernels;
};
const extents = (kernel: Kernel) => nests(kernel).map((k) => k.axes);

test('rows are fetched: as many as are asked for, whatever is made of them', () => {
  expect(extents(forward())).toEqual([[PLACES, WIDTH]]);
  expect(extents(forward(unary('tanh', acc)))).toEqual([[PLACES, WIDTH]]);
});

test('rows are added to where they lie, and summed in scratch memory where more is made of them', () => {
  const [clear, add] = [
    [ROWS, WIDTH],
    [PLACES, WIDTH],
  ];
  expect(extents(backward())).toEqual([clear, add]);
  expect(extents(backward(unary('neg', acc)))).toEqual([clear, add, clear]);
});

test('what threads might both add to is left to one', () => {
  const [fetch] = nests(forward());
  const [, add] = nests(backward());
  expect(chunksFor(fetch!, 0.01)).toBeGreaterThan(1);
  expect(chunksFor(add!, 0.01)).toBe(1);
});

test('nothing is taken for rows that is asked for otherwise', () => {
  const kernel = forward();
  const choosing = (body: Scalar, loads = kernel.loads): Kernel => ({
    ...kernel,
    loads,
    reduce: { combine: 'sum', body },
  });
  const place: Scalar = { op: 'index', offset: 0, strides: [0, 0, 1] };
  const equal = binary('equal', load(0), place);
  for (const other of [
    choosing(select(equal, load(1), constant(1))),
    choosing(select(binary('less', load(0), place), load(1), constant(0))),
    choosing(select(equal, binary('mul', load(1), place), constant(0))),
    choosing(select(binary('equal', load(0), { ...place, offset: 1 }), load(1), constant(0))),
    // A number that moves with what it chooses from, or that a guard may make 0.
    choosing(asked([0, 0, 1]), [access(0, [0, 0, 1]), access(1, [0, 1, WIDTH])]),
    choosing(asked([0, 0, 1]), [
      { ...access(0, [1, 0, 0]), guards: [{ offset: -1, strides: [1, 0, 0], extent: PLACES }] },
      access(1, [0, 1, WIDTH]),
    ]),
  ])
    expect(nests(other)[0]?.reduced).toBe(1);
});

test('the work is counted as that of the rows asked for', () => {
  const points = PLACES * WIDTH;
  for (const kernel of [forward(), backward()]) {
    const { flops, bytes } = costOfKernel(kernel);
    expect(flops).toBeLessThan(8 * points);
    expect(bytes).toBeGreaterThanOrEqual(4 * (PLACES + 2 * points));
  }
  expect(costOfKernel(forward()).bytes).toBe(4 * (PLACES + 2 * points));
});

test('a nest that fetches is printed', () => {
  const [fetch] = nests(forward());
  const plan = planOf(CELLS, [fetch!]);
  expect(printNest(fetch!, plan)).toBe('for i<256, j<64: t2[i,j] = t1[64 · t0[i] + j]');
});
