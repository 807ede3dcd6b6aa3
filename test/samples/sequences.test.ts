/** What the samples of sequences claim, by the metrics of the fast backend. */

import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { createEvaluation } from '../../workers/engine/evaluation.ts';
import { createExecutor } from '../../workers/engine/executor.ts';
import type { Metrics } from '../../workers/engine/metrics.ts';

async function trained(document: Document, steps: number) {
  const { plan, sources, issues } = compile(document);
  if (!plan) throw new Error(sentenceOf(issues[0]!));
  const datasets = new Map<string, Dataset>();
  for (const { node, params } of sources) {
    const made = await makeDataset(params, { get: async () => undefined });
    if (!made.ok) throw new Error(sentenceOf(made.issues[0]!));
    datasets.set(node, made.value);
  }
  const executor = await createExecutor(wasm, plan, datasets, document.run.seed);
  await executor.initialise();
  for (let i = 0; i < steps; i++) await executor.trainSteps(1);
  const evaluation = createEvaluation(executor);
  let metrics: Metrics | undefined;
  while (!metrics) metrics = await evaluation.advance(false);
  return { executor, metrics };
}
const sample = (id: string): Document => sampleOf(id)!.document;
const withParams = (document: Document, id: string, params: object): Document => {
  const node = document.nodes[id];
  if (!node) throw new Error(id);
  const changed = { ...node, params: { ...node.params, ...params } };
  return { ...document, nodes: { ...document.nodes, [id]: changed } };
};

describe('waveforms', () => {
  it('are told apart by convolution, and less well under noise', async () => {
    const document = sample('waveforms');
    const clear = (await trained(document, 400)).metrics.validationAccuracy;
    expect(clear).toBeGreaterThan(0.97);
    const noisy = withParams(document, 'data1', { noise: 0.3 });
    expect((await trained(noisy, 400)).metrics.validationAccuracy).toBeLessThan(clear - 0.05);
  });
});

describe('sorting digits', () => {
  it('is learnt by one block, whose heads look at places of both sides', async () => {
    const { executor, metrics } = await trained(sample('sortingDigits'), 600);
    expect(metrics.validationAccuracy).toBeGreaterThan(0.98);
    executor.watchNext();
    const ref = executor.plan.routines.watch?.results.outputs.multiHeadAttention1?.weights;
    if (!ref) return expect.unreachable();
    expect(ref.shape).toEqual([32, 4, 8, 8]);
    const weights = Array.from(await executor.read(ref));
    for (let row = 0; row < weights.length; row += 8)
      expect(weights.slice(row, row + 8).reduce((a, b) => a + b)).toBeCloseTo(1, 4);
    const later = weights.filter((_, i) => i % 8 > Math.floor(i / 8) % 8);
    expect(Math.max(...later)).toBeGreaterThan(0.5);
  });
  it('is never learnt without places', async () => {
    const document = sample('sortingDigits');
    const edges = Object.values(document.edges).map((e) =>
      e.source.node === 'positionalEncoding1'
        ? { ...e, source: { node: 'embedding1', port: 'out' } }
        : e,
    );
    const blind = { ...document, edges: Object.fromEntries(edges.map((e) => [e.id, e])) };
    expect((await trained(blind, 600)).metrics.validationAccuracy).toBeLessThan(0.6);
  });
});

describe('characters', () => {
  it('are told at the end of the rhyme, which is never trained on', async () => {
    const { executor, metrics } = await trained(sample('charactersAttention'), 400);
    expect(metrics.validationAccuracy).toBeGreaterThan(0.88);
    // Causal: no place looks at a later one.
    executor.watchNext();
    const ref = executor.plan.routines.watch?.results.outputs.multiHeadAttention1?.weights;
    const weights = ref ? Array.from(await executor.read(ref)) : [];
    expect(weights.filter((_, i) => i % 24 > Math.floor(i / 24) % 24).every((w) => w === 0)).toBe(
      true,
    );
  });
});
