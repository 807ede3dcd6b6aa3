/**
 * What a machine must be able to do with a plan. A backend knows no layer, no gradient, no document.
 * reference/ is float64 and naive: it defines what a plan means. Others are compared with it.
 */
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

export interface Instance {
  readonly plan: Plan;
  /** How many threads may work on it; the numbers do not depend on it. */
  readonly threads: number;
  /**
   * Runs steps [from, to) of a routine, all of them by default. Synchronous; allocates nothing.
   * @param seed, step go into the counter-based random numbers.
   */
  run(routine: RoutineName, seed: number, step: number, from?: number, to?: number): void;
  /** The code of a step, the function that runs it first; none where nothing is compiled. */
  listing(routine: RoutineName, step: number): readonly Listing[];
  /** The live numbers of a buffer (a view, valid until dispose). */
  view(buffer: number): Floats;
  dispose(): void;
}

export interface Backend {
  readonly name: 'reference' | 'wasm';
  readonly precision: 'float32' | 'float64';
  /** Throws only on a plan that breaks its own rules ("internal:") or does not fit into memory. */
  instantiate(plan: Plan): Promise<Instance>;
}
