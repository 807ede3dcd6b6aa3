import { describe, expect, test } from 'vitest';
import type { Access, Kernel, Plan, Step } from '../../src/plan/plan.ts';
import { printPlan } from '../../src/plan/print.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
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
} from '../backends/kernels.ts';

/** x[2,3] · w[4,3]ᵀ + b, its tanh, and a sum of all: three scratch tensors, the first two in turn. */
function good(): Plan {
  const layer = product([2, 4, 3], false, true, binary('add', acc, load(2)), [
    access(3, [0, 1, 0]),
  ]);
  const total: Kernel = {
    axes: [8],
    reduced: 1,
    loads: [dense(4, [8])],
    reduce: { combine: 'sum', body: load(0) },
    results: [{ value: acc, to: access(5, []) }],
  };
  const plan = planOf(
    [
      { shape: [2, 3], role: 'input' },
      { shape: [4, 3], role: 'persistent' },
      { shape: [2, 4], role: 'scratch' },
      { shape: [4], role: 'persistent' },
      { shape: [2, 4], role: 'scratch' },
      { shape: [], role: 'scratch' },
    ],
    [layer, elementwise([2, 4], 4, [2], unary('tanh', load(0))), total],
  );
  const train = plan.routines.train!;
  return {
    ...plan,
    routines: {
      train: {
        ...train,
        inputs: { x: { buffer: 0, offset: 0, shape: [2, 3] } },
        results: { ...NO_RESULTS, cost: { buffer: 5, offset: 0, shape: [] } },
      },
    },
  };
}

const withSteps = (plan: Plan, change: (kernels: Kernel[]) => Kernel[]): Plan => {
  const train = plan.routines.train!;
  const steps = change(train.steps.map((s) => s.kernel)).map((kernel) => ({
    origin: 'dense1',
    phase: 'forward' as const,
    kernel,
  }));
  return { ...plan, routines: { train: { ...train, steps } } };
};

const moved = (plan: Plan, id: number, offset: number): Plan => ({
  ...plan,
  buffers: plan.buffers.map((b) => (b.id === id ? { ...b, offset } : b)),
});

