/** The digits: the same for the same seed, each class as often as the others, and classes that differ. */

import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { makeDataset } from '../../src/data/make.ts';

async function made(params: Record<string, unknown>): Promise<Dataset> {
  const result = await makeDataset(
    { dataset: 'digits', ...params },
    { get: async () => undefined },
  );
  if (!result.ok) throw new Error(result.issues.map((i) => sentenceOf(i)).join());
  return result.value;
}
const WIDTH = 28 * 28;
const pixels = (d: Dataset, row: number) => d.features.subarray(row * WIDTH, (row + 1) * WIDTH);
const classOf = (d: Dataset, row: number) =>
  d.targets.subarray(row * 10, (row + 1) * 10).indexOf(1);
const distance = (a: Float64Array, b: Float64Array) =>
  Math.sqrt(a.reduce((sum, v, i) => sum + (v - b[i]!) ** 2, 0));

function means(d: Dataset): Float64Array[] {
  const sums = Array.from({ length: 10 }, () => new Float64Array(WIDTH));
  const counts = new Array<number>(10).fill(0);
  for (const row of d.training) {
    const k = classOf(d, row);
    counts[k] = counts[k]! + 1;
    for (const [i, v] of pixels(d, row).entries()) sums[k]![i] = sums[k]![i]! + v;
  }
  return sums.map((sum, k) => sum.map((v) => v / counts[k]!));
}

/** Share of the validation rows whose nearest mean is that of their class. */
function nearestMean(d: Dataset): number {
  const centres = means(d);
  const right = [...d.validation].filter((row) => {
    const far = centres.map((centre) => distance(pixels(d, row), centre));
    return far.indexOf(Math.min(...far)) === classOf(d, row);
  });
  return right.length / d.validation.length;
}

describe('digits', () => {
  it('are pictures of 1×28×28 with ten one-hot classes, whatever encoding is asked for', async () => {
    const d = await made({ samples: 37, encoding: '-1/+1' });
    expect(d).toMatchObject({ shape: [1, 28, 28], width: 10, task: 'classes', rows: 37 });
    expect(d.inputs).toHaveLength(WIDTH);
    expect(d.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(d.features.every((v) => v >= 0 && v <= 1)).toBe(true);
  });

  it('come as often as each other, to within one', async () => {
    const d = await made({ samples: 104 });
    const counts = Array.from({ length: 10 }, () => 0);
    for (let row = 0; row < d.rows; row++) {
      const k = classOf(d, row);
      counts[k] = counts[k]! + 1;
    }
    expect(counts).toEqual([11, 11, 11, 11, 10, 10, 10, 10, 10, 10]);
  });

  it('are the same for the same seed, and no two drawings of a digit are', async () => {
    const d = await made({ samples: 60, noise: 0, seed: 5 });
    expect(await made({ samples: 60, noise: 0, seed: 5 })).toEqual(d);
    expect((await made({ samples: 60, noise: 0, seed: 6 })).features).not.toEqual(d.features);
    for (let row = 0; row < 10; row++)
      expect(distance(pixels(d, row), pixels(d, row + 10))).toBeGreaterThan(0.5);
  });

  it('lie within the picture: nothing is cut off at its edge', async () => {
    const d = await made({ samples: 500, noise: 0 });
    for (let row = 0; row < d.rows; row++) {
      const picture = pixels(d, row);
      const border = picture.filter((_, i) => {
        const [r, c] = [Math.floor(i / 28), i % 28];
        return r === 0 || r === 27 || c === 0 || c === 27;
      });
      expect(Math.max(...picture)).toBe(1);
      expect(border.reduce((n, v) => n + v, 0)).toBeLessThan(4);
    }
  });

  it('are told apart by the nearest mean far better than by chance, but not all of them', async () => {
    const share = nearestMean(await made({ samples: 600, noise: 0.1 }));
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(0.999);
  });

  it('differ between classes: no two means lie close', async () => {
    const centres = means(await made({ samples: 400, noise: 0 }));
    for (const [i, a] of centres.entries())
      for (const b of centres.slice(i + 1)) expect(distance(a, b)).toBeGreaterThan(2);
  });
});
