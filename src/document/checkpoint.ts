/**
 * The state of a run as plain data: weights by name and, where it is whole, all else that training goes
 * on from. What is drawn at random (the order of rows, dropout) is a function of the seed and of these
 * counters, so that nothing of it is kept. The engine takes and restores it; files and projects hold it.
 */
import {
  isWhole,
  type Tensor,
  type TensorJson,
  type TypedTensor,
  tensorJson,
  typedTensor,
} from '../tensor/tensor.ts';

type Table<T> = Readonly<Record<string, T>>;
/** Numbers of the optimiser by weight and slot, those of the schedule among them. */
export type Slots<T = TypedTensor> = Table<Table<T>>;

/**
 * Where a training stands, besides its weights.
 * @typeParam T its tensors: typed arrays everywhere but in files and in what was stored of them
 */
export interface Training<T = TypedTensor> {
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
  /** What each of several losses adds to the cost, by node. */
  readonly losses?: Table<number>;
  readonly objective?: number;
  readonly slots: Slots<T>;
  /** What stopping early has seen. */
  readonly best?: Best<T>;
}

export interface Best<T = TypedTensor> {
  /** The lowest validation cost; absent where no validation check gave a finite number. */
  readonly cost?: number;
  readonly step: number;
  /** The optimiser's own count then. */
  readonly count: number;
  /** Validation checks since then without an improvement (Keras's `wait`). */
  readonly failures: number;
  /** Where training may go back to it. */
  readonly weights?: Table<T>;
  readonly slots?: Slots<T>;
}

export interface Checkpoint<T = TypedTensor> {
  readonly weights: Table<T>;
  /** Absent: weights alone; optimiser and schedule start anew. */
  readonly training?: Training<T>;
}

/** What of something larger is the state of a run; nothing where it has no weights. */
export const runOf = ({ weights, training }: Partial<Checkpoint>): Partial<Checkpoint> =>
  weights ? { weights, ...(training && { training }) } : {};

/** All numbers of it, tensor by tensor. */
export function tensorsOf<T>({ weights, training }: Checkpoint<T>): T[] {
  const slots = (s: Slots<T> | undefined) =>
    Object.values(s ?? {}).flatMap((t) => Object.values(t));
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

const each = <T, U>(table: Table<T>, to: (value: T) => U): Table<U> =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [name, to(value)]));

/** As files carry them. */
export const jsonOf = (tensors: Table<Tensor>): Table<TensorJson> => each(tensors, tensorJson);

/** As all others carry them. */
export const typedTensors = (tensors: Table<Tensor>): Table<TypedTensor> =>
  each(tensors, typedTensor);

export function typedTraining(training: Training<Tensor>): Training {
  const { slots, best, ...counters } = training;
  return {
    ...counters,
    slots: each(slots, typedTensors),
    ...(best && { best: typedBest(best) }),
  };
}

function typedBest({ weights, slots, ...counters }: Best<Tensor>): Best {
  return {
    ...counters,
    ...(weights && { weights: typedTensors(weights) }),
    ...(slots && { slots: each(slots, typedTensors) }),
  };
}
