/** What a person is told of a graph that cannot be computed, or that will disappoint. */

import { describe, expect, it } from 'vitest';
import { hasErrors, sentenceOf } from '../../src/base/issue.ts';
import { namesIn } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Document } from '../../src/document/records.ts';
import {
  add,
  bceWithLogits,
  constant,
  crossEntropy,
  data,
  dense,
  draw,
  input,
  model,
  mse,
  neuron,
  perceptronLoss,
  relu,
  reshape,
  sgd,
  step,
  tanh,
  type Word,
} from '../vocabulary.ts';
import { sharing } from './worked.ts';

const told = (document: Document) =>
  compile(document).issues.map(
    (i) =>
      `${i.severity} ${i.code} ${i.where?.node ?? ''}${i.where?.port ? `.${i.where.port}` : ''}`,
  );

describe('diagnostics', () => {
  it('says nothing of a sound network', () => {
    expect(told(model(data('xor-points'), dense(8), tanh(), dense(1), bceWithLogits()))).toEqual(
      [],
    );
  });

  it('warns of a batch norm over batches of one number', () => {
    const net = (batchSize: number, ...shaping: readonly Word[]) =>
      told(
        model(data('xor-points'), dense(8), ...shaping, { kind: 'batchNorm', params: {} }, tanh(), {
          batchSize,
        }),
      ).filter((t) => t.startsWith('warning norm'));
    expect(net(1)).toEqual(['warning norm.single batchNorm1']);
    expect(net(2)).toEqual([]);
    expect(net(1, { kind: 'reshape', params: { shape: [2, 4] } })).toEqual([]);
  });

  it('advises against a bias that a norm takes away, where it is all that it goes to', () => {
    const norm = (kind: string): Word => ({ kind, params: {} });
    const conv: Word = { kind: 'conv2d', params: { filters: 2 } };
    const picture: Word = { kind: 'reshape', params: { shape: [2, 4, 4] } };
    const net = (...words: readonly Word[]) =>
      compile(model(data('xor-points'), ...words)).issues.filter((i) => i.code === 'bias.lost');
    const [issue] = net(dense(8), norm('batchNorm'));
    expect(issue).toMatchObject({
      severity: 'info',
      code: 'bias.lost',
      args: { first: { node: 'dense1' }, second: { node: 'batchNorm1' } },
      fix: { type: 'set-param', node: 'dense1', param: 'bias', value: false },
    });
    expect(net(dense(32), picture, conv, norm('batchNorm'))).toHaveLength(1);
    expect(net(dense(32), picture, conv, norm('instanceNorm'))).toHaveLength(1);
    expect(net(dense(8, { bias: false }), norm('batchNorm'))).toEqual([]);
    expect(net(dense(8), norm('layerNorm'))).toEqual([]);
    expect(net(dense(8), tanh(), norm('batchNorm'))).toEqual([]);
    expect(net(neuron('tanh'), norm('batchNorm'))).toEqual([]);
    // That of a cell stands inside of its curve.
    const last: Word = { kind: 'rnn', params: { gives: 'last' } };
    const sequence: Word = { kind: 'reshape', params: { shape: [2, 4] } };
    const walked = model(data('xor-points'), dense(8), sequence, last, norm('batchNorm'));
    expect(hasErrors(compile(walked).issues)).toBe(false);
    expect(compile(walked).issues.map((i) => i.code)).not.toContain('bias.lost');
    // Of several rows the bias lies along the last axis, the channels are the first.
    const rows: Word = { kind: 'reshape', params: { shape: [4, 2] } };
    expect(net(dense(8), rows, dense(3), norm('batchNorm'))).toEqual([]);
    const forked = draw(
      [data('xor-points'), dense(2), norm('batchNorm'), add(), mse()],
      [
        'data1.x -> dense1.in',
        'dense1.out -> batchNorm1.in',
        'batchNorm1.out -> add1.in1',
        'dense1.out -> add1.in2',
        'add1.out -> mse1.prediction',
        'data1.x -> mse1.target',
      ],
    );
    expect(compile(forked).issues.map((i) => i.code)).not.toContain('bias.lost');
  });

  it('tells at the hyperparameter that starts the weights what stands in the way of starting them', () => {
    const orthogonal = { kind: 'orthogonal', params: {} };
    const where = (param: string) => {
      const gru: Word = {
        kind: 'gru',
        params: { units: 1024, gives: 'last', [param]: orthogonal },
      };
      const wires = ['data1.x -> gru1.in', 'gru1.out -> dense1.in'];
      const loss = ['dense1.out -> mse1.prediction', 'dense1.out -> mse1.target'];
      const document = draw([data('echo'), gru, dense(1), mse()], [...wires, ...loss]);
      return compile(document).issues.find((i) => i.code === 'init.orthogonal')?.where;
    };
    expect(where('stateInit')).toEqual({ node: 'gru1', param: 'stateInit' });
  });

  it('names both sides of a mismatch and offers the repair', () => {
    const document = model(input(4, 3), dense(10), relu(), crossEntropy());
    const [issue] = compile(document).issues;
    expect(sentenceOf(issue!, namesIn(document.nodes))).toBe(
      'ReLU 1 gives 10 numbers, the target from Data 1 has 3 numbers. Set units to 3?',
    );
    expect(issue?.fix).toEqual({ type: 'set-param', node: 'dense1', param: 'units', value: 3 });
    expect(issue?.where).toMatchObject({ node: 'crossEntropy1', port: 'prediction' });
  });

  it('tells of a missing wire once, on the node and port', () => {
    const document = draw(
      [data('spiral'), dense(1), tanh(), bceWithLogits()],
      [
        'dense1.out -> tanh1.in',
        'tanh1.out -> bceWithLogits1.prediction',
        'data1.y -> bceWithLogits1.target',
      ],
    );
    expect(told(document)).toEqual(['error port.unwired dense1.in']);
    expect(compile(document).plan).toBeUndefined();
  });

  it('lets a stray node stand beside a network that is whole', () => {
    const whole = model(data('spiral'), dense(1), bceWithLogits());
    const stray = { id: 'tanh9', kind: 'tanh', params: {}, position: { x: 0, y: 0 } };
    const document = { ...whole, nodes: { ...whole.nodes, tanh9: stray } };
    expect(told(document)).toEqual(['warning port.unwired tanh9.in']);
    expect(compile(document).plan).toBeDefined();
  });

  it('tells of a cycle, which commands refuse but a hand-made document may have', () => {
    const document = draw(
      [constant([1]), add(), tanh(), mse()],
      [
        'constant1.out -> add1.in1',
        'tanh1.out -> add1.in2',
        'add1.out -> tanh1.in',
        'tanh1.out -> mse1.prediction',
        'constant1.out -> mse1.target',
      ],
    );
    expect(told(document)[0]).toMatch(/^error edge\.cycle/);
  });

  it('tells of a parameter out of range', () => {
    expect(told(model(data('spiral'), dense(0), bceWithLogits()))).toEqual([
      'error param.invalid dense1',
    ]);
  });

  it('tells of an optimiser that is not known, and of one out of range', () => {
    const with_ = (optimiser: Document['run']['optimiser']) =>
      told(model(data('spiral'), dense(1), bceWithLogits(), { optimiser }));
    expect(with_({ kind: 'lion', params: {} })).toEqual(['error optimiser.unknown ']);
    expect(with_(sgd(-1))).toEqual(['error param.invalid ']);
  });

  it('says that there is nothing to train without a loss, and nothing that trains under one', () => {
    expect(told(model(data('spiral'), dense(1)))).toEqual(['info loss.none ']);
    expect(told(model(data('spiral'), dense(1, { trainable: false }), bceWithLogits()))).toEqual([
      'warning loss.unreachable bceWithLogits1',
    ]);
  });

  it('tells of what leads to no loss, with the weights that nobody trains', () => {
    const side = (...more: readonly Word[]) =>
      draw(
        [data('spiral'), dense(1), bceWithLogits(), ...more],
        [
          'data1.x -> dense1.in',
          'dense1.out -> bceWithLogits1.prediction',
          'data1.y -> bceWithLogits1.target',
          ...(more.length ? ['data1.x -> dense2.in'] : []),
          ...(more.length > 1 ? ['dense2.out -> tanh1.in'] : []),
        ],
      );
    expect(told(side())).toEqual([]);
    expect(told(side(dense(1)))).toEqual(['warning node.untrained dense2']);
    // Once, at the end of the branch, with whose weights they are.
    expect(told(side(dense(1), tanh()))).toEqual(['warning node.untrained tanh1']);
    expect(told(side(dense(1, { trainable: false }), tanh()))).toEqual(['info node.unused tanh1']);
    // Whoever lends its weights to another branch is there for that.
    expect(told(sharing(side(dense(1, { l2: 0.1 })), { dense1: 'dense2' }))).toEqual([]);
  });

  it('tells of names that several nodes have, with the ids that values and files go by', () => {
    const document = model(data('spiral'), dense(2), tanh(), dense(1), bceWithLogits());
    const called = (id: string, title: string): Document => {
      const node = document.nodes[id] ?? expect.unreachable();
      return { ...document, nodes: { ...document.nodes, [id]: { ...node, title } } };
    };
    expect(told(called('tanh1', 'Bend'))).toEqual([]);
    const [twice, ...more] = compile(called('tanh1', 'Dense 2')).issues;
    expect(more).toEqual([]);
    expect(twice).toMatchObject({
      severity: 'warning',
      code: 'node.title-twice',
      args: { title: { node: 'tanh1' }, ids: 'tanh1, dense2' },
    });
  });

  it('tells of dropout between the layers of one, and of numbers that no window of a pool reaches', () => {
    const chain = (...words: readonly Word[]) =>
      told(
        model(input(6), reshape(6, 1), ...words, { kind: 'flatten', params: {} }, dense(1), mse()),
      );
    const gru = (layers: number): Word => ({
      kind: 'gru',
      params: { units: 2, layers, dropout: 0.3 },
    });
    expect(chain(gru(1))).toEqual(['warning recurrent.dropout gru1']);
    expect(chain(gru(2))).toEqual([]);
    const pool = (kernel: number, stride: number): Word => ({
      kind: 'maxPool1d',
      params: { kernel: [kernel], stride: [stride] },
    });
    const turned: Word = { kind: 'permute', params: { order: [1, 0] } };
    expect(chain(turned, pool(2, 2))).toEqual([]);
    expect(chain(turned, pool(4, 4))).toEqual(['info pool.dropped maxPool1d1']);
    expect(chain(turned, pool(3, 2))).toEqual(['info pool.dropped maxPool1d1']);
    expect(chain(turned, pool(3, 3))).toEqual([]);
  });

  it('warns of zeros and of linear layers that collapse', () => {
    const zeros = { init: { kind: 'zeros', params: {} } };
    expect(told(model(data('spiral'), dense(4, zeros), tanh(), dense(1), bceWithLogits()))).toEqual(
      ['warning init.zeros dense1'],
    );
    const same = { init: { kind: 'constant', params: { value: 0.5 } } };
    expect(told(model(data('spiral'), dense(4, same), tanh(), dense(1), bceWithLogits()))).toEqual([
      'warning init.constant dense1',
    ]);
    expect(told(model(data('spiral'), dense(4), dense(1), bceWithLogits()))).toEqual([
      'info layers.collapse dense2',
    ]);
    const passed: Word = { kind: 'linear', params: {} };
    expect(told(model(data('spiral'), dense(4), passed, dense(1), bceWithLogits()))).toEqual([
      'info layers.collapse dense2',
    ]);
    expect(
      told(
        draw(
          [data('spiral'), neuron('linear'), neuron('linear'), neuron('tanh'), bceWithLogits()],
          [
            'data1.x -> neuron1.in',
            'neuron1.out -> neuron2.in',
            'neuron2.out -> neuron3.in',
            'neuron3.out -> bceWithLogits1.prediction',
            'data1.y -> bceWithLogits1.target',
          ],
        ),
      ),
    ).toEqual(['info layers.collapse neuron2']);
  });

  it('tells where back-propagation meets a step, and offers a curve with a slope', () => {
    const net = (...words: readonly Word[]) =>
      compile(model(data('xor-points'), ...words)).issues.filter((i) => i.code.startsWith('slope'));
    const [told, ...more] = net(dense(4), step(), dense(1), bceWithLogits());
    expect(more).toEqual([]);
    expect(told?.severity).toBe('warning');
    expect(told?.where).toEqual({ node: 'step1' });
    expect(told?.fix).toEqual({ type: 'replace-kind', node: 'step1', kind: 'sigmoid' });
    // A neuron keeps its place and its weights: only its curve changes.
    expect(net(neuron('step'), mse())[0]?.fix).toEqual({
      type: 'set-param',
      node: 'neuron1',
      param: 'activation',
      value: 'sigmoid',
    });
    // The perceptron's rule takes the step itself; what comes before it must not.
    expect(net(neuron('step'), perceptronLoss())[0]).toMatchObject({
      code: 'slope.step-twice',
      fix: { param: 'activation', value: 'linear' },
    });
    expect(net(neuron('linear'), perceptronLoss())).toEqual([]);
    // Nothing before it could learn, or no loss is behind it: a gate is a gate.
    expect(net(step(), dense(1), bceWithLogits())).toEqual([]);
    expect(net(neuron('step', { trainable: false }), mse())).toEqual([]);
    expect(net(dense(4), step())).toEqual([]);
  });

  it('keeps a kind of another version inert', () => {
    const whole = model(data('spiral'), dense(1), bceWithLogits());
    const strange = {
      id: 'hopfield1',
      kind: 'hopfield',
      params: { a: 1 },
      position: { x: 0, y: 0 },
    };
    const document = { ...whole, nodes: { ...whole.nodes, hopfield1: strange } };
    expect(told(document)).toEqual(['warning kind.unknown hopfield1']);
    expect(compile(document).plan).toBeDefined();
  });
});

