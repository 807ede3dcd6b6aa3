/**
 * Digits to be sorted: a row is a list of digits as class indices, the target the same digits in
 * ascending order. Each place depends on all the others, so that attention has something to attend to.
 */
import { isPause } from '../../base/piecemeal.ts';
import { type Generator, numbered } from './generator.ts';

const DIGITS = Array.from({ length: 10 }, (_, i) => String(i));

export const sortingDigits: Generator = {
  name: 'sorting-digits',
  title: { en: 'Sorting digits (sequence)', zh: '数字排序（序列）' },
  short: { en: 'Sorting digits', zh: '数字排序' },
  elementSpec: ({ length }) => ({
    inputs: numbered(length),
    shape: [length],
    time: 0,
    target: [length],
    symbols: DIGITS,
  }),
  task: 'indices',
  indices: true,
  uses: ['samples', 'seed', 'validation', 'length'],
  *make({ samples, length }, r) {
    const features = new Float64Array(samples * length);
    const labels = new Float64Array(samples * length);
    for (let row = 0; row < samples; row++) {
      if (isPause(row)) yield { pass: 'data', done: row, of: samples };
      const at = row * length;
      for (let t = 0; t < length; t++) features[at + t] = r.below(DIGITS.length);
      labels.set(
        features
          .subarray(at, at + length)
          .slice()
          .sort(),
        at,
      );
    }
    return { features, labels };
  },
};
