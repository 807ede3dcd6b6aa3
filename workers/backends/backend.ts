/**
 * What a backend must be able to do with a plan. It knows no layer, no gradient, no document; this interface
 * knows no backend. reference/ is float64 and naive: it defines what a plan means. Others are compared with
 * it.
 */
import { atOnce, type Piecemeal, type Share } from '../../src/base/piecemeal.ts';
import type { Plan, RoutineName, TensorRef } from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import type { Floats } from '../../src/tensor/tensor.ts';

export type { Floats };

/** One function of what a step was compiled to. */
export interface Listing {
  /** What it does, in the backend's own words: packs an operand, computes a nest, calls others. */
  readonly is: string;
  /** The name by which the others call it. */
  readonly name: string;
  /** The loop nest that it computes, in print. */
  readonly nest?: string;
  /** In the text format of the backend's code. */
  readonly text: string;
}

/** All rows of an input of `train`, each of as many numbers as the input has for one sample. */
export interface ResidentTable {
  readonly input: string;
  readonly rows: number;
  /** Writes all rows, one after the other. */
  readonly write: (into: Floats) => void;
  /** Which of the orders lists its rows. */
  readonly order: number;
}

/** The data set in the memory of the backend, so that no batch is copied there while it trains. */
export interface ResidentData {
  readonly tables: readonly ResidentTable[];
  /** How many orders there are: sequences of row numbers, batch after batch. */
  readonly orders: number;
  /** Batches in each order; behind the last one comes the first again. */
  readonly batches: number;
}
export const NO_RESIDENT_DATA: ResidentData = { tables: [], orders: 0, batches: 1 };

/** Bytes of the backend's memory that a plan takes, by what they are for. */
export interface Footprint {
  /** The plan's own buffers. */
  readonly arena: number;
  /** What the backend's kernels need beside them, for packed operands and the like. */
  readonly workspace: number;
  /** Resident data. */
  readonly data: number;
  /** Snapshots of what persists, for going back. */
  readonly copies: number;
}

/** Training steps that are one call. */
export interface Steps {
  readonly seed: number;
  /** The number of the first one, as in `submit`. */
  readonly step: number;
  /** The same by the optimiser's own count (Adam's t). */
  readonly optimiserStep: number;
  /** The batch of the first one, by its place in the orders; each of the others takes the next. */
  readonly batchIndex: number;
  readonly count: number;
}

/** What a call of `train` did. */
export interface Trained {
  /** Steps taken. */
  readonly done: number;
  /** Cost and objective of the batch of the last one, before its update; NaN where the plan has none. */
  readonly cost: number;
  readonly objective: number;
}

/** Numbers [offset, offset + length) of a buffer. */
export interface Region {
  readonly buffer: number;
  readonly offset: number;
  readonly length: number;
}
export const regionOf = ({ buffer, offset, shape }: TensorRef): Region => ({
  buffer,
  offset,
  length: size(shape),
});

/** Copies of regions, in the memory of the backend, which goes when nothing refers to them any more. */
export interface Snapshot {
  readonly bytes: number;
  /** Copies them anew, as they are now. */
  take(): void;
  /** Puts them back. */
  restore(): void;
  /** As of an instance, but the numbers as they were; of each region as much as there is a copy of. */
  read(regions: readonly Region[]): Promise<readonly (Floats | undefined)[]>;
}

/** Many numbers made one, where they lie: their sum, that of their squares, 1 where all of them are finite. */
export type Reduction = 'sum' | 'sumOfSquares' | 'isFinite';

/**
 * A plan in the memory of a backend. Nobody sees that memory: numbers are written into it, copied within it,
 * reduced there, and copies of them are read. Calls take effect in their order, without waiting for one
 * another; what answers with numbers answers when the device is there, and what it failed at may be told by
 * the next answer.
 */
export interface Instance {
  readonly plan: Plan;
  readonly footprint: Footprint;
  /** How many threads may work on it; the numbers do not depend on it. */
  readonly threads: number;
  /**
   * Submits steps [from, to) of a routine, all of them by default. Allocates nothing.
   * @param seed, step go into the counter-based random numbers.
   */
  submit(routine: RoutineName, seed: number, step: number, from?: number, to?: number): void;
  /** The code of a step, the function that runs it first; none where nothing is compiled. */
  listing(routine: RoutineName, step: number): readonly Listing[];
  /**
   * Runs `train` several times. Each time it sets the dials `step` and `time` and fills the inputs with
   * the rows of its batch. Ends behind a step whose cost is not finite.
   */
  train(steps: Steps): Promise<Trained>;
  /** Fills the inputs of `train` with the rows of one batch of the orders. */
  fetch(batchIndex: number): void;
  /** Row numbers, batch after batch, of one of the orders. */
  writeOrder(order: number, rows: Uint32Array): void;
  /** Copies of the numbers as they are. @param into arrays of these lengths that take them, instead of new ones */
  read(regions: readonly Region[], into?: readonly Floats[]): Promise<readonly Floats[]>;
  /** Numbers from that place of a buffer on. */
  write(to: Pick<Region, 'buffer' | 'offset'>, numbers: ArrayLike<number>): void;
  /** One number for each region. */
  reduce(by: Reduction, regions: readonly Region[]): Promise<Float64Array>;
  snapshot(regions: readonly Region[]): Snapshot;
  dispose(): void;
}

/** An instance whose memory is the host's own. Only whoever tests or measures a backend looks into it. */
export interface HostInstance extends Instance {
  /** Views, valid until dispose. */
  readonly orders: readonly Uint32Array[];
  /** The live numbers of a buffer. */
  view(buffer: number): Floats;
}

/** Part of the device was lost in the midst of a kernel: the instance is no good any more, a new one is. */
export class LostThread extends Error {
  constructor() {
    super('a thread was lost');
  }
}

/** How far a plan is translated: of a routine the steps whose operands are packed, or whose code is written. */
export interface Translated extends Share<'pack' | 'code'> {
  readonly routine: RoutineName;
}
/** Does long work: piece by piece, so that others are heard, or at once. */
export type Drive = <T>(work: Piecemeal<T, Translated>) => Promise<T>;
export const AT_ONCE: Drive = async (work) => atOnce(work);

/**
 * What runs plans: on a thread of the host, or on a device whose memory the engine never sees. A further one is a
 * folder here, a row in the list of the engine's parts, and a line in the list of those that the laws ask.
 *
 * @example
 * // All arithmetic is the instance's: it holds the arena and runs the steps of a routine in their order.
 * export const webgpu: Backend = {
 *   name: 'webgpu',
 *   precision: 'float32',
 *   async instantiate(plan, data, drive = AT_ONCE) {
 *     const device = await deviceFor(plan.arena);
 *     const kernels = await drive(shadersOf(plan));
 *     return createInstance(device, plan, kernels, data);
 *   },
 * };
 */
export interface Backend<I extends Instance = Instance> {
  /** As people choose it and are told of it. */
  readonly name: string;
  readonly precision: 'float32' | 'float64';
  /** Throws on a plan that breaks its own rules ("internal:") or does not fit into memory, and what `drive` throws. */
  instantiate(plan: Plan, data?: ResidentData, drive?: Drive): Promise<I>;
}
export type HostBackend = Backend<HostInstance>;
