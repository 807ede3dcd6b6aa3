import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { RHYME } from '../../src/data/generators/text.ts';
import { datasetInfoOf } from '../../src/data/info.ts';
import { makeDataset } from '../../src/data/make.ts';

const none = { get: async () => undefined };
async function made(params: Record<string, unknown>): Promise<Dataset> {
  const result = await makeDataset(params, none);
  if (!result.ok) throw new Error(result.issues.map((i) => sentenceOf(i)).join());
  return result.value;
}
const row = (numbers: Float64Array, width: number, i: number) => [
  ...numbers.subarray(i * width, (i + 1) * width),
];
const sequence = (d: Dataset, i: number) => row(d.features, d.inputs.length, i);
const target = (d: Dataset, i: number) => row(d.targets, d.width, i);
const wrong = (params: Record<string, unknown>) =>
  datasetInfoOf(params).issues.map(({ code, where }) => [code, where?.param]);

describe('echo', () => {
  it('is the same bits, so many places later', async () => {
    const d = await made({ dataset: 'echo', samples: 50, length: 7, delay: 2 });
    expect([d.shape, d.targetShape, d.time, d.task]).toEqual([[7, 1], [7, 1], 0, 'regression']);
    for (let i = 0; i < 50; i++) {
      const x = sequence(d, i);
      expect(target(d, i)).toEqual([0, 0, ...x.slice(0, 5)]);
      expect(x.every((v) => v === 0 || v === 1)).toBe(true);
    }
    const ones = d.features.reduce((n, v) => n + v, 0);
    expect(Math.abs(ones / 350 - 0.5)).toBeLessThan(0.1);
  });
  it('a delay of 0 is the input itself, one beyond the sequence is refused', async () => {
    const d = await made({ dataset: 'echo', samples: 20, length: 5, delay: 0 });
    expect(d.targets).toEqual(d.features);
    expect(wrong({ dataset: 'echo', length: 5, delay: 5 })).toEqual([['data.delay', 'delay']]);
    const [issue] = datasetInfoOf({ dataset: 'echo', length: 5, delay: 6 }).issues;
    expect(sentenceOf(issue!)).toContain('6 places late does not come within 5 places');
  });
});

describe('adding', () => {
  it.each([2, 3, 50])('length %d: the sum of the two marked numbers', async (length) => {
    const d = await made({ dataset: 'adding', samples: 2000, length });
    expect([d.shape, d.targetShape, d.width]).toEqual([[length, 2], undefined, 1]);
    let squares = 0;
    for (let i = 0; i < d.rows; i++) {
      const x = sequence(d, i);
      const marked = x.flatMap((v, k) => (k % 2 === 1 && v === 1 ? [(k - 1) / 2] : []));
      expect(x.every((v, k) => (k % 2 === 1 ? v === 0 || v === 1 : v > 0 && v < 1))).toBe(true);
      expect(marked.map((t) => t < Math.floor(length / 2))).toEqual([true, false]);
      const sum = marked.reduce((s, t) => s + x[2 * t]!, 0);
      expect(target(d, i)[0]).toBeCloseTo(sum, 12);
      squares += (sum - 1) ** 2;
    }
    // Of a sum of two uniform numbers: the variance is 1/6.
    expect(squares / d.rows).toBeCloseTo(1 / 6, 1);
  });
});

describe('sine-next', () => {
  const params = { dataset: 'sine-next', samples: 40, length: 25, noise: 0 };
  it('each: the window one place on', async () => {
    const d = await made(params);
    expect([d.shape, d.targetShape]).toEqual([
      [25, 1],
      [25, 1],
    ]);
    for (let i = 0; i < d.rows; i++)
      expect(target(d, i).slice(0, -1)).toEqual(sequence(d, i).slice(1));
  });
  it('last: the one number after it, which the recurrence of a sine gives', async () => {
    const d = await made({ ...params, targetAt: 'last' });
    expect([d.shape, d.targetShape, d.width]).toEqual([[25, 1], undefined, 1]);
    for (let i = 0; i < d.rows; i++) {
      const x = sequence(d, i) as number[];
      const at = (k: number) => x.at(k)!;
      // sin(a + 2h) = 2 cos h · sin(a + h) − sin a, with cos h from the places where x is largest.
      const k = x.reduce(
        (best, v, t) => (t > 0 && t < 24 && Math.abs(v) > Math.abs(at(best)) ? t : best),
        1,
      );
      const cos2 = (at(k + 1) + at(k - 1)) / at(k);
      expect(target(d, i)[0]).toBeCloseTo(cos2 * at(-1) - at(-2), 8);
    }
  });
  it('noise is added to each number', async () => {
    const [still, noisy] = [await made(params), await made({ ...params, noise: 0.3 })];
    expect(Math.max(...noisy.features)).toBeGreaterThan(1);
    expect(Math.max(...still.features)).toBeLessThanOrEqual(1);
  });
});

