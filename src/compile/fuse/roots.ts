/**
 * Fusion roots: the kernel of which value computes what is not materialised. An elementwise chain belongs
 * to the one root in which all of its uses end, also where it parts and meets again on the way; with uses
 * in several kernels it is computed again in each where that is cheap (rematerialisation), else stored.
 */
import type { Value } from '../../ir/ops.ts';
import { TRANSCENDENTAL } from '../../plan/cost.ts';
import type { Fence } from '../rule.ts';
import type { Target } from '../target.ts';
import { isElementwise, isInline, isPointwise, isReduction } from './classes.ts';
import { addBehind, type Materialised } from './materialise.ts';
import { baseOf, type Uses } from './uses.ts';

export interface Roots {
  /** By a value's id the id of the value whose kernel computes it; its own where it is a root. */
  readonly rootOf: Readonly<Int32Array>;
  readonly materialised: Materialised;
}

/** What no kernel works out again: functions, and the two operations that a processor takes long for. */
const DEAR: ReadonlySet<string> = new Set([...TRANSCENDENTAL, 'sqrt', 'div']);

/**
 * Invariant: whatever is not materialised, and is no view or constant, has all of its users in the kernel
 * of its root, or is cheap and made of materialised values.
 */
export function fusionRoots(uses: Uses, set: Materialised, fence: Fence, target: Target): Roots {
  const { program, usersOf } = uses;
  const more = set.slice();
  const rootOf = new Int32Array(program.values.length);
  /** Computed again in each kernel that uses it; what it is made from then lies in a buffer. */
  const isRepeated = (v: Value): boolean => {
    const leaves = fence === 'none' ? cheapLeaves(v, uses, target) : undefined;
    for (const leaf of leaves ?? []) addBehind(more, leaf, uses);
    return leaves !== undefined;
  };
  for (let id = program.values.length - 1; id >= 0; id--) {
    const v = program.values[id]!;
    rootOf[id] = id;
    if (more[id]) continue;
    const users = usersOf(v);
    const [user] = users;
    if (!user || !(isElementwise(v) || isReduction(v) || v.op === 'uniform')) continue;
    const root = rootOf[user.id]!;
    if (users.every((u) => isPointwise(u) && rootOf[u.id] === root)) rootOf[id] = root;
    else if (users.length > 1 && !isRepeated(v)) more[id] = 1;
  }
  return { rootOf, materialised: more };
}

/**
 * What a cheap value is made from, two tensors at most, or nothing where it is dear. Storage may be
 * written before the value is asked for again, so that what reads it is not cheap.
 */
function cheapLeaves(v: Value, uses: Uses, { cheap }: Target): Value[] | undefined {
  const leaves = new Set<Value>();
  const seen = new Set<Value>();
  const visit = (x: Value): boolean => {
    if (seen.has(x)) return true;
    seen.add(x);
    if (seen.size > 2 * cheap || DEAR.has(x.op)) return false;
    if (isElementwise(x)) return uses.operandsOf(x).every(visit);
    const base = baseOf(x, uses);
    if (base.op === 'read' || base.op === 'uniform' || base.op === 'carry') return false;
    if (!isInline(base)) leaves.add(x);
    return leaves.size <= 2;
  };
  return isElementwise(v) && visit(v) ? [...leaves] : undefined;
}
