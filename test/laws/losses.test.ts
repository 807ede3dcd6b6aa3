/**
 * Losses of one number in float32 beside float64: near 0 and near the right answer as far away from it,
 * what float32 can say of the cost it says.
 */
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { kindOf } from '../../src/catalog/index.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { lowerAlone } from '../catalog/alone.ts';
import { planOf } from '../golden/plan-of.ts';

const powers = Array.from({ length: 400 }, (_, i) => Math.fround(2 ** -(i / 10)));
const PROBABILITIES = [0, ...powers, ...powers.slice(10, 260).map((x) => Math.fround(1 - x))];
const NUMBERS = [...powers, ...powers.map((x) => Math.fround(100 * x))].flatMap((x) => [x, -x]);

const CASES: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['bce', PROBABILITIES, [0, 1]],
  ['bceWithLogits', NUMBERS, [0, 1]],
  ['mse', NUMBERS, [0]],
  ['mae', NUMBERS, [0]],
  ['huber', NUMBERS, [0]],
];

describe.each(CASES)('%s', (name, xs, targets) => {
  test.each(targets)('the target %d', async (t) => {
    const at = { prediction: [[1]], target: [[1]] };
    const { b, lossOutputs } = lowerAlone(kindOf(name)!, { at }, xs.length);
    const program = b.program({ out: lossOutputs!.loss! });
    const feeds = { prediction: xs, target: xs.map(() => t) };
    const exact = evaluate(program, { inputs: feeds }).results.out?.data ?? [];
    const plan = planOf(program);
    const instance = await wasm.instantiate(plan);
    const { inputs, results } = must(plan.routines.predict, 'a plan of one routine');
    const span = (ref: TensorRef) =>
      instance.view(ref.buffer).subarray(ref.offset, ref.offset + size(ref.shape));
    for (const [port, ref] of Object.entries(inputs))
      span(ref).set(feeds[port as keyof typeof feeds]);
    instance.submit('predict', 1, 1);
    const got = span(must(results.outputs['']?.out, 'what comes out'));
    for (const [i, x] of xs.entries()) {
      const want = exact[i]!;
      const error = Math.abs(got[i]! - want);
      expect(error, `at ${x}: ${got[i]} for ${want}`).toBeLessThanOrEqual(4e-7 * want + 2 ** -149);
    }
    instance.dispose();
  });
});
