/** What dropout promises: a share of zeros, the mean kept, the same draws for the same step, none at inference. */
import { expect, test } from 'vitest';
import { kindOf } from '../../src/catalog/index.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { lowerAlone } from './alone.ts';

const N = 20000;
const ones = new Float64Array(N).fill(1);

function drop(p: number, step: number, mode: 'train' | 'eval' = 'train', seed = 1) {
  const kind = kindOf('dropout');
  if (!kind) throw new Error('dropout');
  const { b, inputs, outputs } = lowerAlone(kind, { params: { p }, at: { in: [[N]] } }, 1, {
    mode,
  });
  const out = outputs!.out!;
  const [dx] = differentiate(b, b.sum(out), [inputs.in!]);
  const program = b.program({ out, dx: dx! });
  const { results } = evaluate(program, { inputs: { in: ones }, seed, step });
  return { out: results.out?.data ?? [], dx: results.dx?.data ?? [] };
}

test.each([0.2, 0.5, 0.9])('p = %d drops that share and keeps the mean', (p) => {
  const { out, dx } = drop(p, 1);
  const kept = Array.from(out).filter((x) => x !== 0);
  // Four standard deviations of a binomial share.
  const off = 4 * Math.sqrt((p * (1 - p)) / N);
  expect(Math.abs(1 - kept.length / N - p)).toBeLessThan(off);
  for (const x of kept) expect(x).toBeCloseTo(1 / (1 - p), 12);
  expect(dx).toEqual(out);
});

test('the draws belong to the seed and the step', () => {
  expect(drop(0.5, 3)).toEqual(drop(0.5, 3));
  expect(drop(0.5, 3)).not.toEqual(drop(0.5, 4));
  expect(drop(0.5, 3)).not.toEqual(drop(0.5, 3, 'train', 2));
});

test('at inference everything passes as it is', () => {
  expect(drop(0.9, 1, 'eval').out).toEqual(ones);
});
