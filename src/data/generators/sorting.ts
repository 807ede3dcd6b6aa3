/**
 * Digits to be sorted: a row is a list of digits as class indices, the target the same digits in
 * ascending order. Each place depends on all the others, so that attention has something to look at.
 */
import { type Generator, numbered } from './generator.ts';

const DIGITS = Array.from({ length: 10 }, (_, i) => String(i));

export const sortingDigits: Generator = {
  name: 'sorting-digits',
  title: { en: 'Sorting digits (sequence)', zh: '数字排序（序列）' },
  form: ({ length }) => ({
    inputs: numbered(length),
    shape: [length],
    time: 0,
    target: [length],
    symbols: DIGITS,
  }),
  task: 'indices',
  indices: true,
  uses: ['samples', 'seed', 'validation', 'length'],
  make: ({ samples, length }, r) => {
    const features = Float64Array.from({ length: samples * length }, () => r.below(DIGITS.length));
    const labels = features.slice();
    for (let row = 0; row < samples; row++)
      labels.subarray(row * length, (row + 1) * length).sort();
    return { features, labels };
  },
};
