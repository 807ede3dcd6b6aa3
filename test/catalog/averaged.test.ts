/**
 * What a norm says that it averages (and what is drawn of it) is what it does average: each set of
 * numbers that goes together comes out with mean 0 and variance 1, and no smaller set does.
 */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { KINDS } from '../../src/catalog/index.ts';
import { unravel } from '../../src/charts/grid.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { size } from '../../src/tensor/shape.ts';
import { drawn, lowerAlone, paramsOf } from './alone.ts';

const NORMS = KINDS.filter((k) => k.averaged);
const BATCH = 3;

/** Numbers by the set that they belong to. */
function sets(shape: readonly number[], data: ArrayLike<number>, key: (at: number[]) => string) {
  const found = new Map<string, number[]>();
  for (let i = 0; i < size(shape); i++) {
    const name = key(unravel(i, shape));
    found.set(name, [...(found.get(name) ?? []), data[i]!]);
  }
  return [...found.values()];
}
const mean = (xs: readonly number[]) => xs.reduce((a, x) => a + x, 0) / xs.length;

describe('what is averaged', () => {
  it('is told by the four norms', () => {
    expect(NORMS.map((k) => k.name)).toEqual([
      'batchNorm',
      'layerNorm',
      'instanceNorm',
      'groupNorm',
    ]);
  });

  const cases = NORMS.flatMap((kind) =>
    [[4], [4, 5], [4, 3, 2]].flatMap((shape) =>
      (kind.name === 'groupNorm'
        ? [{ groups: 2 }, { groups: 4 }]
        : kind.name === 'layerNorm'
          ? [{ axes: 1 }, { axes: shape.length }]
          : [{}]
      )
        .map((params) => ({ kind, shape, params }))
        // One number alone has no spread; instance norm refuses it.
        .filter(({ params }) =>
          kind.name === 'instanceNorm' || ('groups' in params && params.groups === 4)
            ? shape.length > 1
            : true,
        ),
    ),
  );
  it.each(
    cases.map((c) => [`${c.kind.name} ${JSON.stringify(c.params)} of ${c.shape}`, c] as const),
  )('%s', (_, { kind, shape, params }) => {
    const example = { params: { eps: 1e-12, affine: false, ...params }, at: { in: [shape] } };
    const averaged = kind.averaged?.(paramsOf(kind, example.params), shape);
    if (!averaged) throw new Error('nothing is said');
    const full = [BATCH, ...shape];
    expect(averaged.letters).toHaveLength(full.length);
    const alone = lowerAlone(kind, example, BATCH);
    const out = alone.outputs?.out;
    if (!out) throw new Error('nothing is given');
    const x = drawn(full, 'normal', random(3, 4)).map((v, i) => v * (1 + (i % 7)) + (i % 5));
    const y = evaluate(alone.b.program({ out }), { inputs: { in: x } }).results.out?.data ?? [];
    const { axes, groups } = averaged;
    const perGroup = shape[0]! / (groups ?? 1);
    const together = sets(full, y, (at) =>
      at
        .map((i, axis) =>
          axis === 1 && groups !== undefined
            ? `g${Math.floor(i / perGroup)}`
            : axes.includes(axis)
              ? '*'
              : i,
        )
        .join(),
    );
    for (const numbers of together) {
      expect(mean(numbers)).toBeCloseTo(0, 6);
      expect(mean(numbers.map((v) => v * v))).toBeCloseTo(1, 4);
    }
    // Divided along any of its axes a set has no mean of its own.
    for (const axis of axes) {
      if (full[axis]! < 2 || (axis === 1 && groups !== undefined)) continue;
      const parts = sets(full, y, (at) =>
        at.map((i, a) => (axes.includes(a) && a !== axis ? '*' : i)).join(),
      );
      if (axes.length > 1 || parts.length > together.length)
        expect(Math.max(...parts.map((p) => Math.abs(mean(p))))).toBeGreaterThan(0.01);
    }
  });
});
