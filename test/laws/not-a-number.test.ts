/**
 * What is no number stays none: an activation or a loss that made a finite number of NaN would hide that a
 * network has diverged. Held in float64 and in WebAssembly, for values and for gradients that leave a loss.
 */
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { KINDS, kindOf } from '../../src/catalog/index.ts';
import type { Kind } from '../../src/catalog/kind.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { type Shape, size } from '../../src/tensor/shape.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { lowerAlone } from '../catalog/alone.ts';
import { planOf } from '../golden/plan-of.ts';

type Feeds = Readonly<Record<string, readonly number[]>>;

/** A comparison, whose answer to NaN is no, as PyTorch's is. */
const COMPARES: ReadonlySet<string> = new Set(['step']);
const ACTIVATIONS = KINDS.filter((k) => k.family === 'activations' && !COMPARES.has(k.name));
const LOSSES = KINDS.filter((k) => k.loss);

async function run(
  kind: Kind,
  params: Readonly<Record<string, unknown>>,
  at: Readonly<Record<string, readonly Shape[]>>,
  feeds: Feeds,
) {
  const alone = lowerAlone(kind, { params, at }, 1);
  const out = (alone.lossOutputs?.loss ?? alone.outputs?.out)!;
  const program = alone.b.program({ out });
  const double = Array.from(evaluate(program, { inputs: feeds }).results.out?.data ?? []);
  const plan = planOf(program);
  const instance = await wasm.instantiate(plan);
  const { inputs, results } = must(plan.routines.predict, 'a plan of one routine');
  const span = (ref: TensorRef) =>
    instance.view(ref.buffer).subarray(ref.offset, ref.offset + size(ref.shape));
  for (const [name, ref] of Object.entries(inputs)) span(ref).set(feeds[name] ?? []);
  instance.submit('predict', 1, 1);
  const single = Array.from(span(must(results.outputs['']?.out, 'what comes out')));
  instance.dispose();
  return { single, double };
}

describe.each(ACTIVATIONS.map((k) => [k.name, k] as const))('%s', (_, kind) => {
  // Of eight the first four fill a vector, of nine the last is computed by itself.
  test.each([1, 8, 9])('of %i numbers', async (n) => {
    const list = Array.from({ length: n }, (_, i) => (i % 2 ? -0.5 : 1));
    const whole = kind.name.toLowerCase().includes('softmax');
    for (let k = 0; k < n; k++) {
      const given = list.map((x, i) => (i === k ? Number.NaN : x));
      const { single, double } = await run(kind, {}, { in: [[n]] }, { in: given });
      for (const [i, x] of [...single.entries(), ...double.entries()])
        expect(Number.isNaN(x), `number ${i}, NaN at ${k}`).toBe(whole || i === k);
    }
  });
});

test('a recurrent layer with ReLU', async () => {
  const feeds = { in: [1, Number.NaN], weight_ih_l0: [1], weight_hh_l0: [1], bias_ih_l0: [0] };
  const params = { units: 1, nonlinearity: 'relu' };
  const { single, double } = await run(
    kindOf('rnn')!,
    params,
    { in: [[2, 1]] },
    { ...feeds, bias_hh_l0: [0] },
  );
  for (const out of [single, double]) expect(out).toEqual([1, Number.NaN]);
});

test.each(LOSSES.map((k) => [k.name, k] as const))('the loss of %s', async (_, kind) => {
  const feeds = { prediction: [Number.NaN, 0.5], target: [1, 1] };
  const { single, double } = await run(kind, {}, { prediction: [[2]], target: [[2]] }, feeds);
  for (const out of [single, double]) expect(out).toEqual([Number.NaN]);
});
