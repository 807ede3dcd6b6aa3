/**
 * Operator fusion: which values are materialised, and what each kernel computes on the way to them. Every
 * value either lies in a buffer or is written into the kernels that use it, as a scalar expression over
 * an affine index. Movement (reshape, permute, broadcast, slice, pad, shear) is index arithmetic and costs
 * nothing; elementwise chains become one expression; a reduction takes the chain behind it along as its
 * epilogue; what costs next to nothing is computed again by each that needs it. Kernels over the same
 * points are fused afterwards, by loop-fusion.ts.
 *
 * Compare XLA's instruction fusion and the injective and reduction groups of TVM (Chen et al., "TVM: An
 * Automated End-to-End Optimizing Compiler for Deep Learning", 2018, 3).
 *
 * With `fence: 'node'` whatever another node or another phase reads is materialised, so that no kernel does
 * the work of two nodes.
 */
import type { Piecemeal, Share } from '../../base/piecemeal.ts';
import type { Value } from '../../ir/ops.ts';
import type { GroupedProgram } from '../loops.ts';
import type { Fence } from '../rule.ts';
import type { Target } from '../target.ts';
import { type Addresses, addressesOf, type BufferAllocator } from './addresses.ts';
import { concatenationsInPlace } from './concat.ts';
import { epilogues } from './epilogues.ts';
import { boundExpressions, materialisedValues, withValues } from './materialise.ts';
import { fusionRoots } from './roots.ts';
import { contractedToRow } from './rows.ts';
import { type Uses, usesOf } from './uses.ts';

export interface Fusion extends Addresses, Pick<Uses, 'at'> {
  /** Whether a kernel must fill the buffer in which the value lies. */
  readonly isMaterialised: (v: Value) => boolean;
  /** The reduction in whose kernel the value is computed, itself included. */
  readonly reductionOf: (v: Value) => Value | undefined;
}

export function* fusing(
  { program, loopOf }: GroupedProgram,
  fence: Fence,
  target: Target,
  allocator: BufferAllocator,
): Piecemeal<Fusion, Share<'schedule'>> {
  const said = { pass: 'schedule', done: 0, of: program.values.length } as const;
  const uses = usesOf(program);
  yield said;
  const needed = materialisedValues(uses, fence);
  yield said;
  const placements = concatenationsInPlace(uses, fence);
  let set = boundExpressions(uses, withValues(needed, placements.keys()));
  for (;;) {
    yield said;
    const roots = fusionRoots(uses, set, fence, target);
    const { reductionOf, materialised } = epilogues(uses, roots);
    set = materialised;
    if (materialised !== roots.materialised) continue;
    yield said;
    const rows = contractedToRow(uses, loopOf, set, fence);
    const { at } = uses;
    return {
      at,
      isMaterialised: (v) => materialised[v.id] === 1 && at(v.id) === v,
      reductionOf: (v) => (reductionOf[v.id]! >= 0 ? at(reductionOf[v.id]!) : undefined),
      ...addressesOf(uses, set, placements, rows, allocator),
    };
  }
}
