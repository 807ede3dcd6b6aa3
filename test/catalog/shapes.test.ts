/** What a person is told when shapes do not fit: both sides by name, and a repair where one is sure. */

import { describe, expect, test } from 'vitest';
import { type Issue, sentenceOf } from '../../src/base/issue.ts';
import type { Arriving } from '../../src/catalog/facets.ts';
import { kindOf, vocabulary } from '../../src/catalog/index.ts';
import type { Shape } from '../../src/tensor/shape.ts';
import { paramsOf } from './alone.ts';

/** What arrives is called by its id here, the node itself after its kind. */
const called = (id: string) => {
  const kind = kindOf(id.replace(/1$/, ''));
  return kind ? `${kind.title.en} 1` : id;
};
const told = (issues: readonly Issue[]) =>
  issues.map((i) => ({ ...i, message: sentenceOf(i, called) }));

type At = Record<string, Omit<Arriving, 'edge'>>;
const from = (node: string, ...shape: number[]) => ({ from: { node }, shape });

function shape(name: string, params: Record<string, unknown>, at: At) {
  const kind = kindOf(name);
  if (!kind) throw new Error(name);
  return kind.shape({
    params: paramsOf(kind, params),
    node: `${name}1`,
    at: (port) => (at[port] ? [{ edge: 'e1', ...at[port] }] : []),
  });
}
const out = (name: string, params: Record<string, unknown>, at: At): Shape | undefined => {
  const result = shape(name, params, at);
  return result.ok ? result.value.out : undefined;
};

describe('a loss whose sides differ', () => {
  const sides = {
    prediction: {
      ...from('Dense 2', 10),
      width: { node: 'dense2', param: 'units', valueFor: (n: number) => n },
    },
    target: from('Data 1', 3),
  };
  test('names both and offers the repair', () => {
    expect(told(shape('mse', {}, sides).issues)).toMatchObject([
      {
        message: 'Dense 2 gives 10 numbers, the target from Data 1 has 3 numbers. Set units to 3?',
        where: { node: 'mse1', port: 'prediction' },
        fix: { type: 'set-param', node: 'dense2', param: 'units', value: 3 },
      },
    ]);
  });
  test('offers none where the width is not one parameter', () => {
    const [found] = told(shape('mse', {}, { ...sides, prediction: from('Concat 1', 10) }).issues);
    expect(found?.message).toBe('Concat 1 gives 10 numbers, the target from Data 1 has 3 numbers.');
    expect(found?.fix).toBeUndefined();
    const deep = { ...sides.prediction, shape: [2, 10] };
    expect(shape('mse', {}, { ...sides, prediction: deep }).issues[0]?.fix).toBeUndefined();
  });
  test('takes a number alone for a list of one', () => {
    const one = { prediction: from('Neuron 1', 1), target: from('Data 1') };
    expect(shape('mse', {}, one)).toMatchObject({ ok: true });
  });
  test('waits without a word for what is not wired yet', () => {
    expect(shape('mse', {}, { prediction: from('Dense 2', 10) })).toEqual({
      ok: false,
      issues: [],
    });
    expect(shape('dense', {}, {})).toEqual({ ok: false, issues: [] });
    expect(shape('concat', {}, { in1: from('Dense 1', 2) })).toEqual({ ok: false, issues: [] });
  });
  test('softmax cross-entropy over one number is sent to its binary sister', () => {
    const one = { prediction: from('Dense 2', 1), target: from('Data 1', 1) };
    expect(told(shape('crossEntropy', {}, one).issues)).toMatchObject([
      { fix: { type: 'replace-kind', node: 'crossEntropy1', kind: 'bceWithLogits' } },
    ]);
  });
});

describe('shaping', () => {
  test('add broadcasts samples, never the batch', () => {
    expect(out('add', {}, { in1: from('a', 2, 3), in2: from('b', 3) })).toEqual([2, 3]);
    expect(
      told(shape('add', {}, { in1: from('Dense 1', 4), in2: from('Dense 2', 3) }).issues),
    ).toMatchObject([
      {
        message: 'Dense 2 gives 3 numbers, Dense 1 gives 4 numbers; Add 1 needs them alike.',
        where: { node: 'add1', port: 'in2' },
      },
    ]);
  });
  test('concat joins along its axis', () => {
    expect(out('concat', {}, { in1: from('a', 2, 3), in2: from('b', 2, 1) })).toEqual([2, 4]);
    expect(out('concat', { axis: 0 }, { in1: from('a', 2, 3), in2: from('b', 1, 3) })).toEqual([
      3, 3,
    ]);
    expect(
      shape('concat', {}, { in1: from('a', 2, 3), in2: from('b', 1, 3) }).issues,
    ).toMatchObject([{ code: 'shape.concat', where: { port: 'in2' } }]);
    expect(
      shape('concat', { axis: 2 }, { in1: from('a', 3), in2: from('b', 3) }).issues,
    ).toMatchObject([{ code: 'shape.axis', fix: { param: 'axis', value: -1 } }]);
  });
  test('reshape counts', () => {
    expect(out('reshape', { shape: [2, -1] }, { in: from('a', 6) })).toEqual([2, 3]);
    expect(out('reshape', { shape: [-1] }, { in: from('a', 2, 3) })).toEqual([6]);
    expect(
      told(shape('reshape', { shape: [4, -1] }, { in: from('Dense 1', 6) }).issues),
    ).toMatchObject([{ message: 'Dense 1 gives 6 numbers, which cannot be arranged as 4×−1.' }]);
    expect(shape('reshape', { shape: [-1] }, { in: from('Dense 1', 6) }).ok).toBe(true);
  });
  test('dense acts on the last axis', () => {
    expect(out('dense', { units: 5 }, { in: from('a', 2, 4) })).toEqual([2, 5]);
    expect(out('dense', { units: 5 }, { in: from('a') })).toEqual([5]);
  });
  test('softmax needs a list', () => {
    expect(told(shape('softmax', {}, { in: from('a') }).issues)).toMatchObject([
      { code: 'shape.softmax' },
    ]);
  });
});