describe('waveforms', () => {
  it('are balanced, channels first, and each has its form', async () => {
    const d = await made({ dataset: 'waveforms', samples: 400, length: 64, noise: 0 });
    expect([d.shape, d.time, d.task, d.width]).toEqual([[1, 64], 1, 'classes', 4]);
    expect(d.classes).toEqual(['sine', 'square', 'triangle', 'sawtooth']);
    // The mean of |x| over its largest value: 2/π, 1, ½ and ½; a sawtooth alone jumps, once a turn.
    const flatness: number[][] = [[], [], [], []];
    const jumps = [0, 0, 0, 0];
    for (let i = 0; i < d.rows; i++) {
      const x = sequence(d, i);
      const label = target(d, i).indexOf(1);
      const most = Math.max(...x.map(Math.abs));
      flatness[label]?.push(x.reduce((s, v) => s + Math.abs(v), 0) / 64 / most);
      if (x.some((v, t) => t > 0 && Math.abs(v - x[t - 1]!) > most)) jumps[label]!++;
      expect(most).toBeLessThanOrEqual(1.2);
    }
    expect(flatness.map((f) => f.length)).toEqual([100, 100, 100, 100]);
    const mean = flatness.map((f) => f.reduce((a, b) => a + b) / f.length);
    for (const [k, expected] of [2 / Math.PI, 1, 0.5, 0.5].entries())
      expect(Math.abs(mean[k]! - expected)).toBeLessThan(0.05);
    expect([jumps[0], jumps[1], jumps[2], jumps[3]]).toEqual([0, 100, 0, 100]);
  });
});

describe('sorting-digits', () => {
  it('has the same digits in order, as indices', async () => {
    const d = await made({ dataset: 'sorting-digits', samples: 60, length: 6 });
    expect([d.shape, d.targetShape, d.task, d.width]).toEqual([[6], [6], 'indices', 6]);
    expect(d.symbols).toEqual([...'0123456789']);
    expect(d.classes).toEqual(d.symbols);
    for (let i = 0; i < d.rows; i++)
      expect(target(d, i)).toEqual(sequence(d, i).sort((a, b) => a - b));
    expect(
      await made({ dataset: 'sorting-digits', samples: 60, length: 6, standardise: true }),
    ).toEqual(d);
  });
});

describe('text', () => {
  const read = (d: Dataset, codes: readonly number[]) => codes.map((c) => d.symbols?.[c]).join('');
  it('windows every so many characters, and what comes next', async () => {
    const text = 'to be or not to be';
    const d = await made({ dataset: 'text', text, length: 5, stride: 4, validation: 0 });
    expect(d.symbols).toEqual([' ', 'b', 'e', 'n', 'o', 'r', 't']);
    expect(d.rows).toBe(4);
    for (let i = 0; i < d.rows; i++) {
      expect(read(d, sequence(d, i))).toBe(text.slice(4 * i, 4 * i + 5));
      expect(read(d, target(d, i))).toBe(text.slice(4 * i + 1, 4 * i + 6));
    }
    const last = await made({ dataset: 'text', text, length: 5, stride: 4, targetAt: 'last' });
    expect([last.width, last.targetShape, last.task]).toEqual([1, undefined, 'indices']);
    expect(read(last, [...last.targets])).toBe([5, 9, 13, 17].map((i) => text[i]).join(''));
  });
  it('rows are counted by length and stride, to the last character', async () => {
    for (const [characters, length, stride, rows] of [
      [6, 5, 1, 1],
      [7, 5, 1, 2],
      [7, 5, 2, 1],
      [8, 5, 2, 2],
      [100, 10, 7, 13],
    ] as const) {
      const params = { dataset: 'text', text: 'x'.repeat(characters), length, stride };
      const face = datasetInfoOf(params);
      expect(face.ok && face.value.rows).toBe(rows);
      expect((await made({ ...params, validation: 0 })).rows).toBe(rows);
    }
  });
  it('validates on the end of the text, and on no character that it trains with', async () => {
    const length = 10;
    for (const stride of [1, 3, 11, 20]) {
      const d = await made({ dataset: 'text', length, stride, validation: 0.3 });
      const end = (Math.max(...d.training) * stride + length) as number;
      expect(Math.min(...d.training)).toBe(0);
      expect(d.validation.length).toBeGreaterThan(3);
      for (const v of d.validation) expect(v * stride).toBeGreaterThan(end);
      expect(Math.max(...d.validation)).toBe(d.rows - 1);
    }
  });
  it('characters beyond the first plane are one; line ends are alike; an empty one is the rhyme', async () => {
    const d = await made({ dataset: 'text', text: '春眠🐦不\r\n觉晓', length: 3, stride: 1 });
    expect(d.symbols).toEqual(['\n', '不', '春', '晓', '眠', '觉', '🐦']);
    expect(d.rows).toBe(4);
    const rhyme = await made({ dataset: 'text', length: 20, stride: 20, validation: 0 });
    expect(read(rhyme, sequence(rhyme, 0))).toBe(RHYME.slice(0, 20));
  });
  it('says what is wrong with a text', () => {
    expect(wrong({ dataset: 'text', text: 'short', length: 5 })).toEqual([
      ['data.text-short', 'text'],
    ]);
    const many = Array.from({ length: 1001 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
    expect(wrong({ dataset: 'text', text: many })).toEqual([['data.text-symbols', 'text']]);
    expect(wrong({ dataset: 'text', text: many.slice(1) })).toEqual([]);
  });
});

it('rows that no memory holds are refused before they are drawn', () => {
  expect(wrong({ dataset: 'adding', samples: 100_000, length: 1000 })).toEqual([
    ['data.large', 'length'],
  ]);
  expect(wrong({ dataset: 'adding', samples: 30_000, length: 1000 })).toEqual([]);
});
