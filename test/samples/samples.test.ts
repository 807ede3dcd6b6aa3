import { describe, expect, it, vi } from 'vitest';
import { makeReady } from '../../cli/executor.ts';
import { hasErrors, sentenceOf } from '../../src/base/issue.ts';
import { vocabulary } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { parse, serialise } from '../../src/document/codec.ts';
import { SAMPLES, sampleOf } from '../../src/samples/index.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { takeWeights } from '../../workers/engine/adopt.ts';
import { createEvaluation } from '../../workers/engine/evaluation.ts';
import type { Metrics } from '../../workers/engine/metrics.ts';
import { listened } from '../engine/line.ts';

/** The metrics of the weights after so many steps on the reference backend. */
async function trained(id: string, steps: number): Promise<Metrics> {
  const { document, weights } = sampleOf(id)!;
  const ready = await makeReady(document);
  if (!ready.ok) throw new Error(sentenceOf(ready.issues[0]!));
  const { executor } = ready.value;
  if (weights) expect((await takeWeights(executor, weights)).issues).toEqual([]);
  for (let i = 0; i < steps; i++) await executor.trainSteps(1);
  const evaluation = createEvaluation(executor);
  for (;;) {
    const metrics = await evaluation.advance(false);
    if (metrics) return metrics;
  }
}

describe.each(SAMPLES.map((s) => [s.id, s] as const))('%s', (id, sample) => {
  it('is a file that is read as it was written', () => {
    const text = serialise(sample.document, sample.weights);
    const opened = parse(text, vocabulary);
    expect(opened).toMatchObject({ ok: true, value: { document: sample.document } });
    expect(opened.ok && opened.value.weights).toEqual(sample.weights);
    expect(sampleOf(id)).toBe(sample);
  });

  it('compiles, and its weights are those that the network has', () => {
    const { issues, plan, parameters, losses } = compile(sample.document);
    expect(hasErrors(issues), issues.map((i) => sentenceOf(i)).join()).toBe(false);
    expect(plan?.routines.watch).toBeDefined();
    expect(losses.length).toBeGreaterThan(0);
    const names = parameters.map((p) => p.name).sort();
    if (sample.weights) expect(Object.keys(sample.weights).sort()).toEqual(names);
  });

  it('says in both languages what to look at', () => {
    for (const text of [...Object.values(sample.title), ...Object.values(sample.instructions)])
      expect(text.length).toBeGreaterThan(1);
  });
});

describe('what the samples promise', () => {
  it('the first one is the spiral, and it learns', async () => {
    expect(SAMPLES[0]?.id).toBe('spiral');
    const metrics = await trained('spiral', 1500);
    expect(metrics.validationAccuracy).toBeGreaterThan(0.95);
  });
  it('the gates compute XOR without any training', async () => {
    expect((await trained('gates', 0)).cost).toBe(0);
  });
  it('the perceptron settles on AND', async () => {
    expect(await trained('perceptronAnd', 100)).toMatchObject({ accuracy: 1, cost: 0 });
  });
  it('and never on XOR', async () => {
    for (const steps of [100, 1000, 1001, 1002, 1003])
      expect((await trained('perceptronXor', steps)).accuracy).toBeLessThan(1);
  });
  it.each(['xor', 'xorNeurons'])('%s is solved by a hidden layer', async (id) => {
    expect((await trained(id, 1000)).accuracy).toBe(1);
  });
  it.each(['circle', 'skip'])('%s divides its points', async (id) => {
    expect((await trained(id, 1000)).validationAccuracy).toBeGreaterThan(0.95);
  });
  it('the sine comes close to its curve, and 4-5-3 to its target', async () => {
    expect((await trained('sine', 1500)).validationCost).toBeLessThan(0.01);
    expect((await trained('mlp453', 500)).cost).toBeLessThan(1e-3);
  });
  it('the convolution reads digits that it has not seen', async () => {
    const { document } = sampleOf('digitsConvolution')!;
    const { engine, points } = await listened({
      compile,
      makeDataset,
      backends: [wasm],
    });
    await engine.load({ document, generation: 1 });
    await engine.train(200);
    await vi.waitFor(
      () => {
        const last = points().findLast((p) => p.step === 200);
        expect(last?.validationAccuracy).toBeGreaterThan(0.97);
      },
      { timeout: 300_000 },
    );
  });
  it.each([
    [1, 38416],
    [0.25, 16],
    [0.1, 16 * 0.2 ** 4],
  ])('4x² at the rate %d: the loss that the third step begins with', async (lr, loss) => {
    const { document } = sampleOf('learningRates')!;
    const { engine, points } = await listened({
      compile,
      makeDataset,
      backends: [wasm],
    });
    const optimiser = { kind: 'sgd', params: { lr, momentum: 0 } };
    await engine.load({
      document: { ...document, run: { ...document.run, optimiser } },
      generation: 1,
    });
    await engine.train(3);
    await vi.waitFor(
      () => {
        const last = points().find((p) => p.step === 3)?.cost;
        expect((last ?? Number.NaN) / loss).toBeCloseTo(1, 3);
      },
      { timeout: 300_000 },
    );
  });
  it('the shapes of 4-5-3 are those of the lecture', () => {
    const { shapes } = compile(sampleOf('mlp453')!.document);
    expect(shapes).toMatchObject({
      'constant1.out': [4],
      'dense1.out': [5],
      'sigmoid1.out': [5],
      'dense2.out': [3],
    });
  });
});

it.each(SAMPLES.map((s) => [s.id, s] as const))(
  '%s opens under the name that the gallery gives it',
  (_, s) => {
    expect(s.document.name).toBe(s.title.en);
  },
);
