/** How a tensor of any rank lies on a flat picture: the last axis across, all others down. */
import { type Shape, size } from '../tensor/shape.ts';

export interface Flat {
  readonly rows: number;
  readonly columns: number;
}

/** A vector is one row; a long one is folded into a block so that it can be seen whole. */
export function flatten(shape: Shape, fold = 64): Flat {
  const n = size(shape);
  const across = shape.at(-1) ?? 1;
  if (n === 0) return { rows: 0, columns: 0 };
  if (across === n && n > fold) {
    const columns = Math.min(fold, Math.ceil(Math.sqrt(n * 2)));
    return { rows: Math.ceil(n / columns), columns };
  }
  return { rows: n / across, columns: across };
}

/** The index in the tensor's own axes of the element at a place in row-major order. */
export function unravel(position: number, shape: Shape): number[] {
  const index = new Array<number>(shape.length).fill(0);
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const d = shape[axis] as number;
    index[axis] = rest % d;
    rest = Math.floor(rest / d);
  }
  return index;
}

export function ravel(index: readonly number[], shape: Shape): number {
  return shape.reduce((at, d, axis) => at * d + (index[axis] ?? 0), 0);
}

export const formatIndex = (index: readonly number[]): string => `[${index.join(', ')}]`;
