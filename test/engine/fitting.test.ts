/**
 * Targets that their loss is not for, or that the activation before it cannot give, are told at loading, and
 * so are predictions that their loss is not for.
 */

import { describe, expect, test } from 'vitest';
import { ok } from '../../src/base/issue.ts';
import { planCheckWith } from '../../src/compile/check-plans.ts';
import type { Compilation } from '../../src/compile/compilation.ts';
import { compile } from '../../src/compile/compile.ts';
import { explain } from '../../src/compile/explain.ts';
import { pathsWith } from '../../src/compile/paths.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { createEngine } from '../../workers/engine/engine.ts';
import { understand } from '../../workers/engine/loading.ts';
import {
  bceWithLogits,
  constant,
  crossEntropy,
  dense,
  draw,
  flatten,
  input,
  linear,
  model,
  mse,
  multiply,
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

const partsFor = (dataset?: Dataset) => ({
  compile,
  explain,
  planCheck: planCheckWith(),
  paths: pathsWith(),
  backends: [reference],
  makeDataset: dataset ? async () => ok(dataset) : makeDataset,
  tables: { get: async () => undefined },
});

async function told(document: Document, dataset?: Dataset) {
  const parts = partsFor(dataset);
  const { compilation } = await understand(parts, document, () => undefined);
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
          args: { data: { node: 'data1' }, expected: '0 … 1', low: '0', high: '2' },
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
  test('the other encoding’s two sides before probabilities', async () => {
    for (const words of [[bceWithLogits()], [sigmoid(), loss('bce')]])
      expect(
        await told(model(input(2), dense(1), ...words), dataOf([-1, 1, 1, -1], 'binary')),
      ).toMatchObject([
        {
          code: 'target.range',
          args: { low: '−1', high: '1' },
          fix: { node: 'data1', param: 'encoding', value: '0/1' },
        },
      ]);
    expect(await on([-1, 1, 1, -1], dense(1), bceWithLogits())).toMatchObject([
      { code: 'target.range' },
    ]);
  });
  test('the other encoding’s two sides as indices of classes', async () => {
    const document = model(input(2), dense(3), crossEntropy());
    expect(await told(document, dataOf([-1, 1, 1, -1], 'binary'))).toMatchObject([
      { code: 'target.class', fix: { param: 'encoding', value: '0/1' } },
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

describe('inputs that are to be given back', () => {
  const back = (words: readonly Word[], port: string, kind: string, targets: readonly number[]) =>
    told(
      draw(
        [...words, { kind, params: {} }],
        [
          `data1.${port === 'x' ? 'x' : 'x1'} -> dense1.in`,
          `dense1.out -> ${kind}1.prediction`,
          `data1.${port} -> ${kind}1.target`,
        ],
      ),
      dataOf(targets, 'binary'),
    );
  test('have no encoding: none is offered', async () => {
    for (const kind of ['bceWithLogits', 'hinge']) {
      const [issue, ...more] = await back([input(2), dense(2)], 'x', kind, [0, 1, 1, 0]);
      expect(more).toEqual([]);
      expect(issue?.code).toMatch(/^target\./);
      expect(issue?.fix).toBeUndefined();
    }
  });
  test('are the column that leaves there, where each leaves by itself', async () => {
    const split = { ...input(2), params: { ...input(2).params, split: true } };
    // The second column goes from −1 to 2, the first from 0 to 1; the targets are none of their business.
    expect(await back([split, dense(1)], 'x2', 'bceWithLogits', [0, 1, 1, 0])).toMatchObject([
      { code: 'target.range', args: { low: '−1', high: '2' } },
    ]);
    expect(await back([split, dense(1)], 'x1', 'bceWithLogits', [7, 8, 9, 7])).toEqual([]);
  });
});

describe('targets that are moved on their way', () => {
  const sides = (targets: readonly number[], words: readonly Word[], wires: readonly string[]) =>
    told(
      draw(
        [input(2, targets.length / 4), dense(1), sigmoid(), loss('bce'), ...words],
        [
          'data1.x -> dense1.in',
          'dense1.out -> sigmoid1.in',
          'sigmoid1.out -> bce1.prediction',
          ...wires,
        ],
      ),
      dataOf(targets),
    );
  test('are judged as those of the data', async () => {
    const moved = [reshape(1, 1), flatten(), linear()];
    const wires = [
      'data1.y -> reshape1.in',
      'reshape1.out -> flatten1.in',
      'flatten1.out -> linear1.in',
      'linear1.out -> bce1.target',
    ];
    expect(await sides([0, 1, 0.5, 1], moved, wires)).toEqual([]);
    expect(await sides([0, 1, 2, 1], moved, wires)).toMatchObject([
      { code: 'target.range', args: { low: '0', high: '2' } },
    ]);
  });
  test('are those that are left of them', async () => {
    // The second column is none of a loss's business.
    const columns = [0, 7, 1, 8, 0, 9, 1, 7];
    const slice = (start: number): Word => ({
      kind: 'slice',
      params: { axis: 0, start, stop: start + 1, step: 1 },
    });
    const wires = ['data1.y -> slice1.in', 'slice1.out -> bce1.target'];
    expect(await sides(columns, [slice(0)], wires)).toEqual([]);
    expect(await sides(columns, [slice(1)], wires)).toMatchObject([
      { code: 'target.range', args: { low: '7', high: '9' } },
    ]);
  });
  test('belong together as they stand where they arrive', async () => {
    const words = [
      input(2, 4),
      dense(4),
      reshape(2, 2),
      reshape(2, 2),
      { kind: 'permute', params: { order: [1, 0] } },
      crossEntropy(),
    ];
    const wires = [
      'data1.x -> dense1.in',
      'dense1.out -> reshape1.in',
      'reshape1.out -> crossEntropy1.prediction',
      'data1.y -> reshape2.in',
      'reshape2.out -> permute1.in',
      'permute1.out -> crossEntropy1.target',
    ];
    const turned = [0.25, 1, 0.75, 0];
    const rows = [turned, turned, turned];
    const document = draw(words, wires);
    expect(await told(document, dataOf([...rows, turned].flat()))).toEqual([]);
    expect(await told(document, dataOf([...rows, [0.25, 0.75, 1, 0]].flat()))).toMatchObject([
      { code: 'target.shares', args: { sum: '1.25' } },
    ]);
  });
  test('but not what is computed of them', async () => {
    const words = [constant([0.1], [1]), multiply()];
    const wires = [
      'data1.y -> multiply1.in1',
      'constant1.out -> multiply1.in2',
      'multiply1.out -> bce1.target',
    ];
    expect(await sides([0, 10, 5, 3], words, wires)).toEqual([]);
  });
});

describe('predictions that a loss is not for', () => {
  const issues = (compilation: Pick<Compilation, 'issues'>) =>
    compilation.issues.filter((i) => i.code.startsWith('prediction.'));
  /** As the page is told, with the numbers looked at. */
  async function loaded(document: Document, dataset: Dataset, weights = {}) {
    const engine = createEngine(partsFor(dataset));
    try {
      const reply = await engine.load({ document, generation: 1, fresh: true, weights });
      return issues(reply.compilation);
    } finally {
      await engine.dispose();
    }
  }
  const binary = dataOf([0, 1, 1, 0]);
  const three = dataOf([0, 1, 2, 0]);
  const bce = loss('bce');
  const nll = loss('nll');
  const logSoftmax = loss('logSoftmax');
  const instead = (node: string, kind: string) => ({ type: 'replace-kind', node, kind });

  test.each([
    ['a sum', [dense(1), bce], '−∞ … ∞', instead('bce1', 'bceWithLogits')],
    ['a neuron', [neuron('linear'), bce], '−∞ … ∞', instead('bce1', 'bceWithLogits')],
    ['a tanh', [dense(1), tanh(), bce], '−1 … 1', instead('tanh1', 'sigmoid')],
    ['a ReLU, moved', [dense(1), relu(), flatten(), bce], '≥ 0', instead('relu1', 'sigmoid')],
    [
      'a neuron’s tanh',
      [neuron('tanh'), bce],
      '−1 … 1',
      { type: 'set-param', node: 'neuron1', param: 'activation', value: 'sigmoid' },
    ],
  ] as const)('%s before probabilities', async (_, words, range, fix) => {
    const [told, ...more] = await loaded(model(input(2), ...words), binary);
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      severity: 'warning',
      code: 'prediction.range',
      args: { expected: '0 … 1', range },
      where: { node: 'bce1', port: 'prediction' },
      fix,
    });
  });
  test.each([
    ['a sum', [dense(3), nll], '−∞ … ∞', instead('nll1', 'crossEntropy')],
    ['a softmax', [dense(3), softmax(), nll], '0 … 1', instead('softmax1', 'logSoftmax')],
  ] as const)('%s before logarithms', async (_, words, range, fix) => {
    expect(await loaded(model(input(2), ...words), three)).toMatchObject([
      { code: 'prediction.logs', args: { range }, fix },
    ]);
  });
  test.each([
    ['a softmax', [dense(3), softmax(), crossEntropy()], three, instead('softmax1', 'linear')],
    [
      'a sigmoid, moved',
      [dense(1), sigmoid(), flatten(), bceWithLogits()],
      binary,
      instead('sigmoid1', 'linear'),
    ],
    [
      'a neuron’s sigmoid',
      [neuron('sigmoid'), bceWithLogits()],
      binary,
      { type: 'set-param', node: 'neuron1', param: 'activation', value: 'linear' },
    ],
  ] as const)('%s before a loss that applies it itself', async (_, words, dataset, fix) => {
    const [told, ...more] = await loaded(model(input(2), ...words), dataset);
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      severity: 'warning',
      code: 'prediction.twice',
      where: { node: fix.node },
      fix,
    });
  });
  test('each of several that are put together is told', async () => {
    const document = draw(
      [
        input(2, 2),
        neuron('sigmoid'),
        neuron('tanh'),
        neuron('sigmoid'),
        { kind: 'concat', params: {} },
        bceWithLogits(),
      ],
      [
        'data1.x -> neuron1.in',
        'data1.x -> neuron2.in',
        'data1.x -> neuron3.in',
        'neuron1.out -> concat1.in1',
        'neuron3.out -> concat1.in2',
        'concat1.out -> bceWithLogits1.prediction',
        'data1.y -> bceWithLogits1.target',
      ],
    );
    expect(await loaded(document, dataOf([0, 1, 1, 0, 1, 1, 0, 0]))).toMatchObject([
      { code: 'prediction.twice', where: { node: 'neuron1' }, fix: { node: 'neuron1' } },
      { code: 'prediction.twice', where: { node: 'neuron3' }, fix: { node: 'neuron3' } },
    ]);
  });
  test('one activation is not another', async () => {
    expect(await loaded(model(input(2), dense(3), sigmoid(), crossEntropy()), three)).toEqual([]);
    expect(
      await loaded(model(input(2), dense(2), softmax(), dense(3), crossEntropy()), three),
    ).toEqual([]);
  });
  test('without a repair where there is none', async () => {
    const [told] = await loaded(model(input(2, 3), dense(3), loss('klDiv')), {
      ...dataOf([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0]),
    });
    expect(told?.code).toBe('prediction.logs');
    expect(told?.fix).toBeUndefined();
  });
  test('not what its activation gives, nor where any number will do', async () => {
    expect(await loaded(model(input(2), dense(1), sigmoid(), bce), binary)).toEqual([]);
    expect(await loaded(model(input(2), neuron('sigmoid'), reshape(1), bce), binary)).toEqual([]);
    expect(await loaded(model(input(2), dense(3), logSoftmax, nll), three)).toEqual([]);
    expect(await loaded(model(input(2), dense(1), tanh(), bceWithLogits()), binary)).toEqual([]);
    expect(await loaded(model(input(2), dense(3), crossEntropy()), three)).toEqual([]);
  });
  test('by the numbers, where the graph does not tell', async () => {
    const sum = (kind: string) =>
      draw(
        [input(2), dense(1), sigmoid(), sigmoid(), { kind, params: { inputs: 2 } }, bce],
        [
          'data1.x -> dense1.in',
          'dense1.out -> sigmoid1.in',
          'dense1.out -> sigmoid2.in',
          `sigmoid1.out -> ${kind}1.in1`,
          `sigmoid2.out -> ${kind}1.in2`,
          `${kind}1.out -> bce1.prediction`,
          'data1.y -> bce1.target',
        ],
      );
    expect(await loaded(sum('multiply'), binary)).toEqual([]);
    expect(await loaded(sum('add'), binary)).toMatchObject([
      {
        severity: 'warning',
        code: 'prediction.found',
        args: { loss: { node: 'bce1' }, expected: '0 … 1' },
        where: { node: 'bce1', port: 'prediction' },
        fix: instead('bce1', 'bceWithLogits'),
      },
    ]);
    // A frozen sum of what lies between 0 and 1 may be a mean.
    const mean = model(input(2), dense(2), sigmoid(), dense(1, { trainable: false }), bce);
    const weights = (w: number) => ({
      'dense1.weight': { shape: [2, 2], data: Float64Array.of(1, 0, 0, 1) },
      'dense1.bias': { shape: [2], data: Float64Array.of(0, 0) },
      'dense2.weight': { shape: [1, 2], data: Float64Array.of(w, w) },
      'dense2.bias': { shape: [1], data: Float64Array.of(0) },
    });
    expect(await loaded(mean, binary, weights(0.5))).toEqual([]);
    expect(await loaded(mean, binary, weights(2))).toMatchObject([{ code: 'prediction.found' }]);
  });
  test('logarithms of shares that are none of one whole', async () => {
    const scaled = (by: number) =>
      draw(
        [input(2), dense(3), logSoftmax, constant([by], [1]), multiply(), nll],
        [
          'data1.x -> dense1.in',
          'dense1.out -> logSoftmax1.in',
          'logSoftmax1.out -> multiply1.in1',
          'constant1.out -> multiply1.in2',
          'multiply1.out -> nll1.prediction',
          'data1.y -> nll1.target',
        ],
      );
    expect(await loaded(scaled(1), three)).toEqual([]);
    expect(await loaded(scaled(2), three)).toMatchObject([
      { code: 'prediction.sums', fix: instead('nll1', 'crossEntropy') },
    ]);
  });
  test('by their ids, also behind an edit that compiles nothing', async () => {
    const document = draw(
      [input(2), dense(1), constant([1], [1]), multiply(), bce],
      [
        'data1.x -> dense1.in',
        'dense1.out -> multiply1.in1',
        'constant1.out -> multiply1.in2',
        'multiply1.out -> bce1.prediction',
        'data1.y -> bce1.target',
      ],
    );
    const engine = createEngine(partsFor(binary));
    const of = (title: string, lr = 0.1): Document => ({
      ...document,
      nodes: { ...document.nodes, bce1: { ...document.nodes.bce1, title } as never },
      run: { ...document.run, optimiser: { kind: 'sgd', params: { lr } } },
    });
    const weights = {
      'dense1.weight': { shape: [1, 2], data: Float64Array.of(9, 0) },
      'dense1.bias': { shape: [1], data: Float64Array.of(0) },
    };
    const first = await engine.load({ document: of('A'), generation: 1, fresh: true, weights });
    const dialled = await engine.load({ document: of('A', 0.2), generation: 2 });
    const renamed = await engine.load({ document: of('B', 0.2), generation: 3 });
    expect(
      [first, dialled, renamed].map(({ compilation }) => issues(compilation)[0]?.args?.loss),
    ).toEqual([{ node: 'bce1' }, { node: 'bce1' }, { node: 'bce1' }]);
    await engine.dispose();
  });
});

test('the samples’ targets fit', async () => {
  for (const { id, document } of SAMPLES) expect([id, await told(document)]).toEqual([id, []]);
});
