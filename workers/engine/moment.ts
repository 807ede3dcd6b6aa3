/** Copies of what the step to come is computed from: for whoever computes it elsewhere. */
import type { TypedTensor } from '../../src/tensor/tensor.ts';
import type { Cursor } from './cursor.ts';
import type { Draws } from './differences.ts';
import type { Executor } from './executor.ts';
import { readInputs } from './reads.ts';
import { countersOf, inputsOf } from './regions.ts';

export interface Moment extends Draws {
  /** By name: weights and states. */
  readonly stored: Readonly<Record<string, TypedTensor>>;
  /** Inputs of the batch, its rows first. */
  readonly batch: Readonly<Record<string, TypedTensor>>;
}

/** Of the step to come, or of the one that somebody walks through, as it began. */
export async function momentOf(executor: Executor, cursor?: Cursor): Promise<Moment> {
  const { plan, seed } = executor;
  const views = plan.storage.filter((v) => v.slot === '');
  const walking = cursor?.walking ?? false;
  const refs = views.map((v) => v.ref);
  const begin = walking ? await cursor?.atBegin(refs) : undefined;
  const now = await executor.readAll(refs);
  const stored = Object.fromEntries(
    views.map(({ name, ref }, i) => [name, { shape: ref.shape, data: begin?.[i] ?? now[i]! }]),
  );
  const moment = { seed, step: executor.step + 1, stored };
  if (walking) return { ...moment, batch: await readInputs(executor, 'watch') };
  const before = executor.snapshot([...inputsOf(plan, 'watch'), ...countersOf(plan)]);
  try {
    executor.prepare('watch');
    return { ...moment, batch: await readInputs(executor, 'watch') };
  } finally {
    before.restore();
  }
}