describe('windows, pools and norms', () => {
  const message = (name: string, params: Record<string, unknown>, ...x: number[]) =>
    told(shape(name, params, { in: from('Reshape 1', ...x) }).issues)[0]?.message;

  test('give what torch gives', () => {
    const image = { in: from('a', 3, 28, 28) };
    expect(out('conv2d', { filters: 6, kernel: [5] }, image)).toEqual([6, 24, 24]);
    expect(out('conv2d', { filters: 6, kernel: [5], padding: 'same' }, image)).toEqual([6, 28, 28]);
    expect(out('conv2d', { kernel: [3], stride: [2], padding: 'number', pad: [1] }, image)).toEqual(
      [8, 14, 14],
    );
    expect(out('conv1d', { kernel: [3], dilation: [2] }, { in: from('a', 2, 9) })).toEqual([8, 5]);
    expect(
      out('convTranspose2d', { kernel: [2], stride: [2] }, { in: from('a', 3, 7, 5) }),
    ).toEqual([8, 14, 10]);
    expect(out('maxPool2d', {}, { in: from('a', 6, 5, 4) })).toEqual([6, 2, 2]);
    expect(out('globalAvgPool', {}, image)).toEqual([3]);
    expect(out('batchNorm', {}, image)).toEqual([3, 28, 28]);
    expect(out('permute', { order: [1, 2, 0] }, image)).toEqual([28, 28, 3]);
    expect(out('slice', { axis: 0, start: -2 }, image)).toEqual([2, 28, 28]);
  });
  test('name both sides where something does not fit', () => {
    expect(message('conv2d', {}, 784)).toBe(
      'Conv 2-D 1 needs channels×height×width; Reshape 1 gives 784 numbers.',
    );
    expect(message('conv2d', { kernel: [5], dilation: [2] }, 1, 8, 9)).toBe(
      'The window of Conv 2-D 1 spans 9×9; Reshape 1 gives 1×8×9 numbers, with padding 8×9.',
    );
    expect(message('conv1d', { groups: 2 }, 3, 8)).toBe(
      'Conv 1-D 1 divides channels into 2 groups; Reshape 1 gives 3×8 numbers, 3 channels.',
    );
    expect(message('groupNorm', { groups: 4 }, 6, 2, 2)).toContain('6 channels');
    expect(message('instanceNorm', {}, 6)).toContain('needs channels with several numbers each');
    expect(message('layerNorm', { axes: 2 }, 6)).toContain('takes 2 axes together');
    expect(message('convTranspose2d', { kernel: [2], pad: [3] }, 1, 2, 2)).toContain('nothing');
    expect(message('slice', { start: 3, stop: 2 }, 6)).toBe(
      'Slice 1 takes nothing: from 3 to 2 of 6 along axis -1; Reshape 1 gives 6 numbers.',
    );
    expect(message('permute', { order: [1, 0] }, 1, 2, 3)).toContain('orders 2 axes');
  });
  test('parameters that contradict each other are told', () => {
    const codes = (kind: string, params: Record<string, unknown>) =>
      vocabulary(kind)
        ?.check(params)
        .map((i) => i.code);
    expect(codes('conv2d', { filters: 3, groups: 2 })).toEqual(['conv.groups']);
    expect(codes('conv2d', { padding: 'same', stride: [2] })).toEqual(['conv.same']);
    expect(codes('conv2d', { kernel: [] })).toEqual(['sizes.count']);
    expect(codes('conv1d', { kernel: [3, 3] })).toEqual(['param.invalid']);
    expect(codes('maxPool2d', { pad: [2] })).toEqual(['pool.padding']);
    expect(codes('convTranspose2d', { outputPad: [1] })).toEqual(['conv.output-pad']);
    expect(codes('permute', { order: [0, 2] })).toEqual(['permute.order']);
    expect(codes('dropout', { p: 1 })).toEqual(['param.invalid']);
  });
});
