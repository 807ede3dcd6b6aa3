/** Which steps become one, and which must not. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { fuseLoops } from '../../src/compile/fuse/loop-fusion.ts';
import { CPU } from '../../src/compile/target.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import type { Kernel, Step } from '../../src/plan/plan.ts';
import { printKernel } from '../../src/plan/print.ts';
import { access, binary, constant, dense, elementwise, load, unary } from '../backends/kernels.ts';
import { dense as denseLayer, input, model, mse, reshape } from '../vocabulary.ts';
import { planOf } from './plan-of.ts';

const step = (kernel: Kernel, as: Partial<Step> = {}): Step => ({
  origin: 'a',
  phase: 'forward',
  kernel,
  ...as,
});
/** Buffer `to` from buffer `from`, point by point. */
const map = (to: number, from: number, op: 'neg' | 'abs' | 'exp' = 'neg'): Kernel =>
  elementwise([4, 6], to, [from], unary(op, load(0)));
/** Scratch is what has a number from 10 on. */
const joined = (steps: readonly Step[], read: readonly number[]) =>
  fuseLoops(steps, CPU, { isScratch: (buffer) => buffer >= 10, read });
const written = (steps: readonly Step[]) =>
  steps.map((s) => s.kernel.results.map((r) => r.to.buffer));

test('what is taken from its own point stays in a register, and is written where others read it', () => {
  const chain = [step(map(10, 0)), step(map(11, 10)), step(map(12, 11))];
  expect(written(joined(chain, [12]))).toEqual([[12]]);
  expect(written(joined(chain, [11, 12]))).toEqual([[11, 12]]);
  const [only] = joined(chain, [12]);
  expect(only?.kernel.loads).toEqual([dense(0, [4, 6])]);
});

test('storage is written, read or not', () => {
  expect(written(joined([step(map(3, 0)), step(map(10, 3))], [10]))).toEqual([[3, 10]]);
});

describe('stay apart:', () => {
  const cases: Record<string, readonly [Step, Step]> = {
    'what another point is asked for': [
      step(map(10, 0)),
      step({ ...map(11, 10), loads: [access(10, [-6, 1], 18)] }),
    ],
    'what is read before it is written anew elsewhere': [
      step({ ...map(10, 11), loads: [access(11, [-6, 1], 18)] }),
      step(map(11, 0)),
    ],
    'two that write one place': [step(map(10, 0)), step(map(10, 1))],
    'two nodes': [step(map(10, 0)), step(map(11, 10), { origin: 'b' })],
    'two phases': [step(map(10, 0)), step(map(11, 10), { phase: 'backward' })],
    'a loop and what follows it': [
      step(map(10, 0), { loop: { id: 0, extent: 4, reverse: false } }),
      step(map(11, 10)),
    ],
    'other points': [step(map(10, 0)), step(elementwise([4, 5], 11, [1], load(0)))],
    'functions that wait for one another': [step(map(10, 0, 'exp')), step(map(11, 10, 'exp'))],
    'what is read behind a guard': [
      step(map(10, 0)),
      step({
        ...map(11, 10),
        loads: [{ ...dense(10, [4, 6]), guards: [{ offset: -1, strides: [1, 0], extent: 3 }] }],
      }),
    ],
  };
  test.each(Object.entries(cases))('%s', (_, steps) => {
    expect(joined(steps, [10, 11])).toEqual(steps);
  });
});

test('functions side by side become one pass', () => {
  const steps = [step(map(10, 0, 'exp')), step(map(11, 1, 'exp'))];
  expect(written(joined(steps, [10, 11]))).toEqual([[10, 11]]);
});

test('a step moves past what it has nothing to do with, and no further', () => {
  const sum: Kernel = {
    axes: [4, 6],
    reduced: 1,
    loads: [dense(1, [4, 6])],
    reduce: { combine: 'sum', body: load(0) },
    results: [{ value: { op: 'acc' }, to: access(12, [1]) }],
  };
  const past = [step(map(10, 0)), step(sum), step(map(11, 10))];
  expect(written(joined(past, [11, 12]))).toEqual([[11], [12]]);
  const needs = step({ ...map(11, 10), loads: [dense(10, [4, 6]), access(12, [1, 0])] });
  expect(joined([step(map(10, 0)), step(sum), needs], [11])).toHaveLength(3);
});

test('parts of one tensor that lie between one another are written side by side', () => {
  const half = (at: number): Kernel => ({
    ...map(10, at),
    results: [{ value: unary('neg', load(0)), to: access(10, [12, 1], 6 * at) }],
  });
  expect(written(joined([step(half(0)), step(half(1))], [10]))).toEqual([[10, 10]]);
});

test('a sum that is only copied on is written there at once', () => {
  const sum: Kernel = {
    axes: [4, 6],
    reduced: 1,
    loads: [dense(0, [4, 6])],
    reduce: { combine: 'sum', body: load(0) },
    results: [{ value: binary('add', { op: 'acc' }, constant(1)), to: access(10, [1]) }],
  };
  const copy = step(elementwise([4], 11, [10], load(0)));
  expect(written(joined([step(sum), copy], [11]))).toEqual([[11]]);
  expect(joined([step(sum), copy], [10, 11])).toHaveLength(2);
});

test('a cell of an LSTM is a product and two passes, its gradient a pass and a product', () => {
  const { plan } = compile(
    model(
      input(10),
      reshape(5, 2),
      { kind: 'lstm', params: { units: 3, gives: 'last' } },
      denseLayer(1),
      mse(),
      {
        batchSize: 4,
      },
    ),
  );
  const steps = plan?.routines.train?.steps.filter((s) => s.loop) ?? [];
  const shape = (phase: string) =>
    steps.filter((s) => s.phase === phase).map((s) => (s.kernel.reduce ? 'product' : 'pass'));
  expect(shape('forward')).toEqual(['product', 'pass', 'pass']);
  expect(shape('backward')).toEqual(['pass', 'product']);
});

test('gradients of parts are put together where they are made', () => {
  const b = createBuilder();
  const [g, h] = ['g', 'h'].map((name) => b.emit('input', [], { name }, [4, 3])) as [never, never];
  const back = b.add(b.pad(b.exp(g), [0, 0], [4, 6]), b.pad(b.exp(h), [0, 3], [4, 6]));
  const plan = planOf(b.program({ y: back }), 'none');
  const [only, ...others] = plan.routines.train?.steps ?? [];
  expect(others).toEqual([]);
  expect(only?.kernel.results).toHaveLength(2);
  expect(only?.kernel.loads.some((l) => l.guards)).toBe(false);
});

test('what results share is printed once', () => {
  const both = binary('add', load(0), constant(1));
  const kernel: Kernel = {
    ...map(10, 0),
    results: [
      { value: unary('neg', both), to: dense(0, [4, 6]) },
      { value: unary('abs', both), to: dense(1, [4, 6]) },
    ],
  };
  const buffers = ['x', 'y'].map((name, id) => ({
    id,
    name,
    role: 'scratch',
    size: 24,
    offset: 0,
  }));
  expect(printKernel(kernel, { buffers } as never)).toBe(
    'for i<4, j<6: u1 = x[i,j] + 1; x[i,j] = −u1; y[i,j] = abs(u1)',
  );
});
