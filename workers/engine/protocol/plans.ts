/** The plan for people, and how long its steps take. */
import type { Phase, RoutineName } from '../../../src/plan/plan.ts';
import type { Footprint } from '../../backends/backend.ts';

/** A routine of the plan for people: what its kernels compute and cost, and where its scratch lies. */
export interface PlanReading {
  readonly generation: number;
  readonly routine: RoutineName;
  /** All that this plan has. */
  readonly routines: readonly RoutineName[];
  /** How many threads may work on it. */
  readonly threads: number;
  /** None where the plan lacks this routine. */
  readonly steps: readonly PlanStep[];
  /** Of scratch, in the order in which it comes alive. */
  readonly tenures: readonly PlanTenure[];
  /** Bytes of all that the plan takes, of the part of the arena in which this routine's scratch lies, and
   *  the most that is alive there at once: no arrangement could do with less. */
  readonly memory: Footprint & {
    /** Of states that were laid aside for undo. */
    readonly undo: number;
  };
  readonly scratch: number;
  readonly alive: number;
}
export interface PlanStep {
  readonly phase: Phase;
  /** '' for none. */
  readonly node: string;
  readonly loop?: number;
  /** The loop nest in print. */
  readonly text: string;
  readonly flops: number;
  readonly bytes: number;
}
/** A buffer in the arena, from one step to another; the step behind the last stands for the end. */
export interface PlanTenure {
  readonly name: string;
  readonly phase: Phase;
  readonly first: number;
  readonly last: number;
  /** In elements. */
  readonly offset: number;
  readonly size: number;
}

/** Steps of a routine, measured. */
export interface Measurement {
  readonly generation: number;
  readonly routine: RoutineName;
  readonly from: number;
  /** Microseconds of the steps from there on, each with what it takes to call it. The whole of a loop over
   *  time stands at its first step. */
  readonly times: readonly number[];
  /** What calling alone takes. */
  readonly call: number;
}
