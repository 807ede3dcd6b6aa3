/** Concatenation in place: which values are computed at their part of a concatenation. */
import type { Value } from '../../ir/ops.ts';
import { size } from '../../tensor/shape.ts';
import type { Fence } from '../rule.ts';
import { isElementwise, isReduction } from './classes.ts';
import { sameFusionScope } from './materialise.ts';
import type { Uses } from './uses.ts';

/** A part of a concatenation that is computed where it will stand. */
export interface Placement {
  readonly concat: Value;
  /** In elements, from where the concatenation begins. */
  readonly offset: number;
}

/**
 * Concatenation in place: along the outermost axis the parts lie one after the other, so that each is
 * computed at its part of the whole and nothing is copied. By the part's id. Invariant: a part stands
 * in one concatenation, belongs to its fusion scope, and is no result by a name of its own.
 */
export function concatenationsInPlace(uses: Uses, fence: Fence): ReadonlyMap<number, Placement> {
  const { program, at, operandsOf } = uses;
  const results = new Set(Object.values(program.results).map((id) => at(id).id));
  const placements = new Map<number, Placement>();
  for (let id = program.values.length - 1; id >= 0; id--) {
    const concat = program.values[id]!;
    if (concat.op !== 'concat' || size(concat.shape.slice(0, concat.attrs.axis)) !== 1) continue;
    let offset = 0;
    for (const operand of operandsOf(concat)) {
      let part = operand;
      while (part.op === 'reshape') part = at(part.args[0]!);
      const computed = isElementwise(part) || isReduction(part) || part.op === 'concat';
      const free = !placements.has(part.id) && !results.has(part.id);
      if (computed && free && sameFusionScope(part, concat, fence))
        placements.set(part.id, { concat, offset });
      offset += size(operand.shape);
    }
  }
  return placements;
}
