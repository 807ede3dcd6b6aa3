import { describe, expect, it } from 'vitest';
import { canonical, hash32 } from '../../src/base/hash.ts';
import { sentenceOf } from '../../src/base/issue.ts';
import { atOnce } from '../../src/base/piecemeal.ts';
import { random } from '../../src/base/random.ts';
import { DATA_DEFAULTS } from '../../src/data/choice.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { GENERATORS, generatorNamed } from '../../src/data/generators/index.ts';
import { makeDataset } from '../../src/data/make.ts';
import { size } from '../../src/tensor/shape.ts';

const none = { get: async () => undefined };
async function made(params: Record<string, unknown>): Promise<Dataset> {
  const result = await makeDataset(params, none);
  if (!result.ok) throw new Error(result.issues.map((i) => sentenceOf(i)).join());
  return result.value;
}
const point = (d: Dataset, row: number) => [d.features[row * 2]!, d.features[row * 2 + 1]!];
const rowsOf = (d: Dataset) => Array.from({ length: d.rows }, (_, i) => i);

describe('every generator', () => {
  it('has a name of its own', () => {
    expect(new Set(GENERATORS.map((g) => g.name)).size).toBe(GENERATORS.length);
    expect(GENERATORS.map((g) => g.name)).toEqual([
      'xor-points',
      'and',
      'or',
      'xor',
      'circle',
      'gaussians',
      'moons',
      'spiral',
      'plane',
      'sine',
      'digits',
      'echo',
      'adding',
      'sine-next',
      'waveforms',
      'sorting-digits',
      'text',
      'playground-circle',
      'playground-xor',
      'playground-gauss',
      'playground-spiral',
      'playground-plane',
      'playground-gauss-regression',
    ]);
  });

  it.each(GENERATORS.map((g) => g.name))(
    '%s: counts, seeds, balance, finite numbers',
    async (name) => {
      const generator = generatorNamed(name);
      for (const samples of [10, 101, 1000]) {
        const params = { dataset: name, samples, seed: 7, noise: 0.2, validation: 0.3 };
        const a = await made(params);
        const fixed = generator?.elementSpec({ ...DATA_DEFAULTS, ...params }).rows;
        expect(a.rows).toBe(fixed ?? samples);
        expect(a.features).toHaveLength(a.rows * a.inputs.length);
        expect(a.targets).toHaveLength(a.rows * a.width);
        expect(a.features.every(Number.isFinite) && a.targets.every(Number.isFinite)).toBe(true);
        expect(await made(params)).toEqual(a);
        if (generator?.uses.includes('seed'))
          expect((await made({ ...params, seed: 8 })).features).not.toEqual(a.features);
        for (const [i, [low, high]] of a.ranges.entries()) {
          const column = rowsOf(a).map((r) => a.features[r * a.inputs.length + i]!);
          expect([Math.min(...column), Math.max(...column)]).toEqual([low, high]);
        }
        expect(a.features).toHaveLength(a.rows * size(a.shape ?? [a.inputs.length]));
        expect(a.width).toBe(size(a.targetShape ?? [a.width]));
        const [train, held] = [new Set(a.training), new Set(a.validation)];
        expect(train.size + held.size).toBeLessThanOrEqual(a.rows);
        expect([...train].some((row) => held.has(row))).toBe(false);
        for (const [numbers, names] of [
          [a.features, a.symbols],
          [a.targets, a.task === 'indices' ? a.classes : undefined],
        ] as const)
          if (names)
            expect(numbers.every((v) => Number.isInteger(v) && v >= 0 && v < names.length)).toBe(
              true,
            );
        if (a.task === 'binary' && !fixed) {
          const ones = a.targets.reduce((n, t) => n + t, 0);
          expect(ones).toBeGreaterThan(a.rows * 0.15);
          expect(ones).toBeLessThan(a.rows * 0.85);
        }
      }
    },
  );

  it('is balanced to within one row where it draws class by class', async () => {
    for (const dataset of ['xor', 'circle', 'moons', 'gaussians', 'spiral', 'playground-gauss'])
      for (const samples of [10, 11, 257]) {
        const d = await made({ dataset, samples });
        const ones = d.targets.reduce((n, t) => n + t, 0);
        expect(Math.abs(samples - 2 * ones)).toBeLessThanOrEqual(1);
      }
  });

  it('does not depend on the row count of what came before: the first rows of a stream are equal', () => {
    const g = generatorNamed('plane');
    const knobs = { ...DATA_DEFAULTS, noise: 0 };
    const rows = (samples: number) => {
      if (!g) throw new Error('no plane');
      return atOnce(g.make({ ...knobs, samples }, random(3, 4)));
    };
    expect(rows(500).features.slice(0, 20)).toEqual(rows(10).features);
  });
});

