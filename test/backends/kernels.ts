/** A small vocabulary for plans of a few kernels: dense tensors, accesses to them, scalars. */
import type {
  Access,
  BinaryOp,
  Buffer,
  Kernel,
  Plan,
  Scalar,
  UnaryOp,
} from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { size, strides } from '../../src/tensor/shape.ts';

export const load = (load: number): Scalar => ({ op: 'load', load });
export const constant = (value: number): Scalar => ({ op: 'const', value });
export const acc: Scalar = { op: 'acc' };
export const unary = (op: UnaryOp, x: Scalar): Scalar => ({ op, args: [x] });
export const binary = (op: BinaryOp, a: Scalar, b: Scalar): Scalar => ({ op, args: [a, b] });
export const select = (c: Scalar, a: Scalar, b: Scalar): Scalar => ({
  op: 'select',
  args: [c, a, b],
});

export const access = (buffer: number, strides: readonly number[], offset = 0): Access => ({
  buffer,
  offset,
  strides,
});

/** Row-major over all axes. */
export const dense = (buffer: number, axes: readonly number[]): Access =>
  access(buffer, strides(axes));

/** An elementwise kernel: result buffer `to` from loads of dense buffers. */
export const elementwise = (
  axes: readonly number[],
  to: number,
  from: readonly number[],
  value: Scalar,
): Kernel => ({
  axes,
  reduced: 0,
  loads: from.map((b) => dense(b, axes)),
  results: [{ value, to: dense(to, axes) }],
});

/** C[m,n] = f(Σ A[m,k]·B[k,n]) with either operand stored transposed; buffers A 0, B 1, C 2. */
export function product(
  [m, n, k]: readonly [number, number, number],
  transposeA: boolean,
  transposeB: boolean,
  value: Scalar = acc,
  extra: readonly Access[] = [],
): Kernel {
  return {
    axes: [m, n, k],
    reduced: 1,
    loads: [
      access(0, transposeA ? [1, 0, m] : [k, 0, 1]),
      access(1, transposeB ? [0, k, 1] : [0, 1, n]),
      ...extra,
    ],
    reduce: { combine: 'sum', body: binary('mul', load(0), load(1)) },
    results: [{ value, to: access(2, [n, 1]) }],
  };
}

export interface Cell {
  readonly shape: readonly number[];
  readonly data?: readonly number[];
  readonly role?: Buffer['role'];
}

/** A plan of one routine `train` that runs the kernels in order; everything stays alive. */
export function planOf(cells: readonly Cell[], kernels: readonly Kernel[]): Plan {
  let arena = 0;
  const buffers = cells.map(({ shape, data, role }, id): Buffer => {
    const offset = arena;
    arena += Math.ceil(size(shape) / 4) * 4;
    return {
      id,
      name: `t${id}`,
      role: role ?? (data ? 'constant' : 'persistent'),
      size: size(shape),
      offset,
      ...(data && { data }),
    };
  });
  return {
    version: 1,
    key: 'test',
    buffers,
    arena,
    storage: [],
    dials: {},
    routines: {
      train: {
        batch: 1,
        inputs: {},
        results: NO_RESULTS,
        steps: kernels.map((kernel) => ({ origin: '', phase: 'forward', kernel })),
      },
    },
    moves: [],
  };
}
