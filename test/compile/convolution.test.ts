/**
 * A convolution's plan: no kernel writes a tensor of all windows, forward or backward, in the fused step
 * or in the watched one. What is largest is the input, the output or their gradients.
 */
import { expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/base/fields.ts';
import { compile } from '../../src/compile/compile.ts';
import { size } from '../../src/tensor/shape.ts';
import { data, dense, flatten, model, mse, reshape, sgd, tanh } from '../vocabulary.ts';

const BATCH = 4;
const CASES: readonly (readonly [string, Hyperparameters])[] = [
  ['conv2d', { filters: 4 }],
  ['conv2d', { filters: 4, kernel: [5], padding: 'same' }],
  ['conv2d', { filters: 4, kernel: [3], stride: [2], padding: 'number', pad: [1] }],
  ['conv2d', { filters: 4, kernel: [3], dilation: [2], groups: 2 }],
  ['convTranspose2d', { filters: 4, kernel: [3], stride: [2], pad: [1], outputPad: [1] }],
  ['convTranspose2d', { filters: 4, groups: 2 }],
];

test.each(CASES)('%s %j', (kind, params) => {
  const [channels, side] = [4, 8];
  const document = model(
    data('gaussians', { samples: 40 }),
    dense(channels * side * side),
    tanh(),
    reshape(channels, side, side),
    { kind, params },
    tanh(),
    flatten(),
    dense(1),
    mse(),
    { batchSize: BATCH, optimiser: sgd(0.1) },
  );
  const { plan, shapes } = compile(document);
  const out = size(shapes[`${kind}1.out`] ?? []);
  // Between the numbers of a strided output stand zeros before its gradient is read.
  const largest = BATCH * Math.max(channels * side * side, out, 4 * 17 * 17);
  let seen = 0;
  for (const name of ['train', 'watch'] as const)
    for (const { origin, kernel } of plan?.routines[name]?.steps ?? []) {
      if (origin !== `${kind}1`) continue;
      seen++;
      const written = size(kernel.axes.slice(0, kernel.axes.length - kernel.reduced));
      expect(written).toBeLessThanOrEqual(largest);
    }
  expect(seen).toBeGreaterThan(4);
});
