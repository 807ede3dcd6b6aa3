/** Steps that are run together: a loop's steps as one range, every other step by itself. */
import type { Access, Kernel, Loop, Scalar, Step } from './plan.ts';
import { mapOperands } from './scalar.ts';

export interface StepRange {
  readonly from: number;
  readonly to: number;
  readonly loop?: Loop;
}

export function stepRangesOf(steps: readonly Step[]): StepRange[] {
  const list: StepRange[] = [];
  for (const [i, { loop }] of steps.entries()) {
    const last = list[list.length - 1];
    if (loop && last?.loop?.id === loop.id) list[list.length - 1] = { ...last, to: i + 1 };
    else list.push({ from: i, to: i + 1, ...(loop && { loop }) });
  }
  return list;
}

/** The rows of a loop in the order in which they are run. */
export const rowsOf = ({ extent, reverse }: Loop): readonly number[] =>
  Array.from({ length: extent }, (_, i) => (reverse ? extent - 1 - i : i));

/** A kernel of a loop at one row: the same nest without its outermost axis. */
export function atRow(kernel: Kernel, row: number): Kernel {
  const fix = <A extends { readonly offset: number; readonly strides: readonly number[] }>(
    a: A,
  ): A => ({ ...a, offset: a.offset + row * (a.strides[0] ?? 0), strides: a.strides.slice(1) });
  const access = (a: Access): Access => ({
    ...fix(a),
    ...(a.guards && { guards: a.guards.map(fix) }),
  });
  const scalar = (s: Scalar): Scalar => {
    if (s.op === 'index' || s.op === 'uniform') return fix(s);
    return mapOperands(s, scalar);
  };
  return {
    axes: kernel.axes.slice(1),
    reduced: kernel.reduced,
    loads: kernel.loads.map(access),
    ...(kernel.reduce && { reduce: { ...kernel.reduce, body: scalar(kernel.reduce.body) } }),
    results: kernel.results.map((r) => ({ value: scalar(r.value), to: access(r.to) })),
  };
}
