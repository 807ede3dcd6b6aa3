/** Scalar expressions as closures, by the language's own float64 mathematics. */

import { must } from '../../../src/base/assert.ts';
import { uniformAt } from '../../../src/base/random.ts';
import { BINARY, UNARY } from '../../../src/base/scalar.ts';
import type { Scalar } from '../../../src/plan/plan.ts';
import { isUnary } from '../../../src/plan/scalar.ts';

/** The state of a nest's evaluation: indices, accumulator, and the arguments of the run. */
export interface Point {
  readonly index: readonly number[];
  acc: number;
  readonly runArguments: { seed: number; step: number };
}

type Thunk = () => number;

export function scalar(s: Scalar, reads: readonly Thunk[], point: Point): Thunk {
  switch (s.op) {
    case 'load':
      return must(reads[s.load], `no load ${s.load}`);
    case 'acc':
      return () => point.acc;
    case 'const': {
      const { value } = s;
      return () => value;
    }
    case 'index':
      return () => indexOf(s, point.index);
    case 'uniform': {
      const { stream, moment } = s;
      const { runArguments: now } = point;
      return () =>
        uniformAt(now.seed, stream, indexOf(s, point.index), moment === 'step' ? now.step : 0);
    }
    case 'select': {
      const [c, a, b] = s.args.map((arg) => scalar(arg, reads, point)) as [Thunk, Thunk, Thunk];
      return () => (c() !== 0 ? a() : b());
    }
  }
  if (isUnary(s)) {
    const f = UNARY[s.op];
    const x = scalar(s.args[0], reads, point);
    return () => f(x());
  }
  const f = BINARY[s.op];
  const a = scalar(s.args[0], reads, point);
  const b = scalar(s.args[1], reads, point);
  return () => f(a(), b());
}

function indexOf(
  { offset, strides }: { offset: number; strides: readonly number[] },
  index: readonly number[],
): number {
  let value = offset;
  for (let i = 0; i < strides.length; i++) value += strides[i]! * index[i]!;
  return value;
}
