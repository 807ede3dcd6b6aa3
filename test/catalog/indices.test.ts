/** Numbers that are indices: what embeddings make of them, and what a person is told of too few rows. */

import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { KINDS, kindOf } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { crossEntropy, data, dense, draw, type Word } from '../vocabulary.ts';
import { lowerAlone, paramsOf } from './alone.ts';

const embedding = (params: Word['params'] = {}): Word => ({ kind: 'embedding', params });

describe('embedding', () => {
  const kind = kindOf('embedding')!;
  const looked = (indices: readonly number[]) => {
    const alone = lowerAlone(
      kind,
      { params: { num: 3, dim: 2 }, at: { in: [[indices.length]] } },
      1,
    );
    const { b, weights, outputs } = alone;
    const out = outputs?.out ?? expect.unreachable();
    const [gradient] = differentiate(b, b.sum(out), [weights.weight ?? expect.unreachable()]);
    const inputs = { in: indices, weight: [1, 2, 3, 4, 5, 6] };
    const { results } = evaluate(b.program({ out, gradient: gradient ?? out }), { inputs });
    return [results.out, results.gradient].map((t) => Array.from(t?.data ?? []));
  };
  test('gives the rows, and counts how often each was asked for', () => {
    expect(looked([2, 0, 2])).toEqual([
      [5, 6, 1, 2, 5, 6],
      [1, 1, 0, 0, 2, 2],
    ]);
  });
  test('gives zeros for what is no row, and learns nothing from it', () => {
    expect(looked([3, -1, 0.5, 1])).toEqual([
      [0, 0, 0, 0, 0, 0, 3, 4],
      [0, 0, 1, 1, 0, 0],
    ]);
  });
});

describe('an input', () => {
  test('has no derivative where it reads indices, and is flat or a target where there is none else', () => {
    const wrong: string[] = [];
    for (const kind of KINDS)
      for (const example of kind.examples) {
        const params = paramsOf(kind, example.params);
        const { b, inputs, outputs, lossOutputs } = lowerAlone(kind, example, 2);
        const left = [...Object.values(outputs ?? {}), ...(lossOutputs ? [lossOutputs.loss] : [])];
        const whole = left.map((v) => b.sum(v)).reduce((x, y) => b.add(x, y));
        for (const port of kind.ports(params).inputs) {
          const wires = Object.entries(inputs).filter(([name]) => name.split('.')[0] === port.name);
          const slopes = differentiate(
            b,
            whole,
            wires.map(([, v]) => v),
          );
          const none = slopes.every((g) => g === undefined);
          const may = port.indices || kind.flat?.(params) || (kind.loss && port.name === 'target');
          if (wires.length && (none ? !may : port.indices)) wrong.push(`${kind.name}.${port.name}`);
        }
      }
    expect([...new Set(wrong)]).toEqual([]);
  });
});

describe('data that are indices', () => {
  const net = (num: number, units: number, params = {}) =>
    draw(
      [
        data('sorting-digits', { length: 4, ...params }),
        embedding({ num, dim: 3 }),
        dense(units),
        crossEntropy(),
      ],
      [
        'data1.x -> embedding1.in',
        'embedding1.out -> dense1.in',
        'dense1.out -> crossEntropy1.prediction',
        'data1.y -> crossEntropy1.target',
      ],
    );
  const told = (...of: Parameters<typeof net>) => compile(net(...of)).issues;

  test('fit where there is a row and a number for each', () => {
    expect(told(10, 10)).toEqual([]);
    expect(told(12, 11)).toEqual([]);
    expect(compile(net(10, 10)).shapes).toMatchObject({
      'data1.x': [4],
      'data1.y': [4],
      'embedding1.out': [4, 3],
      'dense1.out': [4, 10],
    });
  });
  test('ask for a larger table, and for more numbers, each on one press', () => {
    expect(told(9, 10)).toMatchObject([
      {
        code: 'shape.indices',
        args: { from: { node: 'data1' }, gives: 10, num: 9, param: 'num' },
        where: { node: 'embedding1', port: 'in' },
        fix: { type: 'set-param', node: 'embedding1', param: 'num', value: 10 },
      },
    ]);
    expect(told(10, 8)).toMatchObject([
      {
        code: 'shape.class-indices',
        args: {
          from: { node: 'dense1' },
          gives: 8,
          target: { node: 'data1' },
          wants: 10,
          value: 10,
        },
        where: { node: 'crossEntropy1', port: 'prediction' },
        fix: { type: 'set-param', node: 'dense1', param: 'units', value: 10 },
      },
    ]);
  });
  test('are no probabilities, though a list of numbers has their shape', () => {
    const document = draw(
      [data('sorting-digits', { length: 4 }), dense(4), crossEntropy()],
      [
        'data1.x -> dense1.in',
        'dense1.out -> crossEntropy1.prediction',
        'data1.y -> crossEntropy1.target',
      ],
    );
    expect(compile(document).issues).toMatchObject([{ code: 'shape.class-places' }]);
    expect(sentenceOf(compile(document).issues[0]!)).toContain('needs 4×10');
  });
  test('follow the text that was pasted', () => {
    const text = { dataset: 'text', text: 'abcabcabc', stride: 1 };
    expect(told(3, 3, text)).toEqual([]);
    expect(told(3, 3, { ...text, text: 'abcdabcd' }).map((i) => i.code)).toEqual(['shape.indices']);
    expect(told(3, 3, { ...text, text: 'abc' }).map((i) => i.code)).toEqual(['data.text-short']);
  });
});
