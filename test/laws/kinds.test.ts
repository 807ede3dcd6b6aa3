/**
 * Laws over everything that can be placed: for each kind and each of its examples the declared shape
 * is the lowered shape, gradients are what finite differences measure, ports match, samples of a
 * batch never touch each other.
 */
import { describe, expect, test } from 'vitest';
import { hasErrors } from '../../src/base/issue.ts';
import { KINDS, kindOf, vocabulary } from '../../src/catalog/index.ts';
import type { Example, Kind } from '../../src/catalog/kind.ts';
import type { V } from '../../src/ir/builder.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { verify } from '../../src/ir/verify.ts';
import { size } from '../../src/tensor/shape.ts';
import { type Alone, feedsOf, lowerAlone, paramsOf, shapeAlone } from '../catalog/alone.ts';
import { differences, distance } from '../ir/differences.ts';

const BATCH = 3;

/** Losses that hold their target fixed by design: the perceptron's rule is not a slope in the target. */
const HOLDS_TARGET: ReadonlySet<string> = new Set(['perceptronLoss']);

/** A step lets no gradient through, whether it stands by itself or in a neuron. */
const isStep = (kind: Kind, example: Example): boolean =>
  kind.name === 'step' || example.params?.activation === 'step';

/** Every element of a batch draws a number of its own. */
const DRAWS: ReadonlySet<string> = new Set(['dropout']);

const CASES = KINDS.flatMap((kind) =>
  kind.examples.map((example, i) => ({ name: `${kind.name} ${i + 1}`, kind, example })),
);

/** What comes out, by name. */
const resultsOf = (alone: Alone): Record<string, V> => {
  const { lossOutputs, outputs } = alone;
  const judged = Object.entries(lossOutputs ?? {}).flatMap(([k, v]) => (v ? [[k, v as V]] : []));
  return { ...outputs, ...(Object.fromEntries(judged) as Record<string, V>) };
};

test('every kind has an example', () => {
  for (const kind of KINDS) expect(kind.examples.length, kind.name).toBeGreaterThan(0);
});

describe.each(CASES)('$name', ({ kind, example }: { kind: Kind; example: Example }) => {
  const alone = lowerAlone(kind, example, BATCH);
  const params = paramsOf(kind, example.params);

  test('its parameters are sound', () => {
    expect(vocabulary(kind.name)?.check(example.params ?? {})).toEqual([]);
  });

  test('ports match', () => {
    const ports = kind.ports(params);
    expect(Object.keys(example.at)).toEqual(ports.inputs.map((p) => p.name));
    for (const p of ports.inputs) if (!p.many) expect(example.at[p.name]?.length).toBe(1);
    const out = ports.outputs.map((p) => p.name).sort();
    expect(Object.keys(alone.outputs ?? {}).sort()).toEqual(out);
    expect(kind.family === 'losses').toBe(alone.lossOutputs !== undefined);
  });

  test('the declared shape is the lowered shape', () => {
    const declared = shapeAlone(kind, example);
    expect(hasErrors(declared.issues)).toBe(false);
    if (!declared.ok) return expect.unreachable();
    for (const [port, v] of Object.entries(alone.outputs ?? {}))
      expect(v.shape, port).toEqual([BATCH, ...(declared.value[port] ?? [Number.NaN])]);
    expect(Object.keys(declared.value).sort()).toEqual(Object.keys(alone.outputs ?? {}).sort());
    const { lossOutputs } = alone;
    if (lossOutputs) {
      expect(lossOutputs.loss.shape).toEqual([BATCH]);
      if (lossOutputs.correct) expect(lossOutputs.correct.shape).toEqual([BATCH]);
      if (lossOutputs.prediction) expect(lossOutputs.prediction.shape[0]).toBe(BATCH);
    }
  });

  test('its program is sound and its numbers are finite', () => {
    const program = alone.b.program(resultsOf(alone));
    expect(verify(program)).toEqual([]);
    const { results } = evaluate(program, { inputs: feedsOf(alone, example) });
    for (const [name, t] of Object.entries(results))
      expect(Array.from(t.data).every(Number.isFinite), name).toBe(true);
    if (results.correct)
      expect(Array.from(results.correct.data).every((c) => c >= 0 && c <= 1)).toBe(true);
  });

  test('gradients are what finite differences measure', () => {
    const own = lowerAlone(kind, example, BATCH);
    const { b, lossOutputs, outputs } = own;
    const watched = lossOutputs ? [lossOutputs.loss] : Object.values(outputs ?? {});
    // Each number of the result counts differently, so that no two errors cancel.
    const parts = watched.map((v, k) => {
      const weights = Array.from({ length: size(v.shape) }, (_, i) => Math.cos(i * 1.7 + k + 0.5));
      return b.sum(b.mul(v, b.literal(weights, v.shape)));
    });
    const scalar = parts.reduce((a, x) => b.add(a, x));
    const leaves = { ...own.inputs, ...own.weights };
    const names = Object.keys(leaves).filter(
      (n) => example.data?.[n] !== 'class' && !(n === 'target' && HOLDS_TARGET.has(kind.name)),
    );
    const forward = b.program({ scalar });
    const length = b.values.length;
    const gradients = differentiate(
      b,
      scalar,
      names.map((n) => leaves[n]!),
    );
    const found = gradients.flatMap((g, i) => (g ? [[names[i], g]] : []));
    const program = b.program(Object.fromEntries(found));
    expect(verify(program)).toEqual([]);
    const inputs = feedsOf(own, example);
    const { results } = evaluate(program, { inputs });
    const measured = { ...forward, values: forward.values.slice(0, length) };
    const value = () => evaluate(measured, { inputs }).results.scalar!.data[0]!;
    for (const name of names) {
      const x = inputs[name]!;
      const got = results[name]?.data ?? new Float64Array(x.length);
      expect(distance(got, differences(value, x, 1e-4)), name).toBeLessThan(1e-7);
    }
    if (names.length > 0) expect(found.length > 0).toBe(!isStep(kind, example));
  });

  test('samples of a batch do not touch each other', () => {
    if (DRAWS.has(kind.name) || kind.name === 'batchNorm') return;
    const inputs = feedsOf(alone, example);
    const whole = evaluate(alone.b.program(resultsOf(alone)), { inputs }).results;
    const single = lowerAlone(kind, example, 1);
    const program = single.b.program(resultsOf(single));
    for (let row = 0; row < BATCH; row++) {
      const cut = (name: string, data: Float64Array) => {
        if (name in alone.weights) return data;
        const width = data.length / BATCH;
        return data.slice(row * width, (row + 1) * width);
      };
      const own = Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, cut(k, v)]));
      const { results } = evaluate(program, { inputs: own });
      for (const [name, t] of Object.entries(results)) {
        const width = t.data.length;
        const expected = Array.from(whole[name]?.data ?? []).slice(row * width, (row + 1) * width);
        expect(distance(t.data, expected), name).toBeLessThan(1e-12);
      }
    }
  });
});

