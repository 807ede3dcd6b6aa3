/**
 * Kernels as this backend rewrites them. Those of a loop over time are the kernel of one row (`rowOf`): their
 * outermost axis is gone, and what moved along it says by how much.
 */
import type * as plan from '../../../src/plan/plan.ts';

/** The stride along the row of a loop over time; absent outside a loop. */
export interface RowStride {
  readonly row?: number;
}
export type Guard = plan.Guard & RowStride;
/**
 * A row by its number: `stride · r` is added to the place, where r is what `index` reads. Where that is no
 * whole number of [0, extent) a read gives 0 and a write is left out.
 */
export interface Indirect {
  readonly index: Access;
  readonly stride: number;
  readonly extent: number;
}
export interface Access extends plan.Access, RowStride {
  readonly guards?: readonly Guard[];
  readonly indirect?: Indirect;
}
export interface Kernel extends plan.Kernel {
  readonly loads: readonly Access[];
  readonly results: readonly { readonly value: plan.Scalar; readonly to: Access }[];
}
