/** A tensor as plain data, the form in which files, traces and the CLI carry numbers. */
import { type Shape, size } from './shape.ts';

export interface Tensor {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** The JSON form: `{"shape": [2, 3], "data": [ … ]}`. */
export interface TensorJson {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export const tensorJson = (t: Tensor): TensorJson => ({
  shape: [...t.shape],
  data: Array.from(t.data),
});

/** Whether the data fill the shape. */
export const isWhole = (t: Tensor): boolean => t.data.length === size(t.shape);
