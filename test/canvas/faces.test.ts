import { describe, expect, it } from 'vitest';
import { curveTable } from '../../src/catalog/curve.ts';
import { kindOf } from '../../src/catalog/index.ts';
import { columnMeans } from '../../src/ui/canvas/nodes/Bars.tsx';
import { binned } from '../../src/ui/canvas/nodes/CurveFace.tsx';

describe('pictures on cards', () => {
  it('draw an activation from its own definition', () => {
    const table = curveTable(kindOf('tanh')!);
    expect(table?.xs[0]).toBe(-4);
    expect(table?.xs.at(-1)).toBe(4);
    for (const [i, x] of (table?.xs ?? []).entries())
      expect(table?.ys[i]).toBeCloseTo(Math.tanh(x), 12);
    expect(curveTable(kindOf('dense')!)).toBeUndefined();
  });

  it('count numbers into bins, those beyond the range at its ends, NaN nowhere', () => {
    expect([...binned([-9, -0.5, 0.5, 0.6, 1, 9, Number.NaN], -1, 1, 2)]).toEqual([2, 4]);
  });

  it('mean over the batch, whole rows only', () => {
    const shape = [3, 2];
    expect([...columnMeans({ shape, data: new Float32Array([1, 0, 0, 1, 1, 1]) })]).toEqual([
      expect.closeTo(2 / 3),
      expect.closeTo(2 / 3),
    ]);
    expect([...columnMeans({ shape, data: new Float32Array([1, 0, 0]) })]).toEqual([1, 0]);
  });
});
