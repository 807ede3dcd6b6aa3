/**
 * Sequences that ask for memory: what was heard some places ago, and two numbers that lie far apart.
 * How far is a knob, so that one can see which network still remembers. A row is [time, numbers].
 */
import { issue } from '../../base/issue.ts';
import { isPause } from '../../base/piecemeal.ts';
import { type Generator, type Knob, numbered } from './generator.ts';

const KNOBS: readonly Knob[] = ['samples', 'seed', 'validation', 'length'];

/** Random bits; the target is the same bits `delay` places later, zeros before. */
export const echo: Generator = {
  name: 'echo',
  title: { en: 'Echo (sequence)', zh: '回声（序列）' },
  short: { en: 'Echo', zh: '回声' },
  elementSpec: ({ length }) => ({
    inputs: numbered(length),
    shape: [length, 1],
    time: 0,
    target: [length, 1],
  }),
  task: 'regression',
  uses: [...KNOBS, 'delay'],
  check: ({ length, delay }) =>
    delay < length
      ? undefined
      : issue(
          'data.delay',
          {
            en: 'An echo that is {delay} places late does not come within {length} places; expected a smaller delay.',
            zh: '延迟 {delay} 个位置的回声不会出现在 {length} 个位置之内；应更小。',
          },
          { args: { delay, length }, where: { param: 'delay' } },
        ),
  *make({ samples, length, delay }, r) {
    const features = new Float64Array(samples * length);
    const labels = new Float64Array(samples * length);
    for (let row = 0; row < samples; row++) {
      if (isPause(row)) yield { pass: 'data', done: row, of: samples };
      for (let t = 0; t < length; t++) {
        const i = row * length + t;
        features[i] = r.below(2);
        if (t >= delay) labels[i] = features[i - delay]!;
      }
    }
    return { features, labels };
  },
};

/**
 * The adding problem of Hochreiter & Schmidhuber 1997 in the form of Le, Jaitly & Hinton 2015: at each
 * place a number from 0 to 1 and a mark, 1 at one place of each half and 0 elsewhere; the target is
 * the sum of the two marked numbers. Whoever always says 1 has a mean squared error of 1/6.
 */
export const adding: Generator = {
  name: 'adding',
  title: { en: 'Adding (sequence)', zh: '加法（序列）' },
  short: { en: 'Adding', zh: '加法' },
  elementSpec: ({ length }) => ({ inputs: numbered(2 * length), shape: [length, 2], time: 0 }),
  task: 'regression',
  uses: KNOBS,
  *make({ samples, length }, r) {
    const features = new Float64Array(samples * length * 2);
    const labels = new Float64Array(samples);
    const half = Math.floor(length / 2);
    for (let row = 0; row < samples; row++) {
      if (isPause(row)) yield { pass: 'data', done: row, of: samples };
      const at = row * length;
      for (let t = 0; t < length; t++) features[2 * (at + t)] = r.next();
      for (const t of [r.below(half), half + r.below(length - half)]) {
        features[2 * (at + t) + 1] = 1;
        labels[row] = labels[row]! + features[2 * (at + t)]!;
      }
    }
    return { features, labels };
  },
};
