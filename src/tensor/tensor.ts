/** Tensors as data: as they are computed, kept and sent, and as files, traces and the CLI write them. */
import { type Shape, size } from './shape.ts';

/** Numbers as a backend holds them. */
export type Floats = Float32Array | Float64Array;

/** Whatever can be read as one. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/**
 * As weights are kept, stored and sent between threads: a typed array crosses as one block of memory or
 * is moved, a list of numbers is copied one by one. `TensorJson` is made of it where a file is written.
 */
export interface TypedTensor extends Tensor {
  readonly data: Floats;
}
export type Tensors = Readonly<Record<string, TypedTensor>>;

/** The JSON form: `{"shape": [2, 3], "data": [ … ]}`. */
export interface TensorJson {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export const tensorJson = (t: Tensor): TensorJson => ({
  shape: [...t.shape],
  data: Array.from(t.data),
});

/** Of numbers in any form; those that are typed stay what they are. In double precision no digit of a file is lost. */
export const typedTensor = ({ shape, data }: Tensor): TypedTensor => ({
  shape: [...shape],
  data:
    data instanceof Float32Array || data instanceof Float64Array ? data : Float64Array.from(data),
});

/** Whether the data fill the shape. */
export const isWhole = (t: Tensor): boolean => t.data.length === size(t.shape);
