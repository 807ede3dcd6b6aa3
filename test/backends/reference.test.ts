import { expect, test } from 'vitest';
import { uniformAt } from '../../src/base/random.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import {
  acc,
  access,
  binary,
  constant,
  dense,
  elementwise,
  load,
  planOf,
  product,
  unary,
} from './kernels.ts';

const run = async (plan: ReturnType<typeof planOf>, seed = 0, step = 0) => {
  const instance = await reference.instantiate(plan);
  instance.submit('train', seed, step);
  return (buffer: number) => Array.from(instance.view(buffer));
};

test('a matrix product with bias and activation, by hand', async () => {
  const view = await run(
    planOf(
      [
        { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] },
        { shape: [2, 3], data: [1, 0, -1, 2, 1, 0] },
        { shape: [2, 2] },
        { shape: [2], data: [10, -100] },
      ],
      [
        product([2, 2, 3], false, true, binary('max', binary('add', acc, load(2)), constant(0)), [
          access(3, [0, 1, 0]),
        ]),
      ],
    ),
  );
  expect(view(2)).toEqual([8, 0, 8, 0]);
});

test('all values are computed before any is stored', async () => {
  const swap = {
    axes: [2],
    reduced: 0,
    loads: [dense(0, [2]), dense(1, [2])],
    results: [
      { value: load(1), to: dense(0, [2]) },
      { value: load(0), to: dense(1, [2]) },
    ],
  };
  const view = await run(
    planOf(
      [
        { shape: [2], data: [1, 2], role: 'persistent' },
        { shape: [2], data: [3, 4], role: 'persistent' },
      ],
      [swap],
    ),
  );
  expect([view(0), view(1)]).toEqual([
    [3, 4],
    [1, 2],
  ]);
});

test('outside of a guard there is 0, and memory is not touched', async () => {
  const padded = {
    axes: [5],
    reduced: 0,
    loads: [
      { buffer: 0, offset: -1, strides: [1], guards: [{ offset: -1, strides: [1], extent: 2 }] },
    ],
    results: [{ value: binary('add', load(0), constant(1)), to: dense(1, [5]) }],
  };
  const view = await run(planOf([{ shape: [2], data: [5, 6] }, { shape: [5] }], [padded]));
  expect(view(1)).toEqual([1, 6, 7, 1, 1]);
});

test('the maximum of a row, and its index as a number', async () => {
  const rows = {
    axes: [2, 3],
    reduced: 1,
    loads: [dense(0, [2, 3])],
    reduce: { combine: 'max' as const, body: load(0) },
    results: [
      {
        value: binary('add', acc, { op: 'index', offset: 100, strides: [10] }),
        to: access(1, [1]),
      },
    ],
  };
  const data = [-3, -1, -2, 5, 4, 6];
  const view = await run(planOf([{ shape: [2, 3], data }, { shape: [2] }], [rows]));
  expect(view(1)).toEqual([99, 116]);
});

test('random numbers are a function of seed, stream, index and step', async () => {
  const draw = (moment: 'init' | 'step') => ({
    axes: [3],
    reduced: 0,
    loads: [],
    results: [
      {
        value: { op: 'uniform' as const, stream: 7, moment, offset: 2, strides: [1] },
        to: dense(moment === 'init' ? 0 : 1, [3]),
      },
    ],
  });
  const plan = planOf([{ shape: [3] }, { shape: [3] }], [draw('init'), draw('step')]);
  const view = await run(plan, 42, 9);
  expect(view(0)).toEqual([2, 3, 4].map((i) => uniformAt(42, 7, i, 0)));
  expect(view(1)).toEqual([2, 3, 4].map((i) => uniformAt(42, 7, i, 9)));
});

test('only the steps asked for are run', async () => {
  const plus = elementwise([1], 0, [0], binary('add', load(0), constant(1)));
  const twice = elementwise([1], 0, [0], binary('mul', load(0), constant(2)));
  const plan = planOf([{ shape: [1] }], [plus, twice, plus, unaryExp]);
  const instance = await reference.instantiate(plan);
  instance.submit('train', 0, 0, 0, 3);
  expect(Array.from(instance.view(0))).toEqual([3]);
  instance.submit('train', 0, 0, 1, 2);
  expect(Array.from(instance.view(0))).toEqual([6]);
});
const unaryExp = elementwise([1], 0, [0], unary('exp', load(0)));

test('a plan that does not fit is refused with the figure', async () => {
  const plan = { ...planOf([], []), arena: 2 ** 30 };
  await expect(reference.instantiate(plan)).rejects.toThrow('8192 MiB');
});
