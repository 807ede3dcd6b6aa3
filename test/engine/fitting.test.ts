/** Targets that their loss is not for, or that the activation before it cannot give, are told at loading. */
import { describe, expect, test } from 'vitest';
import { ok } from '../../src/base/issue.ts';
import { atOnce } from '../../src/base/piecemeal.ts';
import type { Compilation } from '../../src/compile/compilation.ts';
import { compile } from '../../src/compile/compile.ts';
import { explain, titleOf } from '../../src/compile/explain.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { understand } from '../../workers/engine/loading.ts';
import {
  bceWithLogits,
  crossEntropy,
  dense,
  draw,
  flatten,
  input,
  linear,
  model,
  mse,
  neuron,
  perceptronLoss,
  relu,
  reshape,
  sigmoid,
  softmax,
  tanh,
  type Word,
} from '../vocabulary.ts';

const FEATURES = [0.5, -1, 1, 2, 0, -0.5, 1, 1];
const dataOf = (targets: readonly number[], task: Dataset['task'] = 'regression'): Dataset => ({
  inputs: ['x1', 'x2'],
  width: targets.length / 4,
  task,
  rows: 4,
  features: Float64Array.from(FEATURES),
  targets: Float64Array.from(targets),
  training: Uint32Array.of(0, 1, 2, 3),
  validation: new Uint32Array(0),
  ranges: [
    [-1, 2],
    [-1, 2],
  ],
});

async function told(document: Document, dataset?: Dataset) {
  const parts = {
    compile,
    explain,
    backends: [],
    makeDataset: dataset ? async () => ok(dataset) : makeDataset,
    tables: { get: async () => undefined },
    titleOf,
  };
  const drive = async (work: Parameters<typeof atOnce<Compilation>>[0]) => atOnce(work);
  const { compilation } = await understand(parts, document, new Map(), drive);
  return compilation.issues.filter((i) => i.code.startsWith('target.'));
}
const on = (targets: readonly number[], ...words: readonly Word[]) =>
  told(model(input(2), ...words), dataOf(targets));
const loss = (kind: string): Word => ({ kind, params: {} });

describe('targets beyond what a loss is for', () => {
  test('probabilities', async () => {
    for (const word of [bceWithLogits(), loss('bce')]) {
      expect(await on([0, 1, 0.5, 1], dense(1), sigmoid(), word)).toEqual([]);
      expect(await on([0, 1, 2, 1], dense(1), sigmoid(), word)).toMatchObject([
        {
          severity: 'warning',
          code: 'target.range',
          args: { data: 'Data 1', expected: '0 … 1', low: '0', high: '2' },
          where: { port: 'target' },
        },
      ]);
    }
  });
  test('the numbers of classes', async () => {
    expect(await on([0, 1, 2, 1], dense(3), crossEntropy())).toEqual([]);
    for (const strange of [3, -1, 0.5])
      expect(await on([0, strange, 2, 1], dense(3), crossEntropy())).toMatchObject([
        { code: 'target.class', args: { last: 2, got: String(strange).replace('-', '−') } },
      ]);
  });
  test('two sides, with the other encoding where the data have one', async () => {
    const hinge = model(input(2), dense(1), loss('hinge'));
    expect(await told(hinge, dataOf([-1, 1, 1, -1]))).toEqual([]);
    expect(await told(hinge, dataOf([0, 1, 1, 0]))).toMatchObject([
      { code: 'target.among', args: { expected: '−1, 1', got: '0' } },
    ]);
    expect(await told(hinge, dataOf([0, 1, 1, 0], 'binary'))).toMatchObject([
      { fix: { node: 'data1', param: 'encoding', value: '-1/+1' } },
    ]);
    const rule = model(input(2), dense(1), perceptronLoss());
    expect(await told(rule, dataOf([-1, 1, 1, -1], 'binary'))).toMatchObject([
      { fix: { node: 'data1', param: 'encoding', value: '0/1' } },
    ]);
  });
  test('shares that are none of one whole', async () => {
    const document = model(input(2, 2), dense(2), crossEntropy());
    const shares = [0.5, 0.5, 1, 0, 0, 1, 0.25, 0.75];
    expect(await told(document, dataOf(shares, 'classes'))).toEqual([]);
    const twice = [...shares.slice(0, 6), 1, 1];
    expect(await told(document, dataOf(twice, 'classes'))).toMatchObject([
      { code: 'target.shares', args: { sum: '2' } },
    ]);
  });
});

describe('targets that an activation cannot give', () => {
  const below = [-3, 1, 2, 0];
  test.each([
    ['sigmoid', sigmoid(), '0 … 1'],
    ['tanh', tanh(), '−1 … 1'],
    ['relu', relu(), '≥ 0'],
    ['softmax', softmax(), '0 … 1'],
  ] as const)('%s', async (kind, word, range) => {
    expect(await on(below, dense(1), word, mse())).toMatchObject([
      {
        code: 'target.reach',
        args: { range, low: '−3', high: '2' },
        fix: { type: 'replace-kind', node: `${kind}1`, kind: 'linear' },
      },
    ]);
    expect(await on([0.5, 1, 0, 1], dense(1), word, mse())).toEqual([]);
  });
  test('in a neuron, and behind what only passes numbers on', async () => {
    expect(await on(below, neuron('tanh'), mse())).toMatchObject([
      { fix: { type: 'set-param', node: 'neuron1', param: 'activation', value: 'linear' } },
    ]);
    expect(await on(below, neuron('linear'), mse())).toEqual([]);
    expect(
      await on(below, dense(1), tanh(), linear(), reshape(1, 1), flatten(), loss('huber')),
    ).toMatchObject([{ fix: { node: 'tanh1' } }]);
  });
  test('not where a layer comes after it, nor where the loss takes other numbers', async () => {
    expect(await on(below, dense(2), tanh(), dense(1), mse())).toEqual([]);
    expect(await on([0, 1, 1, 0], dense(1), tanh(), bceWithLogits())).toEqual([]);
  });
  test('of inputs that are to be given back', async () => {
    const words = [input(2), dense(2), sigmoid(), mse()];
    const wires = [
      'data1.x -> dense1.in',
      'dense1.out -> sigmoid1.in',
      'sigmoid1.out -> mse1.prediction',
      'data1.x -> mse1.target',
    ];
    expect(await told(draw(words, wires), dataOf([0, 0, 0, 0]))).toMatchObject([
      { code: 'target.reach', args: { low: '−1', high: '2' } },
    ]);
  });
});

test('the samples’ targets fit', async () => {
  for (const { id, document } of SAMPLES) expect([id, await told(document)]).toEqual([id, []]);
});
