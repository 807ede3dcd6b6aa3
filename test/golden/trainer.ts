/** A compiled document on a backend, the reference where none is named, fed by hand: the whole way from drawing to numbers. */
import { sentenceOf } from '../../src/base/issue.ts';
import { compile } from '../../src/compile/compile.ts';
import { dialsOf } from '../../src/compile/dials.ts';
import type { Document } from '../../src/document/records.ts';
import type { RoutineName, TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS, type Results } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import type { TensorJson } from '../../src/tensor/tensor.ts';
import type { HostBackend } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';

export async function trainer(document: Document, seed = 1, backend: HostBackend = reference) {
  const { plan, issues } = compile(document);
  if (!plan) throw new Error(issues.map((i) => sentenceOf(i)).join('\n'));
  const instance = await backend.instantiate(plan);
  const span = ({ buffer, offset, shape }: TensorRef) =>
    instance.view(buffer).subarray(offset, offset + size(shape));
  const dial = (name: string, value: number) => {
    const d = plan.dials[name];
    if (d) instance.view(d.buffer)[0] = value;
  };
  for (const [name, value] of Object.entries(dialsOf(document))) dial(name, value);
  instance.submit('init', seed, 0);
  let time = 0;
  return {
    issues,
    /** One training step on a batch, by the fast routine or by the watched one. */
    step(batch: Readonly<Record<string, ArrayLike<number>>>, routine: RoutineName = 'train') {
      time++;
      dial('step', time);
      dial('time', time);
      for (const [name, ref] of Object.entries(plan.routines[routine]?.inputs ?? {}))
        span(ref).set(batch[name] ?? []);
      instance.submit(routine, seed, time);
    },
    result(
      of: (results: Results<TensorRef>) => TensorRef | undefined,
      routine: RoutineName = 'train',
    ): number[] {
      const ref = of(plan.routines[routine]?.results ?? NO_RESULTS);
      if (!ref) throw new Error(`${routine} has no such result`);
      return Array.from(span(ref));
    },
    weights(): Record<string, number[]> {
      return Object.fromEntries(
        plan.storage.filter((s) => s.slot === '').map((s) => [s.name, Array.from(span(s.ref))]),
      );
    },
    write(weights: Readonly<Record<string, TensorJson | readonly number[]>>) {
      for (const [name, given] of Object.entries(weights)) {
        const view = plan.storage.find((s) => s.name === name && s.slot === '');
        if (!view) throw new Error(`there is no weight ${name}`);
        span(view.ref).set('data' in given ? given.data : given);
      }
    },
  };
}
