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
export interface Access extends plan.Access, RowStride {
  readonly guards?: readonly Guard[];
}
export interface Kernel extends plan.Kernel {
  readonly loads: readonly Access[];
  readonly results: readonly { readonly value: plan.Scalar; readonly to: Access }[];
}
