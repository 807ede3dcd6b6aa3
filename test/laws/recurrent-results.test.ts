/**
 * Law: what a recurrent layer gives is there after the routine, also of the last iteration. What only the
 * next iteration reads is not computed in the last one; a result is read by whoever asked for it.
 */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Document } from '../../src/document/records.ts';
import type { Plan, RoutineName } from '../../src/plan/plan.ts';
import { labelled } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import type { HostBackend } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { input, model, mse, reshape, type Word } from '../vocabulary.ts';

const ROUTINES: readonly RoutineName[] = ['predict', 'evaluate', 'train'];
const FEATURES = 2;
const word = (kind: string, params: Word['params'] = {}): Word => ({ kind, params });

/** A recurrent layer whose output is the prediction. */
const network = (cell: Word, steps: number, units: number, batchSize: number): Document =>
  model(input(FEATURES * steps, units), reshape(steps, FEATURES), cell, mse(), { batchSize });

/** Everything that the routines give, by routine and label, from the same numbers everywhere. */
async function resultsOf(backend: HostBackend, plan: Plan): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for (const name of ROUTINES) {
    const instance = await backend.instantiate(plan);
    const routine = plan.routines[name];
    if (!routine) throw new Error(`no ${name}`);
    for (const buffer of plan.buffers) {
      if (buffer.role !== 'persistent' && buffer.role !== 'input') continue;
      const data = instance.view(buffer.id);
      for (let i = 0; i < data.length; i++) data[i] = Math.fround(Math.sin(1.7 * i + buffer.id));
    }
    instance.submit(name, 1, 1);
    for (const [label, { buffer, offset, shape }] of labelled(routine.results))
      found.set(
        `${name} ${label}`,
        Array.from(instance.view(buffer).subarray(offset, offset + size(shape))),
      );
    instance.dispose();
  }
  return found;
}

const CELLS = ['rnn', 'gru', 'lstm'].flatMap((kind) =>
  [false, true].map((bidirectional) => [kind, bidirectional] as const),
);
describe.each(CELLS)('%s, both ways: %s', (kind, bidirectional) => {
  test.each([1, 2, 5].flatMap((steps) => [1, 3].map((batch) => [steps, batch] as const)))(
    'over %i steps, batches of %i',
    async (steps, batch) => {
      const units = 2;
      const width = bidirectional ? 2 * units : units;
      const cell = word(kind, { units, gives: 'last', bidirectional });
      const { plan, issues } = compile(network(cell, steps, width, batch));
      expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
      if (!plan) throw new Error('no plan');
      const expected = await resultsOf(reference, plan);
      const found = await resultsOf(wasm, plan);
      expect(expected.size).toBeGreaterThanOrEqual(ROUTINES.length);
      for (const [label, numbers] of expected)
        numbers.forEach((x, i) => {
          const y = found.get(label)?.[i] ?? Number.NaN;
          if (!(Math.abs(x - y) <= 2e-5 * (1 + Math.abs(x))))
            expect.fail(`${label}[${i}]: ${y} instead of ${x}`);
        });
    },
  );
});
