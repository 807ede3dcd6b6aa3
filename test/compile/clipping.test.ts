/** Clipping by norm and by value where the numbers leave what float32 can square, on both backends. */
import { describe, expect, test } from 'vitest';
import { scheduleAndClip } from '../../src/compile/schedule-and-clip.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { planOf } from './plan-of.ts';

type Clip = Parameters<typeof scheduleAndClip>[1]['clip'];
const byNorm = (maxNorm: number): Clip => ({ kind: 'norm', params: { maxNorm } });
const byValue: Clip = { kind: 'value', params: { limit: 1 } };

/** What becomes of the gradients of two tensors: one number, and all others. */
async function clipped(clip: Clip, gradient: readonly number[], backend: typeof wasm) {
  const b = createBuilder();
  const cut = Math.min(1, gradient.length - 1);
  const parts = [gradient.slice(0, cut), gradient.slice(cut)].filter((p) => p.length);
  const stretches = parts.map((part, i) => ({
    origin: '',
    offset: 0,
    shape: [part.length],
    gradient: b.emit('input', [], { name: `g${i}` }, [part.length]),
  }));
  const guided = scheduleAndClip(b, { clip }, b.fill(0), stretches);
  const results = Object.fromEntries(guided.ranges.map((s, i) => [`out${i}`, s.gradient]));
  const plan = planOf(b.program(results), 'none');
  const instance = await backend.instantiate(plan);
  const { train } = plan.routines;
  const span = ({ buffer, offset, shape }: TensorRef) =>
    instance.view(buffer).subarray(offset, offset + size(shape));
  for (const [i, part] of parts.entries()) {
    const ref = train?.inputs[`g${i}`];
    if (ref) span(ref).set(part);
  }
  instance.submit('train', 1, 1);
  const out = parts.flatMap((_, i) => {
    const ref = train?.results.outputs['']?.[`out${i}`];
    return ref ? Array.from(span(ref)) : [];
  });
  instance.dispose();
  return out;
}

const many = (n: number, x: number) => new Array<number>(n).fill(x);

describe.each([
  ['reference', reference],
  ['wasm', wasm],
] as const)('%s', (_, backend) => {
  test.each([
    ['one of 1e20', [1e20], 1, [1]],
    ['one of −1e20', [-1e20], 1, [-1]],
    ['a hundred of 1e20', many(100, 1e20), 1, many(100, 0.1)],
    ['the largest of float32', many(100, -3.4e38), 1, many(100, -0.1)],
    ['one that is much larger', [3e38, 1, 0], 2, [2, 2 / 3e38, 0]],
    ['to a limit above 1', many(4, 2e19), 1000, many(4, 500)],
    ['long, but not too long for squares', many(100, 1e14), 1, many(100, 0.1)],
    ['short ones stay', [1e-30, -1e-30, 0], 1, [1e-30, -1e-30, 0]],
    ['zeros stay', many(5, 0), 1, many(5, 0)],
    ['denormals stay', [1e-42, 1e-45], 1, [1e-42, 1e-45]],
    ['up to the limit nothing changes', [3, 4], 1e6, [3, 4]],
  ] as const)('%s', async (_name, gradient, limit, wanted) => {
    const out = await clipped(byNorm(limit), gradient, backend);
    for (const [i, x] of out.entries()) {
      const exact = wanted[i]!;
      expect(Math.abs(x - exact), `${i}: ${x}`).toBeLessThanOrEqual(
        4e-6 * Math.abs(exact) + 1.5e-45,
      );
    }
  });
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    '%d is not taken for a long one',
    async (x) => {
      expect(await clipped(byNorm(1), [1, x, 2], backend)).toEqual(many(3, Number.NaN));
      expect(await clipped(byNorm(1), [x], backend)).toEqual([Number.NaN]);
    },
  );
  test('by value NaN stays, and infinities are held', async () => {
    const given = [Number.NaN, Number.POSITIVE_INFINITY, -1e30, 1, -1, 0.5, 0];
    expect(await clipped(byValue, given, backend)).toEqual([Number.NaN, 1, -1, 1, -1, 0.5, 0]);
  });
});
