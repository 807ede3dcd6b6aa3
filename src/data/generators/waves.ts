/** Waves: a sine of which the next number is to be told, and four forms of wave to be told apart. */

import { isPause } from '../../base/piecemeal.ts';
import type { Random } from '../../base/random.ts';
import type { Words } from '../../base/words.ts';
import { type Generator, type Knob, numbered } from './generator.ts';

const KNOBS: readonly Knob[] = ['samples', 'noise', 'seed', 'validation', 'length'];

/** Places of one period: long enough to be seen as a wave, short enough to come round. */
const period = (r: Random) => r.between(10, 30);

/**
 * Windows of a sine of random period and phase; noise is the deviation of what is added to each
 * number. The target is the same wave one place on, at each place, or only the number after the window.
 */
export const sineNext: Generator = {
  name: 'sine-next',
  title: { en: 'Sine, next value (sequence)', zh: '正弦：下一个值（序列）' },
  short: { en: 'Sine, next value', zh: '正弦：下一个值' },
  elementSpec: ({ length, targetAt }) => ({
    inputs: numbered(length),
    shape: [length, 1],
    time: 0,
    ...(targetAt === 'last' ? {} : { target: [length, 1] }),
  }),
  task: 'regression',
  uses: [...KNOBS, 'targetAt'],
  *make({ samples, noise, length, targetAt }, r) {
    const features = new Float64Array(samples * length);
    const each = targetAt === 'last' ? 1 : length;
    const labels = new Float64Array(samples * each);
    for (let row = 0; row < samples; row++) {
      if (isPause(row)) yield { pass: 'data', done: row, of: samples };
      const [turn, phase] = [(2 * Math.PI) / period(r), r.between(0, 2 * Math.PI)];
      const wave = Float64Array.from(
        { length: length + 1 },
        (_, t) => Math.sin(turn * t + phase) + noise * r.normal(),
      );
      features.set(wave.subarray(0, length), row * length);
      labels.set(wave.subarray(length + 1 - each), row * each);
    }
    return { features, labels };
  },
};

/** Each over one turn from 0 to 1, between −1 and 1. */
const FORMS: readonly (readonly [name: Words, wave: (turn: number) => number])[] = [
  [{ en: 'sine', zh: '正弦' }, (u) => Math.sin(2 * Math.PI * u)],
  [{ en: 'square', zh: '方波' }, (u) => (u < 0.5 ? 1 : -1)],
  [{ en: 'triangle', zh: '三角波' }, (u) => 4 * Math.abs(((u + 0.75) % 1) - 0.5) - 1],
  [{ en: 'sawtooth', zh: '锯齿波' }, (u) => 2 * u - 1],
];

/** One channel of a signal, [1, time] as a convolution takes it; the forms take turns. */
export const waveforms: Generator = {
  name: 'waveforms',
  title: { en: 'Waveforms (signal)', zh: '波形（信号）' },
  short: { en: 'Waveforms', zh: '波形' },
  elementSpec: ({ length }) => ({ inputs: numbered(length), shape: [1, length], time: 1 }),
  classes: FORMS.map(([name]) => name),
  task: 'classes',
  uses: KNOBS,
  *make({ samples, noise, length }, r) {
    const features = new Float64Array(samples * length);
    const labels = Float64Array.from({ length: samples }, (_, row) => row % FORMS.length);
    for (const [row, label] of labels.entries()) {
      if (isPause(row)) yield { pass: 'data', done: row, of: samples };
      const wave = FORMS[label]?.[1] ?? Math.sin;
      const [turns, phase, size] = [1 / period(r), r.next(), r.between(0.6, 1.2)];
      for (let t = 0; t < length; t++)
        features[row * length + t] = size * wave((turns * t + phase) % 1) + noise * r.normal();
    }
    return { features, labels };
  },
};