describe('verify', () => {
  test('finds nothing wrong with a good plan', () => {
    expect(verifyPlan(good())).toEqual([]);
  });

  test('memory may be shared once the earlier tensor was read for the last time', () => {
    const at = (id: number) => good().buffers[id]!.offset!;
    expect(verifyPlan(moved(good(), 5, at(2)))).toEqual([]);
    expect(verifyPlan(moved(good(), 4, at(2)))).toEqual([
      expect.stringContaining('t2 and t4 overlap'),
    ]);
    expect(verifyPlan(moved(good(), 5, at(3)))).toEqual([
      expect.stringContaining('t3 and t5 overlap'),
    ]);
  });

  test('a result lives to the end of its routine', () => {
    const plan = moved(good(), 5, good().buffers[2]!.offset!);
    const train = plan.routines.train!;
    const values = { e1: { buffer: 2, offset: 0, shape: [2, 4] } };
    const results = { ...train.results, values };
    expect(verifyPlan({ ...plan, routines: { train: { ...train, results } } })).toEqual([
      expect.stringContaining('t2 and t5 overlap'),
    ]);
  });

  const broken: [string, (plan: Plan) => Plan, string][] = [
    [
      'a read before any write',
      (p) => withSteps(p, ([a, b, c]) => [b, a, c] as Kernel[]),
      'reads t2 before any write',
    ],
    [
      'an access out of range',
      (p) => withSteps(p, (k) => [...k, elementwise([3, 4], 4, [2], load(0))]),
      'touches 0 to 11 of t2, size 8',
    ],
    ['a place that is not aligned', (p) => moved(p, 5, 42), 'not at a multiple of 4'],
    [
      'a load that does not exist',
      (p) => withSteps(p, (k) => [...k, elementwise([2, 4], 4, [2], load(1))]),
      'load 1 does not exist',
    ],
    [
      'a result that moves with a reduced axis',
      (p) =>
        withSteps(p, (k) => [...k, product([2, 4, 3], false, true, binary('add', acc, load(1)))]),
      'moves with a reduced axis',
    ],
    [
      'a transposition in place',
      (p) =>
        withSteps(p, (k) => [
          ...k,
          {
            axes: [2, 2],
            reduced: 0,
            loads: [access(4, [1, 2])],
            results: [{ value: load(0), to: access(4, [2, 1]) }],
          },
        ]),
      'overwrites what load 0 still reads',
    ],
    [
      'an element written twice',
      (p) =>
        withSteps(p, (k) => [
          ...k,
          {
            axes: [2, 4],
            reduced: 0,
            loads: [dense(2, [2, 4])],
            results: [{ value: load(0), to: access(4, [0, 1]) }],
          },
        ]),
      'more than once',
    ],
    [
      'a move behind the last step',
      (p) => ({ ...p, moves: [{ phase: 'forward', node: 'dense1', from: 0, to: 1 }] }),
      'runs 0 to 1 of 0',
    ],
    [
      'a write to an input',
      (p) => withSteps(p, (k) => [...k, elementwise([2, 3], 0, [1], load(0))]),
      'writes to a buffer of role input',
    ],
  ];
  test.each(broken)('tells of %s', (_, breakIt, complaint) => {
    expect(verifyPlan(breakIt(good())).join('\n')).toContain(complaint);
  });

  const padded = (offset: number): Access => ({
    buffer: 2,
    offset,
    strides: [4, 1],
    guards: [
      { offset: -1, strides: [1, 0], extent: 2 },
      { offset: -1, strides: [0, 1], extent: 4 },
    ],
  });
  test.each([
    [-5, 0],
    [-4, 1],
  ])('guards are taken into account (offset %i)', (offset, complaints) => {
    const kernel: Kernel = {
      axes: [4, 6],
      reduced: 0,
      loads: [padded(offset)],
      results: [{ value: load(0), to: dense(6, [4, 6]) }],
    };
    const plan = good();
    const size = { id: 6, name: 'big', role: 'scratch' as const, size: 24, offset: plan.arena };
    const larger = { ...plan, buffers: [...plan.buffers, size], arena: plan.arena + 24 };
    expect(verifyPlan(withSteps(larger, (k) => [...k, kernel])).length).toBe(complaints);
  });
});

/**
 * t[r] = x[r] + before[r], y[r] = 2 · t[r] over four rows of two: `y` lies a row behind `before` in one
 * buffer, `t` has one row for all rounds.
 */
function looping(change: (steps: Step[]) => Step[] = (s) => s, reverse = false): Plan {
  const row = (kernel: Kernel): Step => ({
    origin: 'rnn1',
    phase: 'forward',
    kernel,
    loop: { id: 0, extent: 4, reverse },
  });
  const [before, y] = reverse ? [2, 0] : [0, 2];
  const steps: Step[] = [
    {
      origin: 'rnn1',
      phase: 'forward',
      kernel: {
        axes: [2],
        reduced: 0,
        loads: [],
        results: [{ value: constant(0), to: access(1, [1], reverse ? 8 : 0) }],
      },
    },
    row({
      axes: [4, 2],
      reduced: 0,
      loads: [access(0, [2, 1]), access(1, [2, 1], before)],
      results: [{ value: binary('add', load(0), load(1)), to: access(2, [0, 1]) }],
    }),
    row({
      axes: [4, 2],
      reduced: 0,
      loads: [access(2, [0, 1])],
      results: [{ value: binary('mul', load(0), constant(2)), to: access(1, [2, 1], y) }],
    }),
  ];
  const plan = planOf(
    [
      { shape: [4, 2], role: 'input' },
      { shape: [5, 2], role: 'scratch' },
      { shape: [2], role: 'scratch' },
      { shape: [4, 2], role: 'scratch' },
    ],
    [],
  );
  const train = plan.routines.train!;
  const inputs = { x: { buffer: 0, offset: 0, shape: [4, 2] } };
  return {
    ...plan,
    routines: { train: { ...train, steps: change(steps), inputs, results: NO_RESULTS } },
  };
}

