/** What is taken along of a run: every number to the bit, and what was not measured stays so. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CurvePoint, packed } from '../../src/document/curve.ts';
import { curveCsv, runJson } from '../../src/document/run-files.ts';
import { figuresOf } from '../../src/document/runs.ts';

const value = fc.oneof(fc.double(), fc.constant(Number.NaN));
const points: fc.Arbitrary<readonly CurvePoint[]> = fc
  .uniqueArray(fc.nat(5_000), { maxLength: 30 })
  .chain((steps) =>
    fc.tuple(
      ...steps
        .toSorted((a, b) => a - b)
        .map((step) =>
          fc.record({
            step: fc.constant(step),
            epoch: fc.constant(step / 10),
            cost: value,
            objective: fc.constant(Number.NaN),
            accuracy: value,
            validationCost: value,
            validationAccuracy: value,
          }),
        ),
    ),
  );

it('a table has a line for each point and no column without a number; JSON has the same numbers', () => {
  fc.assert(
    fc.property(points, (all) => {
      const curve = packed(all);
      const [head = '', ...lines] = curveCsv(curve).trimEnd().split('\n');
      const names = head.split(',');
      expect(lines).toHaveLength(all.length);
      const of = { step: 'step', cost: 'cost', validation_cost: 'validationCost' } as const;
      const file = JSON.parse(
        runJson('R', { number: 1, changes: [], time: 0 }, curve, '{"name":"D"}'),
      );
      for (const [name, key] of Object.entries(of)) {
        const at = names.indexOf(name);
        expect(at >= 0).toBe(name === 'step' || all.some((p) => !Number.isNaN(p[key])));
        if (at < 0) continue;
        for (const [i, line] of lines.entries()) {
          const cell = line.split(',')[at];
          expect(cell === '' ? Number.NaN : Number(cell)).toBe(
            all[i]?.[key] === 0 ? 0 : all[i]?.[key],
          );
          const told = file.points[i][name];
          expect(told === null ? Number.NaN : Number(told) + 0).toBe((all[i]?.[key] ?? 0) + 0);
        }
      }
    }),
  );
});

it('figures are the lowest cost and the highest accuracy with their steps, and the last of what was measured', () => {
  const point = (step: number, cost: number, accuracy = Number.NaN): CurvePoint => ({
    step,
    epoch: 0,
    cost,
    objective: Number.NaN,
    accuracy,
    validationCost: Number.NaN,
    validationAccuracy: Number.NaN,
  });
  const curve = packed([point(0, 3, 0.2), point(1, 1, 0.9), point(2, 2, 0.9), point(4, 5)]);
  expect(figuresOf(curve)).toEqual({
    steps: 4,
    epochs: 0,
    cost: { best: 1, at: 1, last: 5 },
    accuracy: { best: 0.9, at: 1, last: 0.9 },
  });
  expect(figuresOf(packed([]))).toEqual({ steps: 0, epochs: 0 });
});
