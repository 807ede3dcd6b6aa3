/** Curve points as the rows of a chart. */
import { expect, it } from 'vitest';
import { curvesOf } from '../../src/ui/curves/points.ts';
import type { CurvePoint } from '../../workers/engine/protocol.ts';

const point = (step: number, change: Partial<CurvePoint> = {}): CurvePoint => ({
  step,
  epoch: step / 10,
  loss: 1 / step,
  objective: Number.NaN,
  accuracy: Number.NaN,
  validationLoss: Number.NaN,
  validationAccuracy: Number.NaN,
  ...change,
});

it('validation that is measured rarely survives the thinning', () => {
  const points = Array.from({ length: 4000 }, (_, i) =>
    point(i + 1, i % 500 === 499 ? { validationLoss: 2 + i } : {}),
  );
  const { loss, accuracy, lowest, last } = curvesOf(points);
  expect(loss.filter((r) => r.validation !== null)).toHaveLength(8);
  expect(loss.length).toBeLessThan(700);
  expect(loss.map((r) => r.step)).toEqual([...loss.map((r) => r.step)].sort((a, b) => a - b));
  expect(accuracy).toEqual([]);
  expect(lowest).toEqual({ value: 1 / 4000, step: 4000 });
  expect(last?.step).toBe(4000);
});

it('what is no number is a gap, and does not hide the rest', () => {
  const { loss, lowest } = curvesOf([
    point(1),
    point(2, { loss: Number.NaN, validationLoss: 1 }),
    point(3, { loss: Number.POSITIVE_INFINITY, validationLoss: 2 }),
  ]);
  expect(loss).toEqual([
    { step: 1, training: 1, validation: null },
    { step: 2, training: null, validation: 1 },
    { step: 3, training: null, validation: 2 },
  ]);
  expect(lowest).toEqual({ value: 1, step: 1 });
  expect(curvesOf([]).last).toBeUndefined();
});
