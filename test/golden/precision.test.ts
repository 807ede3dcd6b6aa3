/**
 * Float32 where numbers cancel: at most a fifth further from float64 than PyTorch's float32 is, forwards
 * and backwards (the gradient of a saturated softmax, of which rounding alone is left, two and a half
 * times); precision.py wrote down how far that is.
 */
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/catalog/index.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { type Shape, size } from '../../src/tensor/shape.ts';
import type { TensorJson } from '../../src/tensor/tensor.ts';
import { wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { RELAXED } from '../backends/variants.ts';
import { lowerAlone } from '../catalog/alone.ts';
import { planOf } from './plan-of.ts';
import written from './precision.json';

interface Case {
  readonly title: string;
  readonly case: string;
  readonly through: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly input: TensorJson;
  readonly target?: TensorJson;
  readonly error: number;
  readonly gradientError: number;
}

/** Beside what numbers this large are rounded by. */
const ROUNDING = 3 * 2 ** -24;

const rms = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum / a.length);
};

describe.each(written as unknown as readonly Case[])('$title', (c) => {
  const [batch = 1, ...sample] = c.input.shape;
  const kind = kindOf(c.case)!;
  const at: Readonly<Record<string, readonly Shape[]>> = c.target
    ? { prediction: [sample], target: [sample] }
    : { in: [sample] };
  const before = kindOf(c.through)?.apply;
  const alone = lowerAlone(kind, { params: c.options, at }, batch, { through: before });
  const { b, inputs, weights } = alone;
  const out = (alone.lossOutputs?.loss ?? alone.outputs?.out)!;
  const counts = Array.from({ length: size(out.shape) }, (_, i) => Math.cos(1.7 * i + 0.5));
  const scalar = b.sum(b.mul(out, b.literal(counts.map(Math.fround), out.shape)));
  const [gradient] = differentiate(b, scalar, [(inputs.in ?? inputs.prediction)!]);
  const program = b.program({ out, gradient: gradient! });
  const feeds: Record<string, number[]> = {
    [c.target ? 'prediction' : 'in']: c.input.data.map(Math.fround),
    ...(c.target && { target: [...c.target.data] }),
    ...(weights.weight && { weight: new Array<number>(size(weights.weight.shape)).fill(1) }),
    ...(weights.bias && { bias: new Array<number>(size(weights.bias.shape)).fill(0) }),
  };
  const { results } = evaluate(program, { inputs: feeds });

  test.each(RELAXED)('relaxed SIMD: %s', async (relaxed) => {
    const plan = planOf(program);
    const instance = await wasmWith({ relaxed }).instantiate(plan);
    const span = ({ buffer, offset, shape }: TensorRef) =>
      instance.view(buffer).subarray(offset, offset + size(shape));
    const { predict } = plan.routines;
    for (const [name, ref] of Object.entries(predict?.inputs ?? {}))
      span(ref).set(feeds[name] ?? []);
    instance.submit('predict', 1, 1);
    for (const [name, theirs] of [
      ['out', c.error],
      ['gradient', c.gradientError],
    ] as const) {
      const wanted = results[name]?.data ?? [];
      const off = rms(span(predict!.results.outputs['']![name]!), wanted);
      const size = rms(wanted, new Float64Array(wanted.length));
      const times = name === 'gradient' && c.case === 'softmax' ? 2.5 : 1.2;
      expect(off, name).toBeLessThanOrEqual(Math.max(times * theirs, ROUNDING * size));
    }
    instance.dispose();
  });
});
