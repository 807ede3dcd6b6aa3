/** How data and predictions become colours and lines on the decision map. */
import { describe, expect, it } from 'vitest';
import { parseColour } from '../../src/charts/colour.ts';
import { diagonal } from '../../src/ui/map/Curve.tsx';
import { keyOf, paintMap, pointColour } from '../../src/ui/plot/key.ts';
import type { DataInfo } from '../../workers/engine/protocol.ts';

const info = (task: DataInfo['task'], width: number, targets: number[]): DataInfo => ({
  node: 'data1',
  task,
  inputs: ['x1', 'x2'],
  width,
  ranges: [
    [-1, 1],
    [-1, 1],
  ],
  trainingRows: targets.length / width,
  validationRows: 0,
  sample: {
    training: {
      features: new Float32Array((targets.length / width) * 2),
      targets: Float32Array.from(targets),
    },
    validation: { features: new Float32Array(0), targets: new Float32Array(0) },
  },
});

const warm = ([r, , b]: readonly number[]) => r! > b!;

describe('the key of the colours', () => {
  it.each([
    ['0 and 1', [0, 1, 1], 0],
    ['−1 and +1', [-1, 1], -1],
  ])('targets %s: the halves of the scale are the two classes', (_, targets, low) => {
    const data = info('binary', 1, targets);
    const key = keyOf(data);
    expect([key.form, key.low, key.high]).toEqual(['sign', low, 1]);
    for (const shade of ['light', 'dark'] as const) {
      const px = paintMap(Float32Array.of(low, 1, (low + 1) / 2), 1, key, shade);
      expect(warm(px.slice(0, 3) as never)).toBe(true);
      expect(warm(px.slice(4, 7) as never)).toBe(false);
      expect(Math.abs(px[8]! - px[10]!)).toBeLessThan(12);
      const t = data.sample.training.targets;
      expect(warm(parseColour(pointColour(t, 0, data, key, shade)))).toBe(true);
      expect(warm(parseColour(pointColour(t, 1, data, key, shade)))).toBe(false);
    }
  });
  it('numbers: zero is neutral and both ends are as far from it', () => {
    const key = keyOf(info('regression', 1, [-0.5, 3]));
    expect([key.low, key.high]).toEqual([-3, 3]);
  });
  it('one-hot targets: a point has the colour of its class', () => {
    const data = info('classes', 3, [0, 0, 1, 1, 0, 0]);
    const key = keyOf(data);
    expect(key.form).toBe('classes');
    const t = data.sample.training.targets;
    const px = paintMap(Float32Array.of(0, 0, 1, 1, 0, 0), 3, key, 'light');
    expect(px.length).toBe(8);
    expect(pointColour(t, 0, data, key, 'light')).not.toBe(pointColour(t, 1, data, key, 'light'));
  });
});

it('the curve over one input is the rising diagonal, whichever of two equal axes was written last', () => {
  const n = 5;
  const byColumn = new Float32Array(n * n);
  const byRow = new Float32Array(n * n);
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++) {
      byColumn[r * n + c] = c;
      byRow[r * n + c] = n - 1 - r;
    }
  for (const values of [byColumn, byRow])
    expect(diagonal({ generation: 1, step: 0, width: 1, weights: {}, values }, 0)).toEqual([
      0, 1, 2, 3, 4,
    ]);
});
