/** As computed: a sum of four terms is written out; a longer one is its first, its second, … and its last. */
import { expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';
import { explain } from '../../src/compile/explain.ts';
import { data, dense, draw, mse } from '../vocabulary.ts';

/** The sums with their numbers in, where every number in memory is 2, of a layer that reads so many features. */
function sumsOf(features: number): string[] {
  const document = draw(
    [data('gaussians'), dense(features), dense(1, { bias: false }), mse()],
    [
      'data1.x -> dense1.in',
      'dense1.out -> dense2.in',
      'dense2.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ],
    { batchSize: 7 },
  );
  const compilation = compile(document);
  const plan = must(compilation.plan, 'a plan');
  const move = must(
    plan.moves.find((m) => m.node === 'dense2' && m.phase === 'forward'),
    'a move',
  );
  const twos = () => new Float64Array(1000).fill(2);
  return explain({ plan, document, compilation, move, seed: 1, step: 1, view: () => undefined })
    .from({ now: twos, before: twos })
    .lines.filter((l) => l.letters.includes('\\sum'))
    .map((l) => l.numbers.replace(/\\[a-z]+\{2\}/g, '2'));
}

const TERM = '2 \\cdot 2';
test.each([
  [2, [TERM, TERM]],
  [3, [TERM, TERM, TERM]],
  [4, [TERM, TERM, TERM, TERM]],
  [5, [TERM, TERM, '\\dots', TERM]],
  [6, [TERM, TERM, '\\dots', TERM]],
])('a sum of %i terms', (features, terms) => {
  expect(sumsOf(features)).toEqual([`${terms.join(' + ')} = 2`]);
});
