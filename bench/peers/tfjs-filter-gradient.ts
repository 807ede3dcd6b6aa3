/**
 * TensorFlow.js' wasm backend has no kernel `Conv2DBackpropFilter`: a convolution can be run but not
 * trained ("Kernel 'Conv2DBackpropFilter' not registered for backend 'wasm'"). So that there is something
 * to compare with, it is added here, in two forms. All other kernels are the backend's own, among them the
 * gradient of a convolution's input.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { must } from '../../src/base/assert.ts';

interface Attrs {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly filterShape: [number, number, number, number];
}

/**
 * The fast form, out of kernels that the backend has: the gradient of the filter is itself a convolution, of
 * the input with the gradient as its filter, with channels and batch in each other's places,
 *
 *     dW[k, l, c, f] = Σ n, i, j  x[n, i + k − p, j + l − p, c] · dy[n, i, j, f].
 */
export function addFilterGradient(): void {
  if (tf.getKernel('Conv2DBackpropFilter', 'wasm')) return;
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { strides, pad, filterShape } = attrs as unknown as Attrs;
      const x = inputs.x as unknown as tf.Tensor4D;
      const dy = inputs.dy as unknown as tf.Tensor4D;
      const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
      if (info.strideHeight !== 1 || info.strideWidth !== 1)
        throw new Error('The gradient of a filter is written here for a stride of 1 only.');
      const { top, bottom, left, right } = info.padInfo;
      return tf.tidy(() => {
        const around: [number, number][] = [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ];
        const pictures = tf.transpose(tf.pad(x, around), [3, 1, 2, 0]) as tf.Tensor4D;
        const filter = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
        // [c, k, l, f]
        const gradient = tf.conv2d(pictures, filter, 1, 'valid');
        return tf.transpose(gradient, [1, 2, 0, 3]);
      });
    },
  });
}

/** What a kernel of the cpu backend asks of its backend. */
interface CpuFace {
  readonly data: { get(id: object): { readonly values: tf.TypedArray } };
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: tf.TypedArray): tf.TensorInfo;
}

/**
 * The plain form, that of whoever takes what is there: the kernel that TensorFlow.js itself has for its cpu
 * backend. It reads and makes tensors of the wasm backend and is otherwise unchanged.
 */
export function addFilterGradientOfCpu(): void {
  if (tf.getKernel('Conv2DBackpropFilter', 'wasm')) return;
  const { kernelFunc } = must(
    tf.getKernel('Conv2DBackpropFilter', 'cpu'),
    "the cpu backend's kernel",
  );
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as BackendWasm;
      const face: CpuFace = {
        data: { get: (id) => ({ values: wasm.readSync(id) as tf.TypedArray }) },
        makeTensorInfo: (shape, dtype, values) => wasm.makeOutput(shape, dtype, undefined, values),
      };
      return kernelFunc({ inputs, attrs, backend: face });
    },
  });
}
