/**
 * Batch norm beside PyTorch's: in training and in inference, with its running statistics, and through
 * the whole way from a document to trained numbers. batch-norm.py wrote the file.
 */
import { describe, expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/base/fields.ts';
import { kindOf } from '../../src/catalog/index.ts';
import type { V } from '../../src/ir/builder.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import type { TensorJson } from '../../src/tensor/tensor.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { lowerAlone } from '../catalog/alone.ts';
import { distance } from '../ir/differences.ts';
import { dense, input, model, mse, sgd, tanh } from '../vocabulary.ts';
import golden from './batch-norm.json';
import { type KindCase, TOLERANCE } from './kind-cases.ts';
import { trainer } from './trainer.ts';

type Numbers = Readonly<Record<string, readonly number[]>>;
interface BatchCase extends KindCase {
  readonly mode: 'train' | 'eval';
  readonly states: Numbers;
  readonly after: Numbers;
}
const CASES = golden.batches as unknown as readonly BatchCase[];

describe.each(CASES.map((c, i) => ({ ...c, name: `${c.mode} ${i}` })))('$name', (c) => {
  const kind = kindOf(c.kind);
  if (!kind) throw new Error(c.kind);
  const { mode, states } = c;
  const batch = c.out.shape[0]!;
  const alone = lowerAlone(kind, { params: c.params, at: c.at }, batch, { mode, states });
  const out = alone.outputs!.out!;
  const { b } = alone;
  const leaves: Record<string, V> = { ...alone.inputs, ...alone.weights };
  const names = Object.keys(c.gradients);
  const gradients = differentiate(
    b,
    b.sum(b.mul(out, b.literal(c.cotangent.data, out.shape))),
    names.map((n) => leaves[n]!),
  );
  const results = evaluate(
    b.program({
      out,
      ...alone.assigned,
      ...Object.fromEntries(names.map((n, i) => [`d ${n}`, gradients[i]!])),
    }),
    {
      inputs: Object.fromEntries(
        Object.entries({ ...c.inputs, ...c.weights }).map(([k, t]) => [k, t.data]),
      ),
    },
  ).results;
  const close = (name: string, expected: readonly number[]) =>
    expect(distance(results[name]?.data ?? [], expected), name).toBeLessThan(TOLERANCE);

  test('gives what PyTorch gives, and its gradients', () => {
    expect(Object.keys(leaves).sort()).toEqual([...names].sort());
    close('out', c.out.data);
    for (const n of names) close(`d ${n}`, c.gradients[n]?.data ?? []);
  });
  test('keeps the running statistics that PyTorch keeps', () => {
    expect(Object.keys(alone.assigned).length).toBe(mode === 'train' ? 2 : 0);
    for (const name of Object.keys(alone.assigned)) close(name, c.after[name] ?? []);
  });
});

test.each([
  ['train', reference, 1e-9],
  ['watch', reference, 1e-9],
  ['train', wasm, 2e-4],
] as const)(
  'a network with batch norms trains like PyTorch by the %s routine, and predicts by what it kept',
  async (routine, backend, tolerance) => {
    const { x, y, start, steps } = golden.run;
    const norm = (params: Hyperparameters = {}) => ({ kind: 'batchNorm', params });
    const document = model(
      input(3),
      dense(4),
      norm(),
      tanh(),
      dense(2),
      norm({ momentum: 0.3 }),
      dense(1),
      mse(),
      { batchSize: 6, optimiser: sgd(0.1) },
    );
    const machine = await trainer(document, 1, backend);
    expect(Object.keys(machine.weights()).sort()).toEqual(Object.keys(start).sort());
    expect(machine.weights()['batchNorm2.running_var']).toEqual([1, 1]);
    machine.write(start as unknown as Record<string, TensorJson>);
    const batch = { 'data1.x': x.data, 'data1.y': y.data };
    for (const expected of steps) {
      machine.step(batch, routine);
      expect(
        distance(
          machine.result((r) => r.cost, routine),
          [expected.cost],
        ),
      ).toBeLessThan(tolerance);
      const numbers = expected.numbers as unknown as Record<string, TensorJson>;
      for (const [name, found] of Object.entries(machine.weights()))
        expect(distance(found, numbers[name]?.data ?? []), name).toBeLessThan(tolerance);
      machine.step(batch, 'evaluate');
      const losses = machine
        .result((r) => r.losses.mse1, 'evaluate')
        .slice(0, expected.losses.length);
      expect(distance(losses, expected.losses)).toBeLessThan(tolerance);
    }
  },
);