describe('truth tables', () => {
  it.each([
    ['and', [0, 0, 0, 1]],
    ['or', [0, 1, 1, 1]],
    ['xor-points', [0, 1, 1, 0]],
  ] as const)('%s', async (dataset, truth) => {
    const d = await made({ dataset, validation: 0.5 });
    expect([...d.features]).toEqual([0, 0, 0, 1, 1, 0, 1, 1]);
    expect([...d.targets]).toEqual(truth);
    expect([...d.training]).toEqual([0, 1, 2, 3]);
    expect(d.validation).toHaveLength(0);
    const signs = await made({ dataset, encoding: '-1/+1' });
    expect([...signs.targets]).toEqual(truth.map((t) => 2 * t - 1));
  });
});

describe('own shapes without noise', () => {
  it('circle: a disc within a ring', async () => {
    const d = await made({ dataset: 'circle', noise: 0 });
    for (const row of rowsOf(d)) {
      const r = Math.hypot(...point(d, row));
      expect(d.targets[row] === 1 ? r <= 0.8 : r >= 1.2 && r <= 2).toBe(true);
    }
  });
  it('plane: y = 0.6 x1 − 0.3 x2 + 0.1 exactly; sine: y = sin x exactly', async () => {
    const p = await made({ dataset: 'plane', noise: 0 });
    for (const row of rowsOf(p)) {
      const [x = 0, y = 0] = point(p, row);
      expect(p.targets[row]).toBe(0.6 * x - 0.3 * y + 0.1);
    }
    const s = await made({ dataset: 'sine', noise: 0 });
    expect(s.inputs).toEqual(['x']);
    for (const row of rowsOf(s)) expect(s.targets[row]).toBe(Math.sin(s.features[row]!));
  });
  it('moons: half circles of radius 1 about (∓½, ∓¼), the one open below, the other above', async () => {
    const d = await made({ dataset: 'moons', noise: 0, samples: 200 });
    for (const row of rowsOf(d)) {
      const [x = 0, y = 0] = point(d, row);
      const side = d.targets[row] === 0 ? 1 : -1;
      expect(Math.hypot(x + 0.5 * side, y + 0.25 * side)).toBeCloseTo(1, 12);
      expect((y + 0.25 * side) * side).toBeGreaterThanOrEqual(0);
    }
  });
  it.each([2, 3, 5])(
    'spiral of %d arms: the radius grows as the angle, one and a half turns to 2',
    async (groups) => {
      const d = await made({
        dataset: 'spiral',
        groups,
        noise: 0,
        samples: 60 * groups,
        encoding: 'one-hot',
      });
      const seen = new Array<number>(groups).fill(0);
      for (const row of rowsOf(d)) {
        const arm = d.targets.subarray(row * groups, (row + 1) * groups).indexOf(1);
        const along = (seen[arm]!++ + 0.5) / 60;
        const [x = 0, y = 0] = point(d, row);
        const angle = 3 * Math.PI * along + (2 * Math.PI * arm) / groups;
        expect(x).toBeCloseTo(2 * along * Math.sin(angle), 9);
        expect(y).toBeCloseTo(2 * along * Math.cos(angle), 9);
      }
      expect(seen).toEqual(new Array(groups).fill(60));
    },
  );
  it('gaussians and spiral: as many classes as asked for, one-hot beyond two', async () => {
    for (const dataset of ['gaussians', 'spiral']) {
      const d = await made({ dataset, groups: 4, samples: 40 });
      expect([d.task, d.width, d.classes?.length]).toEqual(['classes', 4, 4]);
      for (const row of rowsOf(d))
        expect([...d.targets.slice(row * 4, row * 4 + 4)].sort()).toEqual([0, 0, 0, 1]);
    }
  });
});