describe('accuracy', () => {
  const judged = (name: string, z: readonly number[], t: readonly number[], params = {}) => {
    const kind = kindOf(name)!;
    const shape = [z.length];
    const alone = lowerAlone(kind, { params, at: { prediction: [shape], target: [shape] } }, 1);
    const feeds = { prediction: Float64Array.from(z), target: Float64Array.from(t) };
    const { results } = evaluate(alone.b.program(resultsOf(alone)), { inputs: feeds });
    return results.correct?.data[0];
  };
  test('a tie between classes is decided as argmax decides it, by the first', () => {
    expect(judged('crossEntropy', [0, 0, 0], [1, 0, 0])).toBe(1);
    expect(judged('crossEntropy', [0, 0, 0], [0, 1, 0])).toBe(0);
    expect(judged('crossEntropy', [1, 5, 5], [0, 1, 0])).toBe(1);
  });
  test('one wrong number makes the sample wrong', () => {
    expect(judged('bceWithLogits', [2, -3], [1, 0])).toBe(1);
    expect(judged('bceWithLogits', [2, 3], [1, 0])).toBe(0);
    expect(judged('mse', [0.2, -3], [1, -1], { accuracy: 'sign' })).toBe(1);
    expect(judged('mse', [0.2, 0.7], [1, 1], { accuracy: 'threshold' })).toBe(0);
  });
  test('of a sequence the share of places that are right counts', () => {
    const places = (name: string, shape: number[], target: number[], z: number[], t: number[]) => {
      const kind = kindOf(name)!;
      const example = { at: { prediction: [shape], target: [target] } };
      const alone = lowerAlone(kind, example, 1);
      const inputs = { prediction: Float64Array.from(z), target: Float64Array.from(t) };
      return evaluate(alone.b.program(resultsOf(alone)), { inputs }).results.correct?.data[0];
    };
    const four = [1, 0, 0, 1, 5, 2, 0, 9];
    expect(places('crossEntropy', [4, 2], [4], four, [0, 1, 1, 1])).toBe(0.75);
    expect(places('crossEntropy', [4, 2], [4, 2], four, [1, 0, 0, 1, 1, 0, 1, 0])).toBe(0.75);
    expect(places('bceWithLogits', [4, 1], [4, 1], [1, -1, 2, 3], [1, 0, 0, 0])).toBe(0.5);
    // At one place all numbers must be right.
    expect(places('bceWithLogits', [2, 2], [2, 2], [1, -1, 2, 3], [1, 0, 0, 0])).toBe(0.5);
  });
  test('plain regression has none', () => {
    expect(judged('mse', [1, 2], [1, 2])).toBeUndefined();
  });
});