describe('a graph of single neurons', () => {
  /** Two columns, a row of `width` neurons, a row of `width` neurons, one neuron. */
  const rows = (width: number) => {
    const words = [data('xor-points', { split: true })];
    const wires: string[] = [];
    let [sources, n] = [['data1.x1', 'data1.x2'], 0];
    for (const count of [width, width, 1]) {
      const next: string[] = [];
      for (let i = 0; i < count; i++) {
        words.push(neuron('tanh'));
        n++;
        // Drawn in another order on every other neuron: the order of drawing decides nothing.
        for (const s of i % 2 ? sources : [...sources].reverse())
          wires.push(`${s} -> neuron${n}.in`);
        next.push(`neuron${n}.out`);
      }
      sources = next;
    }
    wires.push(`${sources[0]} -> mse1.prediction`, 'data1.y -> mse1.target');
    return draw([...words, mse()], wires);
  };

  it('compiles to as many kernels however many neurons stand in a row', () => {
    const steps = (width: number) => compile(rows(width)).plan?.routines.train?.steps.length;
    expect(steps(3)).toBe(steps(16));
    expect(steps(16)).toBeLessThan(25);
  });

  it('is as many kernels as the same network of dense layers', () => {
    const layers = model(
      data('xor-points'),
      dense(8),
      tanh(),
      dense(8),
      tanh(),
      dense(1),
      tanh(),
      mse(),
    );
    expect(compile(rows(8)).plan?.routines.train?.steps.length).toBe(
      compile(layers).plan?.routines.train?.steps.length,
    );
  });
});

it('keeps the key over moves, titles, live numbers and the seed, and changes it with the meaning', () => {
  const document = model(data('spiral'), dense(4), tanh(), dense(1), bceWithLogits(), {
    optimiser: sgd(0.1),
  });
  const key = (d: Document) => compile(d).key;
  const dense1 = document.nodes.dense1!;
  const edit = (change: object): Document => ({
    ...document,
    nodes: { ...document.nodes, dense1: { ...dense1, ...change } },
  });
  expect(key(edit({ position: { x: 9, y: 9 }, title: 'Hidden' }))).toBe(key(document));
  expect(key({ ...document, run: { ...document.run, seed: 9, optimiser: sgd(0.5) } })).toBe(
    key(document),
  );
  expect(key(edit({ params: { units: 5 } }))).not.toBe(key(document));
});
