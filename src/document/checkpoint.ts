/**
 * The state of a run as plain data: weights by name and, where it is whole, all else that training goes
 * on from. What is drawn at random (the order of rows, dropout) is a function of the seed and of these
 * counters, so that nothing of it is kept. The engine takes and restores it; files and projects hold it.
 */
import { isWhole, type Tensor, type TensorJson, tensorJson } from '../tensor/tensor.ts';

export type Tensors = Readonly<Record<string, Tensor>>;
/** Numbers of the optimiser by weight and slot, those of the schedule among them. */
export type Slots = Readonly<Record<string, Tensors>>;

/** Where a training stands, besides its weights. */
export interface Training {
  /** Fingerprint of the network that it is of: validation checks of another one do not count for this one. */
  readonly network: string;
  /** Training steps done. */
  readonly step: number;
  /** The step at which the optimiser's own count (Adam's t) began. */
  readonly since: number;
  /** Where counting of epochs began, and how many steps one had. */
  readonly epochs: { readonly step: number; readonly epoch: number; readonly length: number };
  /** The validation check that is due after this step has not run yet. */
  readonly owes?: boolean;
  /** Of the last step's batch, for the curve. */
  readonly cost?: number;
  readonly objective?: number;
  readonly slots: Slots;
  /** What stopping early has seen. */
  readonly best?: Best;
}

export interface Best {
  /** The lowest validation cost; absent where no validation check gave a finite number. */
  readonly cost?: number;
  readonly step: number;
  /** The optimiser's own count then. */
  readonly count: number;
  /** Validation checks since then without an improvement (Keras's `wait`). */
  readonly failures: number;
  /** Where training may go back to it. */
  readonly weights?: Tensors;
  readonly slots?: Slots;
}

export interface Checkpoint {
  readonly weights: Tensors;
  /** Absent: weights alone; optimiser and schedule start anew. */
  readonly training?: Training;
}

/** What of something larger is the state of a run; nothing where it has no weights. */
export const runOf = ({ weights, training }: Partial<Checkpoint>): Partial<Checkpoint> =>
  weights ? { weights, ...(training && { training }) } : {};

/** All numbers of it, tensor by tensor. */
export function tensorsOf({ weights, training }: Checkpoint): Tensor[] {
  const slots = (s: Slots | undefined) => Object.values(s ?? {}).flatMap((t) => Object.values(t));
  return [
    ...Object.values(weights),
    ...slots(training?.slots),
    ...Object.values(training?.best?.weights ?? {}),
    ...slots(training?.best?.slots),
  ];
}

/** Whether a file can hold it: JSON has no infinity. */
export function isSound(tensor: Tensor): boolean {
  const { data } = tensor;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return isWhole(tensor);
}

/** As files and exports carry them. */
export const jsonOf = (tensors: Tensors): Readonly<Record<string, TensorJson>> =>
  Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, tensorJson(t)]));
