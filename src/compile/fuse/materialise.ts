/**
 * Materialised values: those that a kernel writes to a buffer. All else is an expression in the kernels
 * that use it. Here are the reasons that do not depend on what is fused; roots.ts and epilogues.ts add
 * more. A set is never changed, only followed by a larger one.
 */
import type { Value } from '../../ir/ops.ts';
import type { Fence } from '../rule.ts';
import { isBuffer, isElementwise, isInline, isScattered, isView } from './classes.ts';
import { isAlias, isSplit, type Uses } from './uses.ts';

/** By a value's id: 1 where it is materialised. */
export type Materialised = Readonly<Uint8Array>;

/** How long an expression may become, written out: each x + f(x) in a row doubles it. */
const LONGEST = 1024;

/** Adds the value, or what it is an alias of. */
function addAliased(set: Uint8Array, v: Value, uses: Uses): void {
  if (isBuffer(v)) return;
  if (isAlias(v, uses)) addAliased(set, uses.at(v.args[0]!), uses);
  else set[v.id] = 1;
}

/** Adds what is computed behind these views; the views themselves stay index arithmetic. */
export function addBehind(set: Uint8Array, v: Value, uses: Pick<Uses, 'at'>): void {
  if (isBuffer(v) || isInline(v)) return;
  if (isView(v)) addBehind(set, uses.at(v.args[0]!), uses);
  else set[v.id] = 1;
}

/** Adds what is read with guards, constants too: outside of a buffer an element is 0. */
function addGuarded(set: Uint8Array, v: Value, uses: Uses): void {
  if (isView(v)) addGuarded(set, uses.at(v.args[0]!), uses);
  else addAliased(set, v, uses);
}

/**
 * What must lie in a buffer whatever is fused: results; what is read at other indices than its own or
 * more than once along an axis; what several views share; what is written out; with a fence, what
 * another fusion scope reads. Invariant: whatever is not in the set can be written into the kernels of
 * all of its users as an expression over affine accesses.
 */
export function materialisedValues(uses: Uses, fence: Fence): Materialised {
  const { program, values, at, operandsOf, usersOf } = uses;
  const set = new Uint8Array(program.values.length);
  for (const id of Object.values(program.results)) addAliased(set, at(id), uses);
  for (const v of values) {
    if (usersOf(v).length > 1 && isView(v)) addBehind(set, v, uses);
    for (const a of operandsOf(v)) {
      if (isAlias(v, uses) && !isSplit(v, uses)) addAliased(set, a, uses);
      if (v.op === 'dot' || v.op === 'broadcast') addBehind(set, a, uses);
      if (v.op === 'pad' || v.op === 'shear') addGuarded(set, a, uses);
      if (!sameFusionScope(a, v, fence)) addBehind(set, a, uses);
    }
    if (v.op === 'concat' || v.op === 'close' || isScattered(v)) set[v.id] = 1;
  }
  return set;
}

/** Whether one kernel may compute both: without a fence always, with one within a node's phase. */
export const sameFusionScope = (a: Value, b: Value, fence: Fence): boolean =>
  fence === 'none' || (a.origin === b.origin && a.phase === b.phase);

/** Adds values by their ids. */
export function withValues(set: Materialised, ids: Iterable<number>): Materialised {
  const more = set.slice();
  for (const id of ids) more[id] = 1;
  return more;
}

/**
 * Cuts expressions that would grow beyond all measure. Invariant: no elementwise value that is not
 * materialised is longer than `LONGEST`, written out.
 */
export function boundExpressions({ values, operandsOf }: Uses, set: Materialised): Materialised {
  const more = set.slice();
  const lengths = new Float64Array(set.length);
  for (const v of values) {
    if (isBuffer(v)) continue;
    const length = operandsOf(v).reduce((n, a) => n + (more[a.id] ? 1 : lengths[a.id]!), 1);
    lengths[v.id] = length;
    if (length > LONGEST && isElementwise(v)) more[v.id] = 1;
  }
  return more;
}