describe('the rows of a loop', () => {
  const withKernel = (at: number, change: Partial<Kernel>) => (steps: Step[]) =>
    steps.map((s, i) => (i === at ? { ...s, kernel: { ...s.kernel, ...change } } : s));

  test.each([false, true])('are read as they are written (reverse: %s)', (reverse) => {
    expect(verifyPlan(looping((s) => s, reverse))).toEqual([]);
    // Whoever stands behind the loop may read all of them.
    const behind = elementwise([4, 2], 3, [1], load(0));
    const more = { origin: '', phase: 'forward' as const, kernel: behind };
    expect(verifyPlan(looping((s) => [...s, more], reverse))).toEqual([]);
  });

  /** One more step of the loop, that reads `y`. */
  const reading = (steps: Step[], strides: number[]): Step => ({
    ...steps[2]!,
    kernel: {
      axes: [4, 2],
      reduced: 0,
      loads: [access(1, strides, strides[0] ? 0 : 2)],
      results: [{ value: load(0), to: access(3, [2, 1]) }],
    },
  });
  const wrong: [string, (steps: Step[]) => Step[], string][] = [
    [
      'a later row',
      withKernel(1, { loads: [access(0, [2, 1]), access(1, [2, 1], 2)] }),
      'step 1 at row 0 reads element 2 of t1 before any write',
    ],
    [
      'a row that this round has yet to write',
      ([a, b, c]) => [a, c, b] as Step[],
      'step 1 at row 0 reads t2 before any write',
    ],
    [
      'a row as it was two rounds ago',
      (steps) => [...steps, reading(steps, [0, 1])],
      'step 3 at row 2 reads a row of t1 from rounds ago',
    ],
    [
      'rows of two rounds as if they were one',
      (steps) => [...steps, reading(steps, [2, 2])],
      'step 3 at row 1 reads rows of two rounds of t1 at once',
    ],
    [
      'an axis that is cut',
      withKernel(1, {
        axes: [2, 2, 2],
        loads: [access(0, [4, 2, 1]), access(1, [4, 2, 1])],
        results: [{ value: binary('add', load(0), load(1)), to: access(2, [0, 0, 1]) }],
      }),
      'extents 2×2×2 in a loop over 4 rows',
    ],
  ];
  test.each(wrong)('are no others: %s is told', (_, change, complaint) => {
    expect(verifyPlan(looping(change)).join('\n')).toContain(complaint);
  });
});

test('storage is read before it is written, and what is read was written to the last element', () => {
  const update = elementwise([4], 3, [3], binary('mul', load(0), constant(0.5)));
  expect(verifyPlan(withSteps(good(), (k) => [...k, update]))).toEqual([]);
  expect(verifyPlan(withSteps(good(), (k) => [update, ...k]))).toEqual([
    expect.stringContaining('step 1 reads t3 after it was written'),
  ]);
  const half = (k: Kernel[]): Kernel[] => [
    k[0]!,
    elementwise([1, 4], 4, [2], unary('tanh', load(0))),
    k[2]!,
  ];
  expect(verifyPlan(withSteps(good(), half))).toEqual([
    expect.stringContaining('step 2 reads element 4 of t4 before any write'),
  ]);
});

test('a large convolution is bounded by its guards, without a walk over its points', () => {
  const [rows, columns] = [600, 500];
  const kernel: Kernel = {
    axes: [rows, columns, 3, 3],
    reduced: 2,
    loads: [
      {
        buffer: 0,
        offset: -columns - 1,
        strides: [columns, 1, columns, 1],
        guards: [
          { offset: -1, strides: [1, 0, 1, 0], extent: rows },
          { offset: -1, strides: [0, 1, 0, 1], extent: columns },
        ],
      },
    ],
    reduce: { combine: 'sum', body: load(0) },
    results: [{ value: acc, to: access(1, [columns, 1]) }],
  };
  const plan = planOf([{ shape: [rows, columns] }, { shape: [rows, columns] }], [kernel]);
  expect(verifyPlan(plan)).toEqual([]);
});

test('prints buffers and loop nests', () => {
  const text = printPlan(good());
  expect(text).toContain('for i<2, j<4: acc = Σ p<3 t0[i,p] · t1[j,p]; t2[i,j] = acc + t3[j]');
  expect(text).toContain('for i<2, j<4: t4[i,j] = tanh(t2[i,j])');
  expect(text).toContain('acc = Σ p<8 t4[p]; t5[0] = acc');
  expect(text).toContain('#1      t1    persistent');
});
