/**
 * What a choice leaves out is not touched: where a class, a row or a side counts for nothing, it may be
 * infinite or no number at all, and costs and gradients are those of any other number in its place.
 */
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { kindOf } from '../../src/catalog/index.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { type Shape, size } from '../../src/tensor/shape.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { lowerAlone } from '../catalog/alone.ts';
import { planOf } from '../golden/plan-of.ts';

interface Case {
  readonly name: string;
  readonly kind: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly at: Readonly<Record<string, readonly Shape[]>>;
  readonly feeds: Readonly<Record<string, readonly number[]>>;
  /** What is differentiated by. */
  readonly by: string;
  /** Which of its numbers count for nothing. */
  readonly masked: readonly number[];
  /** What may stand there. */
  readonly with: readonly number[];
}

const LIST = { prediction: [[3]], target: [[3]] };
const INDEX = { prediction: [[3]], target: [[1]] };
const logp = [-0.5, -7, -2, -3, -0.25, -9];
const ANY = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN];

const CASES: readonly Case[] = [
  {
    name: 'NLL, an index',
    kind: 'nll',
    at: INDEX,
    feeds: { prediction: logp, target: [0, 1] },
    by: 'prediction',
    masked: [1, 2, 3, 5],
    with: ANY,
  },
  {
    name: 'NLL, an index at each place',
    kind: 'nll',
    at: { prediction: [[1, 3]], target: [[1]] },
    feeds: { prediction: logp, target: [0, 1] },
    by: 'prediction',
    masked: [1, 2, 3, 5],
    with: ANY,
  },
  {
    name: 'NLL, one-hot',
    kind: 'nll',
    at: LIST,
    feeds: { prediction: logp, target: [1, 0, 0, 0, 1, 0] },
    by: 'prediction',
    masked: [1, 2, 3, 5],
    with: ANY,
  },
  {
    name: 'cross-entropy, an index, logits of −∞',
    kind: 'crossEntropy',
    at: INDEX,
    feeds: { prediction: [1, -1e9, 2, -1e9, 0.5, 0], target: [0, 1] },
    by: 'prediction',
    masked: [1, 3],
    with: [Number.NEGATIVE_INFINITY],
  },
  {
    name: 'cross-entropy, one-hot, logits of −∞',
    kind: 'crossEntropy',
    at: LIST,
    feeds: { prediction: [1, -1e9, 2, -1e9, 0.5, 0], target: [1, 0, 0, 0, 1, 0] },
    by: 'prediction',
    masked: [1, 3],
    with: [Number.NEGATIVE_INFINITY],
  },
  {
    name: 'KL divergence where p is 0',
    kind: 'klDiv',
    at: LIST,
    feeds: { prediction: logp, target: [1, 0, 0, 0.5, 0.5, 0] },
    by: 'prediction',
    masked: [1, 2, 5],
    with: ANY,
  },
  {
    name: 'logits on the right side',
    kind: 'bceWithLogits',
    at: LIST,
    feeds: { prediction: [1000, -1000, 0.5, -1, 1000, -1000], target: [1, 0, 1, 0, 1, 0] },
    by: 'prediction',
    masked: [0, 4],
    with: [Number.POSITIVE_INFINITY],
  },
  {
    name: 'logits on the other right side',
    kind: 'bceWithLogits',
    at: LIST,
    feeds: { prediction: [1000, -1000, 0.5, -1, 1000, -1000], target: [1, 0, 1, 0, 1, 0] },
    by: 'prediction',
    masked: [1, 5],
    with: [Number.NEGATIVE_INFINITY],
  },
  {
    name: 'the perceptron rule on the right side',
    kind: 'perceptronLoss',
    at: LIST,
    feeds: { prediction: [3, -2, 0.5, 1, 2, -1], target: [1, 0, 0, 0, 1, 1] },
    by: 'prediction',
    masked: [0, 4],
    with: [Number.POSITIVE_INFINITY],
  },
  {
    name: 'rows of a table that nobody asks for',
    kind: 'embedding',
    params: { num: 4, dim: 3 },
    at: { in: [[2]] },
    feeds: { in: [0, 2, 2, 2], weight: [1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0, 0] },
    by: 'weight',
    masked: [3, 4, 5, 9, 10, 11],
    with: ANY,
  },
];

async function run(c: Case, feeds: Case['feeds']) {
  const alone = lowerAlone(kindOf(c.kind)!, { params: c.params, at: c.at }, 2);
  const { b } = alone;
  const out = (alone.lossOutputs?.loss ?? alone.outputs?.out)!;
  const weights = Array.from({ length: size(out.shape) }, (_, i) => 1 + i / 4);
  const scalar = b.sum(b.mul(out, b.literal(weights, out.shape)));
  const [gradient] = differentiate(b, scalar, [{ ...alone.inputs, ...alone.weights }[c.by]!]);
  const program = b.program({ out, gradient: gradient! });
  const defined = evaluate(program, { inputs: feeds }).results;
  const plan = planOf(program);
  const instance = await wasm.instantiate(plan);
  const { inputs, results } = must(plan.routines.predict, 'a plan of one routine');
  const span = (ref: TensorRef) =>
    instance.view(ref.buffer).subarray(ref.offset, ref.offset + size(ref.shape));
  for (const [name, ref] of Object.entries(inputs)) span(ref).set(feeds[name] ?? []);
  instance.submit('predict', 1, 1);
  const single = Object.entries(results.outputs[''] ?? {}).map(([name, ref]) => [
    name,
    Array.from(span(ref)),
  ]);
  const double = Object.entries(defined).map(([name, t]) => [name, Array.from(t.data)]);
  instance.dispose();
  return { single: Object.fromEntries(single), double: Object.fromEntries(double) };
}

describe.each(CASES)('$name', (c) => {
  test.each(c.with)('may be %d', async (x) => {
    const plain = await run(c, c.feeds);
    expect(plain.double.gradient.some((g: number) => g !== 0)).toBe(true);
    const own = c.feeds[c.by] ?? [];
    const feeds = { ...c.feeds, [c.by]: own.map((v, i) => (c.masked.includes(i) ? x : v)) };
    expect(await run(c, feeds)).toEqual(plain);
  });
});

test('causal attention looks at nothing later, however low its scores are', async () => {
  const three = [[2, 1]];
  const feeds = { query: [1e6, 1e6], key: [-1e6, 2e6], value: [3, 5] };
  const c: Case = {
    name: 'causal',
    kind: 'attention',
    params: { causal: true },
    at: { query: three, key: three, value: three },
    feeds,
    by: 'value',
    masked: [],
    with: [],
  };
  const { single, double } = await run(c, twice(feeds));
  for (const { out, gradient } of [single, double]) {
    expect(out).toEqual([3, 5, 3, 5]);
    // What the first place takes of the first value, and the second of the second; weights of run().
    expect(gradient).toEqual([1, 1.25, 1.5, 1.75]);
  }
});

/** The same rows for both samples of the batch. */
function twice(feeds: Case['feeds']): Case['feeds'] {
  return Object.fromEntries(Object.entries(feeds).map(([port, row]) => [port, [...row, ...row]]));
}
