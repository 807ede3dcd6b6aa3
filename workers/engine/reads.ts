/** Many tensors, in one read of the device. */
import type { RoutineName, TensorRef } from '../../src/plan/plan.ts';
import { mapResults, NO_RESULTS, type Results } from '../../src/plan/results.ts';
import type { TypedTensor } from '../../src/tensor/tensor.ts';
import type { Floats } from '../backends/backend.ts';
import type { Executor } from './executor.ts';

export interface Reads {
  read(ref: TensorRef): Promise<Floats>;
}

/** All that a routine left to be read. */
export async function readResults(
  executor: Executor,
  routine: RoutineName,
): Promise<Results<TypedTensor>> {
  const results = executor.plan.routines[routine]?.results ?? NO_RESULTS;
  const refs: TensorRef[] = [];
  mapResults(results, (ref) => refs.push(ref));
  const read = await executor.readTensors(refs);
  return mapResults(results, (ref) => ({ shape: ref.shape, data: read(ref) }));
}

/** The inputs of a routine, as they are. */
export async function readInputs(
  executor: Executor,
  routine: RoutineName,
): Promise<Readonly<Record<string, TypedTensor>>> {
  const inputs = Object.entries(executor.plan.routines[routine]?.inputs ?? {});
  const read = await executor.readTensors(inputs.map(([, ref]) => ref));
  return Object.fromEntries(
    inputs.map(([name, ref]) => [name, { shape: ref.shape, data: read(ref) }]),
  );
}

/**
 * What is asked for in one turn is one read. To be used by whoever holds the queue: nothing is submitted
 * between asking and reading.
 */
export function createReads(executor: Executor): Reads {
  let asked: TensorRef[] = [];
  let answers: Promise<readonly Floats[]> | undefined;
  const readAll = async () => {
    await Promise.resolve();
    const refs = asked;
    asked = [];
    answers = undefined;
    return executor.readAll(refs);
  };
  return {
    async read(ref) {
      const place = asked.push(ref) - 1;
      answers ??= readAll();
      return (await answers)[place]!;
    },
  };
}
