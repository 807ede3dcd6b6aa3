/** Optimisers beside PyTorch: the weights after each of ten steps on given gradients. */
import { describe, expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/base/fields.ts';
import { emitUpdates, slotsOf } from '../../src/compile/update.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { distance } from '../ir/differences.ts';
import { TOLERANCE } from './kind-cases.ts';

export interface DescentRun {
  readonly name: string;
  readonly params: Hyperparameters;
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly weights: readonly (readonly number[])[];
}

export function describeDescents(runs: readonly DescentRun[]): void {
  describe.each(runs.map((r) => ({ ...r, title: `${r.name} ${JSON.stringify(r.params)}` })))(
    '$title',
    (run) => {
      test('moves weights as PyTorch does, ten steps long', () => {
        const thing = { kind: run.name, params: run.params };
        const b = createBuilder();
        const n = run.start.length;
        const gradient = b.emit('input', [], { name: 'g' }, [n]);
        const writes = emitUpdates(b, thing, [{ origin: '', offset: 0, shape: [n], gradient }]);
        const program = b.program({}, writes);
        let storage: Readonly<Record<string, ArrayLike<number>>> = {
          weights: run.start,
          ...Object.fromEntries(slotsOf(thing).map((s) => [`slot:${s}`, new Float64Array(n)])),
        };
        for (const [i, g] of run.gradients.entries()) {
          const dials = { lr: run.params.lr as number, step: i + 1 };
          storage = evaluate(program, { inputs: { g }, storage, dials }).storage;
          expect(distance(storage.weights ?? [], run.weights[i] ?? [])).toBeLessThan(TOLERANCE);
        }
      });
    },
  );
}
