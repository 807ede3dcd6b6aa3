/** Where a run stands: counters, what the last step cost, what early stopping has seen. Replaced, never changed. */
import type { Plan, TensorRef } from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import type { Floats } from '../backends/backend.ts';
import type { Losses } from './protocol.ts';

export interface EarlyStopping {
  /** The lowest validation cost; infinite before the first check. */
  readonly cost: number;
  /** The step behind which it was taken. */
  readonly step: number;
  /** The optimiser's own count then. */
  readonly count: number;
  /** Checks since then without an improvement. */
  readonly failures: number;
  /** All that persisted then, where one wants to go back. */
  readonly storage?: readonly Floats[];
}
export const NO_CHECK_YET: EarlyStopping = {
  cost: Number.POSITIVE_INFINITY,
  step: 0,
  count: 0,
  failures: 0,
};

export interface TrainState {
  /** Training steps done. */
  readonly step: number;
  /** The step at which the optimiser's slots were zero: its own count (Adam's t) starts there. */
  readonly slotsSince: number;
  /** Cost of the last step's batch, before its update. NaN when none was taken. */
  readonly cost: number;
  /** Each loss's share of it, by node; empty where one loss is all of it, or where they are not known. */
  readonly losses: Losses;
  /** The same with the penalties of weights. NaN where nothing is penalised. */
  readonly objective: number;
  readonly earlyStopping: EarlyStopping;
  /** The check at the end of this very step is still to be run, or to be ended; see validation-checks.ts. */
  readonly checkPending: boolean;
}
export const UNTRAINED: TrainState = {
  step: 0,
  slotsSince: 0,
  cost: Number.NaN,
  losses: {},
  objective: Number.NaN,
  earlyStopping: NO_CHECK_YET,
  checkPending: false,
};

/**
 * A state with all that persisted then, buffer by buffer. On the host: it outlives the instance that it was
 * read from.
 */
export interface SavedState {
  readonly state: TrainState;
  readonly storage: readonly Floats[];
}

/** Copies of tensors that persist: as they are on a device, or as they were saved. */
export type ReadTensor = (ref: TensorRef) => Floats | undefined;

/** @param storage what persisted in that plan, buffer by buffer */
export function readFrom({ buffers }: Plan, storage: readonly Floats[]): ReadTensor {
  const ids = buffers.filter((b) => b.role === 'persistent').map((b) => b.id);
  return ({ buffer, offset, shape }) =>
    storage[ids.indexOf(buffer)]?.slice(offset, offset + size(shape));
}
