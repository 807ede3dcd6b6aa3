/** How a tensor of any rank lies on a flat picture: the last axis across, all others down. */
import { type Shape, size } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

interface MatrixSize {
  readonly rows: number;
  readonly columns: number;
}

/** A vector is one row; a long one is folded into a block so that it can be seen whole. */
export function matrixSize(shape: Shape, fold = 64): MatrixSize {
  const n = size(shape);
  const across = shape.at(-1) ?? 1;
  if (n === 0) return { rows: 0, columns: 0 };
  if (across === n && n > fold) {
    const columns = Math.min(fold, Math.ceil(Math.sqrt(n * 2)));
    return { rows: Math.ceil(n / columns), columns };
  }
  return { rows: n / across, columns: across };
}

/** A tensor as the matrix that is drawn: its rows and columns, and which element lies where. */
interface MatrixView extends MatrixSize {
  readonly data: ArrayLike<number>;
  /** Drawn with its rows as columns, because it is much taller than wide (a batch of few numbers). */
  readonly transposed: boolean;
  /** Row-major position in the tensor of a place in the picture, and back. */
  readonly position: (row: number, column: number) => number;
  readonly place: (position: number) => readonly [number, number];
}

/** A picture taller than this, and more than twice as tall as wide, is turned on its side. */
const TALL = 20;

export function matrixView(tensor: Tensor): MatrixView {
  const { rows: all, columns } = matrixSize(tensor.shape);
  // Of a long tensor only the first numbers may be at hand.
  const rows = columns > 0 ? Math.min(all, Math.ceil(tensor.data.length / columns)) : 0;
  if (rows <= TALL || rows <= 2 * columns)
    return {
      rows,
      columns,
      data: tensor.data,
      transposed: false,
      position: (r, c) => r * columns + c,
      place: (p) => [Math.floor(p / columns), p % columns],
    };
  const data = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) data[c * rows + r] = tensor.data[r * columns + c] ?? 0;
  return {
    rows: columns,
    columns: rows,
    data,
    transposed: true,
    position: (r, c) => c * columns + r,
    place: (p) => [p % columns, Math.floor(p / columns)],
  };
}

/** The index in the tensor's own axes of the element at a place in row-major order. */
export function unravel(position: number, shape: Shape): number[] {
  const index = new Array<number>(shape.length).fill(0);
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const d = shape[axis]!;
    index[axis] = rest % d;
    rest = Math.floor(rest / d);
  }
  return index;
}

export function ravel(index: readonly number[], shape: Shape): number {
  return shape.reduce((at, d, axis) => at * d + (index[axis] ?? 0), 0);
}

export const formatIndex = (index: readonly number[]): string => `[${index.join(', ')}]`;
