/** Linear nodes followed back and multiplied out: sums over wires, paths that meet, shared weights. */
import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/catalog/index.ts';
import { leavesOf, linearOf, multiplyOut, weighedBy, weightsOf } from '../../src/catalog/linear.ts';
import type { Document } from '../../src/document/records.ts';
import { data, dense, draw, mse, neuron } from '../vocabulary.ts';

const end = { node: 'neuron3', port: 'out' };
const row = (...numbers: number[]) => ({ shape: [numbers.length], data: numbers });

describe('linear nodes in a row', () => {
  it('add up over all paths', () => {
    const document = draw(
      [
        data('gaussians', { split: true }),
        neuron('linear'),
        neuron('linear'),
        neuron('linear'),
        mse(),
      ],
      [
        'data1.x1 -> neuron1.in',
        'data1.x2 -> neuron1.in',
        'data1.x1 -> neuron2.in',
        'neuron1.out -> neuron3.in',
        'neuron2.out -> neuron3.in',
        'neuron3.out -> mse1.prediction',
        'data1.y -> mse1.target',
      ],
    );
    const linear = linearOf(document, kindOf, end);
    expect(weighedBy(linear)).toEqual(['neuron3', 'neuron1', 'neuron2']);
    const weights = {
      'neuron1.weight.e1': row(2),
      'neuron1.weight.e2': row(3),
      'neuron1.bias': row(1),
      'neuron2.weight.e3': row(5),
      'neuron2.bias': row(-1),
      'neuron3.weight.e4': row(10),
      'neuron3.weight.e5': row(100),
      'neuron3.bias': row(0.5),
    };
    expect(weightsOf(linear).sort()).toEqual(Object.keys(weights).sort());
    const sum = multiplyOut(linear, weights, () => 1);
    // 10·(2x₁ + 3x₂ + 1) + 100·(5x₁ − 1) + 0.5
    expect(sum?.of.get('data1.x1')?.data).toEqual(Float64Array.of(520));
    expect(sum?.of.get('data1.x2')?.data).toEqual(Float64Array.of(30));
    expect(sum?.bias).toEqual(Float64Array.of(-89.5));
    // A weight that is not there, or of another shape, makes no layer.
    const { 'neuron3.bias': _, ...missing } = weights;
    expect(multiplyOut(linear, missing, () => 1)).toBeUndefined();
    expect(multiplyOut(linear, weights, () => 2)).toBeUndefined();
  });

  it('take a deep mesh in a moment, each node once', () => {
    const words = [data('gaussians', { split: true })];
    const wires: string[] = [];
    let sources = ['data1.x1', 'data1.x2'];
    for (let layer = 0, n = 0; layer < 12; layer++) {
      const next: string[] = [];
      for (let i = 0; i < 6; i++) {
        words.push(neuron('linear'));
        n++;
        for (const s of sources) wires.push(`${s} -> neuron${n}.in`);
        next.push(`neuron${n}.out`);
      }
      sources = next;
    }
    const document = draw(words, wires);
    const linear = linearOf(document, kindOf, { node: 'neuron72', port: 'out' });
    expect(weighedBy(linear)).toHaveLength(67);
    expect(leavesOf(linear).map(({ at }) => at)).toEqual([
      { node: 'data1', port: 'x1' },
      { node: 'data1', port: 'x2' },
    ]);
    const weights = Object.fromEntries(weightsOf(linear).map((name) => [name, row(0.5)]));
    const sum = multiplyOut(linear, weights, () => 1);
    // Half of the sum of six, eleven times, from half of each input: paths 6¹¹, not walked one by one.
    expect(sum?.of.get('data1.x1')?.data[0]).toBeCloseTo(0.5 * 3 ** 11, 3);
  });

  it('use the weights of the node that owns them', () => {
    const whole = draw(
      [data('gaussians'), dense(2, { bias: false }), dense(2, { bias: false }), mse()],
      ['data1.x -> dense1.in', 'dense1.out -> dense2.in'],
    );
    const second = whole.nodes.dense2;
    if (!second) throw new Error('two layers');
    const document: Document = {
      ...whole,
      nodes: { ...whole.nodes, dense2: { ...second, shares: 'dense1' } },
    };
    const linear = linearOf(document, kindOf, { node: 'dense2', port: 'out' });
    expect(weightsOf(linear)).toEqual(['dense1.weight', 'dense1.weight']);
    const w = { shape: [2, 2], data: [0, 1, 2, 0] };
    const square = multiplyOut(linear, { 'dense1.weight': w }, () => 2);
    expect(square?.of.get('data1.x')?.data).toEqual(Float64Array.of(2, 0, 0, 2));
  });
});
