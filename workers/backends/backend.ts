/**
 * What a machine must be able to do with a plan. A backend knows no layer, no gradient, no document.
 * reference/ is float64 and naive: it defines what a plan means. Others are compared with it.
 */
import { atOnce, type Piecemeal, type Share } from '../../src/base/piecemeal.ts';
import type { Plan, RoutineName } from '../../src/plan/plan.ts';

export type Floats = Float32Array | Float64Array;

/** One function of what a step was compiled to. */
export interface Listing {
  /** What it does: sets an operand out, computes a nest, runs others, or is one of the library's. */
  readonly is: 'copy' | 'nest' | 'loop' | 'sequence' | 'shared' | 'math';
  /** As the others call it. */
  readonly name: string;
  /** The loop nest that it computes, in print. */
  readonly nest?: string;
  readonly text: string;
}

/** The rows of an input of `train`, each of as many numbers as the input has for one sample. */
export interface Table {
  readonly input: string;
  readonly rows: number;
  /** Writes all rows, one after the other. */
  readonly write: (into: Floats) => void;
  /** Which of the orders says which row comes when. */
  readonly order: number;
}

/** The data that training steps are made of, held where the steps run. */
export interface Holding {
  readonly tables: readonly Table[];
  readonly orders: number;
  /** So many batches are listed in each order; behind the last one comes the first again. */
  readonly batches: number;
}
export const NOTHING_HELD: Holding = { tables: [], orders: 0, batches: 1 };

/** Bytes that a plan takes, by what they are for. */
export interface Footprint {
  readonly arena: number;
  /** What kernels set aside while they run. */
  readonly workspace: number;
  readonly data: number;
  /** Of what persists, for going back. */
  readonly copies: number;
}

/** Training steps that are one call. */
export interface Steps {
  readonly seed: number;
  /** The number of the first one, as `run` has it, and what it is by the optimiser's own count. */
  readonly step: number;
  readonly own: number;
  /** Which batch of the orders it takes; each of the others takes the one behind. */
  readonly place: number;
  readonly count: number;
}

export interface Instance {
  readonly plan: Plan;
  readonly footprint: Footprint;
  /** How many threads may work on it; the numbers do not depend on it. */
  readonly threads: number;
  /**
   * Runs steps [from, to) of a routine, all of them by default. Synchronous; allocates nothing.
   * @param seed, step go into the counter-based random numbers.
   */
  run(routine: RoutineName, seed: number, step: number, from?: number, to?: number): void;
  /** The code of a step, the function that runs it first; none where nothing is compiled. */
  listing(routine: RoutineName, step: number): readonly Listing[];
  /**
   * Runs `train` several times. Each time it sets the dials `step` and `time` and fills the inputs with
   * the rows of its batch. Ends behind a step whose cost is not finite; says how many were done.
   */
  train(steps: Steps): number;
  /** Fills the inputs of `train` with the rows of one batch of the orders. */
  fetch(place: number): void;
  /** Row numbers, batch after batch, written by whoever trains (views, valid until dispose). */
  readonly orders: readonly Uint32Array[];
  /** The live numbers of a buffer (a view, valid until dispose). */
  view(buffer: number): Floats;
  dispose(): void;
}

/** A thread that helped was lost in the midst of a kernel: the instance is no good any more, another one is. */
export class LostThread extends Error {
  constructor() {
    super('a thread was lost');
  }
}

/** How far a plan is translated: of a routine the steps whose operands are set out, or whose code is written. */
export interface Translated extends Share<'stage' | 'code'> {
  readonly routine: RoutineName;
}
/** Does long work: piece by piece, so that others are heard, or at once. */
export type Drive = <T>(work: Piecemeal<T, Translated>) => Promise<T>;
export const AT_ONCE: Drive = async (work) => atOnce(work);

export interface Backend {
  readonly name: 'reference' | 'wasm';
  readonly precision: 'float32' | 'float64';
  /** Throws on a plan that breaks its own rules ("internal:") or does not fit into memory, and what `drive` throws. */
  instantiate(plan: Plan, holding?: Holding, drive?: Drive): Promise<Instance>;
}
