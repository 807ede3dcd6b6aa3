/**
 * Epilogues: the elementwise work that ends in the kernel of a reduction, behind its sum (the bias and the
 * activation of a layer, in the kernel of its product). A kernel has one reduction at most.
 */
import type { Value } from '../../ir/ops.ts';
import { isPointwise, isReduction } from './classes.ts';
import type { Materialised } from './materialise.ts';
import type { Roots } from './roots.ts';
import type { Uses } from './uses.ts';

interface Epilogues {
  /** By a value's id the id of the reduction whose kernel computes it; −1 where there is none. */
  readonly reductionOf: Readonly<Int32Array>;
  /** The very set that was given where nothing had to be added. */
  readonly materialised: Materialised;
}

/**
 * Materialises what would bring a second reduction into a kernel: an operand of a reduction that holds one
 * already, and where two meet in one value. Invariant: the expression of a root leads to one reduction at
 * most, and every root behind one is materialised. What is added takes roots apart, so that these are asked
 * again (fusion.ts) until nothing is added.
 */
export function epilogues({ values, program, operandsOf }: Uses, roots: Roots): Epilogues {
  const { rootOf, materialised: set } = roots;
  const reductionOf = new Int32Array(program.values.length).fill(-1);
  let more: Uint8Array | undefined;
  const has = (v: Value): boolean => (more ?? set)[v.id] === 1;
  const add = (v: Value): void => {
    if (has(v)) return;
    more ??= set.slice();
    more[v.id] = 1;
  };
  for (const v of values) {
    if (isReduction(v)) {
      reductionOf[v.id] = v.id;
      for (const a of operandsOf(v)) if (reductionOf[a.id]! >= 0) add(a);
    } else if (isPointwise(v)) {
      for (const a of operandsOf(v)) {
        const reduction = reductionOf[a.id]!;
        if (has(a) || reduction < 0) continue;
        if (reductionOf[v.id]! >= 0 && reductionOf[v.id] !== reduction) add(a);
        else reductionOf[v.id] = reduction;
      }
    }
    if (reductionOf[v.id]! >= 0 && rootOf[v.id] === v.id) add(v);
  }
  return { reductionOf, materialised: more ?? set };
}
