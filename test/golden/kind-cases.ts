/** Kinds beside PyTorch, case by case: what comes out, and the gradient of every input and weight. */
import { describe, expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/base/fields.ts';
import { kindOf } from '../../src/catalog/index.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
import { type Shape, size } from '../../src/tensor/shape.ts';
import type { TensorJson } from '../../src/tensor/tensor.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { lowerAlone } from '../catalog/alone.ts';
import { distance } from '../ir/differences.ts';
import { planOf } from './plan-of.ts';

/** The largest relative difference that counts as none, in double precision. */
export const TOLERANCE = 1e-10;

/** The same in single precision. */
const SINGLE = 2e-4;

/** As make.py's `case` writes it. */
export interface KindCase {
  readonly kind: string;
  readonly params: Hyperparameters;
  readonly at: Readonly<Record<string, readonly Shape[]>>;
  readonly inputs: Readonly<Record<string, TensorJson>>;
  readonly weights: Readonly<Record<string, TensorJson>>;
  readonly cotangent: TensorJson;
  readonly out: TensorJson;
  readonly gradients: Readonly<Record<string, TensorJson>>;
}

export function describeKinds(cases: readonly KindCase[]): void {
  describe.each(
    cases.map((c, i) => ({ ...c, name: `${c.kind} ${i} ${JSON.stringify(c.params)}` })),
  )('$name', (c) => {
    const kind = kindOf(c.kind);
    if (!kind) throw new Error(c.kind);
    const batch = c.out.shape[0]!;
    const alone = lowerAlone(kind, { params: c.params, at: c.at }, batch);
    const out = alone.lossOutputs?.loss ?? alone.outputs!.out!;
    const leaves = { ...alone.inputs, ...alone.weights };
    const names = Object.keys(c.gradients);
    const { b } = alone;
    const scalar = b.sum(b.mul(out, b.literal(c.cotangent.data, out.shape)));
    const gradients = differentiate(
      b,
      scalar,
      names.map((n) => leaves[n]!),
    );
    const found = gradients.flatMap((g, i) => (g ? [[`d ${names[i]}`, g] as const] : []));
    const program = b.program({ out, ...Object.fromEntries(found) });
    const feeds = { ...c.inputs, ...c.weights };
    const { results } = evaluate(program, {
      inputs: Object.fromEntries(Object.entries(feeds).map(([k, t]) => [k, t.data])),
    });

    test('gives what PyTorch gives', () => {
      expect(Object.keys(leaves).sort()).toEqual(Object.keys(feeds).sort());
      for (const [name, v] of Object.entries(leaves)) expect(v.shape).toEqual(feeds[name]?.shape);
      expect(results.out?.shape).toEqual(c.out.shape);
      expect(distance(results.out?.data ?? [], c.out.data)).toBeLessThan(TOLERANCE);
    });
    test('gives the same on WebAssembly', async () => {
      const plan = planOf(program);
      expect(verifyPlan(plan)).toEqual([]);
      const instance = await wasm.instantiate(plan);
      const span = ({ buffer, offset, shape }: TensorRef) =>
        instance.view(buffer).subarray(offset, offset + size(shape));
      for (const [name, ref] of Object.entries(plan.routines.predict?.inputs ?? {}))
        span(ref).set(feeds[name]?.data ?? []);
      instance.submit('predict', 1, 1);
      // Where rounding the inputs alone leads elsewhere (log of 1 − 1e−9), it is that answer which counts.
      const rounded = evaluate(program, {
        inputs: Object.fromEntries(
          Object.entries(feeds).map(([k, t]) => [k, t.data.map(Math.fround)]),
        ),
      }).results;
      for (const [name, ref] of Object.entries(plan.routines.predict?.results.outputs[''] ?? {})) {
        const told = (name === 'out' ? c.out : c.gradients[name.slice(2)])?.data ?? [];
        const heard = rounded[name]?.data ?? [];
        const wanted = distance(heard, told) < SINGLE / 2 ? told : heard;
        expect(distance(span(ref), wanted), name).toBeLessThan(SINGLE);
      }
      instance.dispose();
    });
    test('has the gradients that PyTorch has', () => {
      for (const [name, expected] of Object.entries(c.gradients)) {
        const got = results[`d ${name}`]?.data ?? new Float64Array(expected.data.length);
        expect(distance(got, expected.data), name).toBeLessThan(TOLERANCE);
      }
    });
  });
}