describe('noise', () => {
  /** Means and deviations of the points of each class about what they would be without it. */
  const spread = (
    d: Dataset,
    centre: (row: number, x: number, y: number) => readonly [number, number],
  ) => {
    const off = rowsOf(d).flatMap((row) => {
      const [x = 0, y = 0] = point(d, row);
      const [cx, cy] = centre(row, x, y);
      return [x - cx, y - cy];
    });
    const mean = off.reduce((a, b) => a + b, 0) / off.length;
    const square = off.reduce((a, b) => a + b * b, 0) / off.length;
    return { mean, std: Math.sqrt(square), n: off.length };
  };
  const near = ({ mean, std, n }: ReturnType<typeof spread>, expected: number) => {
    // Five standard errors of a mean, and of a deviation of normals.
    expect(Math.abs(mean)).toBeLessThan((5 * expected) / Math.sqrt(n));
    expect(Math.abs(std - expected)).toBeLessThan((5 * expected) / Math.sqrt(2 * n));
  };
  const samples = 10_000;

  // Clouds that hardly reach beyond their quadrant: its middle is their centre.
  it.each([0, 0.1])('xor, %d: clouds at (±1, ±1) of deviation 0.15 + noise/2', async (noise) => {
    const d = await made({ dataset: 'xor', noise, samples });
    for (const row of rowsOf(d).filter((row) => Math.min(...point(d, row).map(Math.abs)) > 0.05)) {
      const [x = 0, y = 0] = point(d, row);
      if (noise === 0) expect(d.targets[row]).toBe(x * y < 0 ? 1 : 0);
    }
    near(
      spread(d, (_, x, y) => [Math.sign(x), Math.sign(y)]),
      0.15 + noise / 2,
    );
  });
  it.each([2, 3])(
    'gaussians: %d clouds on a circle of radius 1.5, of deviation 0.3 + noise',
    async (groups) => {
      const d = await made({
        dataset: 'gaussians',
        noise: 0.2,
        groups,
        samples,
        encoding: 'one-hot',
      });
      const centre = (row: number) => {
        const label = d.targets.subarray(row * groups, (row + 1) * groups).indexOf(1);
        const angle = (2 * Math.PI * label) / groups + Math.PI / 4;
        return [1.5 * Math.cos(angle), 1.5 * Math.sin(angle)] as const;
      };
      near(spread(d, centre), 0.5);
    },
  );
  it.each([
    ['moons', 1],
    ['spiral', 0.5],
    ['circle', 1],
  ])('%s: each point is moved by a normal jitter', async (dataset, share) => {
    const params = { dataset, samples: 2_000, seed: 3 };
    const shape = await made({ ...params, noise: 0 });
    const moved = await made({ ...params, noise: 0.4 });
    expect(moved.targets).toEqual(shape.targets);
    // What the spiral draws are its jitters alone; of the others the point is drawn in between.
    if (dataset === 'spiral')
      near(
        spread(moved, (row) => point(shape, row) as [number, number]),
        0.4 * share,
      );
    else expect(moved.features).not.toEqual(shape.features);
  });
});

/** A document that is opened next year trains on the rows that it was saved with. */
describe('the rows of a seed stay what they are', () => {
  const PRINTED: Readonly<Record<string, string>> = {
    'xor-points': 'd0b299f1',
    and: '1b8cf91e',
    or: 'd8d62ad8',
    xor: '78d5e224',
    circle: '7e2d7bdc',
    gaussians: '45e2e858',
    moons: 'ac577e5c',
    spiral: 'c616d462',
    plane: 'b396e1d6',
    sine: '42f30750',
    digits: '5a6f0db9',
    echo: '1fd2f53c',
    adding: 'aea2c8b4',
    'sine-next': 'a5cc3274',
    waveforms: 'f9df66c0',
    'sorting-digits': '13ea8de1',
    text: '36c62b6a',
    'playground-circle': '351cc665',
    'playground-xor': 'ebc3498c',
    'playground-gauss': 'b55c156c',
    'playground-spiral': 'd182b2e',
    'playground-plane': '1de307e',
    'playground-gauss-regression': '11fbe5b3',
  };
  it.each(GENERATORS.map((g) => g.name))('%s', async (dataset) => {
    const d = await made({ dataset, samples: 40, seed: 7, noise: 0.2, validation: 0.3 });
    // To nine digits: the last bits of a sine are the machine's.
    const digits = (numbers: ArrayLike<number>) =>
      Array.from(numbers, (v) => (v + 0).toPrecision(9));
    const text = canonical({
      features: digits(d.features),
      targets: digits(d.targets),
      training: [...d.training],
      validation: [...d.validation],
    });
    expect(hash32(text).toString(16)).toBe(PRINTED[dataset]);
  });
});

