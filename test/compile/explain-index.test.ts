/** As computed: where several kernels write parts of one value, or read them, each says which part. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { explain } from '../../src/compile/explain.ts';
import type { Document } from '../../src/document/records.ts';
import type { Move } from '../../src/plan/plan.ts';
import { concat, data, dense, draw, mse, neuron } from '../vocabulary.ts';

function lettersOf(document: Document, node: string, phase: Move['phase']): string[] {
  const compilation = compile(document);
  const { plan } = compilation;
  if (!plan) throw new Error('no plan');
  const move = plan.moves.find((m) => m.node === node && m.phase === phase)!;
  const zeros = () => new Float64Array(1000);
  return explain({ plan, document, compilation, move, seed: 1, step: 1, view: () => undefined })
    .from({ now: zeros, before: zeros })
    .lines.map((l) => l.letters);
}

const parts = (lines: readonly string[], side: 0 | 1) =>
  lines.flatMap((l) => {
    const [left = '', right = ''] = l.split(/ = /);
    return [side ? right : left];
  });

test('a neuron joins what arrives: each wire has a place of its own, forward and back', () => {
  const document = draw(
    [data('xor-points', { split: true }), neuron('tanh'), neuron('linear'), mse()],
    [
      'data1.x1 -> neuron1.in',
      'data1.x2 -> neuron1.in',
      'data1.x1 -> neuron2.in',
      'data1.x2 -> neuron2.in',
      'neuron1.out -> neuron2.in',
      'neuron2.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ],
    { batchSize: 4 },
  );
  const forward = lettersOf(document, 'neuron2', 'forward');
  const joined = parts(forward, 0).filter((left) => left.includes('z_{1'));
  expect(joined).toHaveLength(3);
  expect(new Set(joined).size).toBe(3);
  const back = lettersOf(document, 'neuron2', 'backward').filter((l) => l.includes('partial x_'));
  expect(back.length).toBeGreaterThanOrEqual(3);
  expect(new Set(parts(back, 1)).size).toBe(back.length);
});

test('what is joined of wider parts is shifted by what lies before', () => {
  const document = draw(
    [data('gaussians'), dense(3), dense(2), concat(), dense(1), mse()],
    [
      'data1.x -> dense1.in',
      'data1.x -> dense2.in',
      'dense1.out -> concat1.in1',
      'dense2.out -> concat1.in2',
      'concat1.out -> dense3.in',
      'dense3.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ],
    { batchSize: 4 },
  );
  expect(lettersOf(document, 'concat1', 'forward')).toEqual([
    '\\val{y_{ij}} = \\val{x_{1,ij}}',
    '\\val{y_{i,j+3}} = \\val{x_{2,ij}}',
  ]);
  const back = lettersOf(document, 'concat1', 'backward');
  expect(back.at(-1)).toContain('{i,j+3}');
});
