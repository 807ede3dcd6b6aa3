/** Faults that were found once. */
import { expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { bceWithLogits, data, dense, model, mse, relu } from '../vocabulary.ts';

const ZEROS = { init: { kind: 'zeros', params: {} } };

async function gradientsAt(document: ReturnType<typeof model>, edge: string, targets: number[]) {
  const { plan } = compile(document);
  if (!plan?.routines.watch) throw new Error('no plan');
  const instance = await reference.instantiate(plan);
  const { inputs, results } = plan.routines.watch;
  instance.submit('init', 1, 0);
  instance.view(inputs['data1.y']!.buffer!).set(targets);
  instance.submit('watch', 1, 1);
  return Array.from(instance.view(results.gradients[edge]!.buffer));
}

it('binary cross-entropy of a logit of exactly 0 has the slope ½ − t', async () => {
  // The stable form max(x, 0) + log(1 + e^−|x|) has two corners at 0 that must cancel.
  const document = model(data('xor-points'), dense(1, ZEROS), bceWithLogits());
  expect(await gradientsAt(document, 'e2', [0, 1, 1, 0])).toEqual([0.125, -0.125, -0.125, 0.125]);
});

it('ReLU has the slope 0 at exactly 0', async () => {
  const document = model(data('xor-points'), dense(1, ZEROS), relu(), mse());
  expect(await gradientsAt(document, 'e2', [0, 1, 1, 0])).toEqual([0, 0, 0, 0]);
});