/** The facts of tensorflow/playground's dataset.ts. */
describe("TensorFlow Playground's sets", () => {
  const set = (dataset: string, noise = 0, extra = {}) =>
    made({ dataset, noise, encoding: '-1/+1', samples: 500, validation: 0.5, ...extra });

  it('has 500 points, half for training, labels ±1', async () => {
    for (const name of ['circle', 'xor', 'gauss', 'spiral']) {
      const d = await set(`playground-${name}`);
      expect([d.rows, d.training.length, d.validation.length]).toEqual([500, 250, 250]);
      expect(new Set(d.targets)).toEqual(new Set([-1, 1]));
    }
  });
  it('circle: inner r below 2.5 is +1, outer r in 3.5 … 5 is −1; noise moves only the label', async () => {
    const d = await set('playground-circle');
    for (const row of rowsOf(d)) {
      const r = Math.hypot(...point(d, row));
      expect(d.targets[row] === 1 ? r < 2.5 : r >= 3.5 && r <= 5).toBe(true);
    }
    expect(d.targets.reduce((a, b) => a + b, 0)).toBe(0);
    const noisy = await set('playground-circle', 0.5);
    for (const row of rowsOf(noisy)) {
      const r = Math.hypot(...point(noisy, row));
      expect(r < 2.5 || (r >= 3.5 && r <= 5)).toBe(true);
    }
    expect(noisy.targets).not.toEqual(d.targets);
  });
  it('xor: within ±5.3, at least 0.3 off the axes, +1 where the signs agree', async () => {
    const d = await set('playground-xor');
    for (const row of rowsOf(d)) {
      const [x = 0, y = 0] = point(d, row);
      for (const v of [x, y]) {
        expect(Math.abs(v)).toBeGreaterThanOrEqual(0.3);
        expect(Math.abs(v)).toBeLessThanOrEqual(5.3);
      }
      expect(d.targets[row]).toBe(x * y >= 0 ? 1 : -1);
    }
  });
  it('gauss: +1 about (2, 2), −1 about (−2, −2); variance 0.5, and 4 at the largest noise', async () => {
    for (const [noise, variance] of [
      [0, 0.5],
      [0.25, 2.25],
      [0.5, 4],
    ] as const) {
      const d = await set('playground-gauss', noise, { samples: 20_000 });
      for (const sign of [1, -1]) {
        const xs = rowsOf(d)
          .filter((row) => d.targets[row] === sign)
          .flatMap((row) => point(d, row));
        const mean = xs.reduce((a, b) => a + b, 0) / xs.length;
        const var_ = xs.reduce((a, b) => a + (b - mean) ** 2, 0) / xs.length;
        expect(xs).toHaveLength(20_000);
        expect(Math.abs(mean - 2 * sign)).toBeLessThan(5 * Math.sqrt(variance / 20_000));
        // The variance of a sample variance of normals is 2σ⁴/n.
        expect(Math.abs(var_ - variance)).toBeLessThan(5 * variance * Math.sqrt(2 / 20_000));
      }
    }
  });
  it('spiral: r = 5i/n, t = 1.75·(i/n)·2π, turned by π for −1', async () => {
    const d = await set('playground-spiral');
    for (const row of rowsOf(d)) {
      const i = row % 250;
      const t = 1.75 * (i / 250) * 2 * Math.PI + (d.targets[row] === 1 ? 0 : Math.PI);
      const [x = 0, y = 0] = point(d, row);
      expect(x).toBeCloseTo(((5 * i) / 250) * Math.sin(t), 9);
      expect(y).toBeCloseTo(((5 * i) / 250) * Math.cos(t), 9);
    }
    const noisy = await set('playground-spiral', 0.3);
    for (const [k, v] of noisy.features.entries())
      expect(Math.abs(v - d.features[k]!)).toBeLessThanOrEqual(0.3);
  });
  it('plane: inputs within ±6, label (x + y) / 10', async () => {
    const d = await set('playground-plane');
    expect(d.task).toBe('regression');
    for (const row of rowsOf(d)) {
      const [x = 0, y = 0] = point(d, row);
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(6);
      expect(d.targets[row]).toBeCloseTo((x + y) / 10, 12);
    }
  });
  it('gauss regression: 0 far from all six centres, sign of the nearest, at most 1', async () => {
    const centres = [
      [-4, 2.5, 1],
      [0, 2.5, -1],
      [4, 2.5, 1],
      [-4, -2.5, -1],
      [0, -2.5, 1],
      [4, -2.5, -1],
    ] as const;
    const d = await set('playground-gauss-regression', 0, { samples: 5000 });
    let far = 0;
    for (const row of rowsOf(d)) {
      const [x = 0, y = 0] = point(d, row);
      const near = centres
        .map(([cx, cy, sign]) => ({ r: Math.hypot(x - cx, y - cy), sign }))
        .sort((a, b) => a.r - b.r)[0] ?? { r: 0, sign: 0 };
      if (near.r >= 2) far++;
      const expected = near.r >= 2 ? 0 : near.sign * (1 - near.r / 2);
      expect(d.targets[row]).toBeCloseTo(expected, 12);
    }
    expect(far).toBeGreaterThan(500);
  });
});
