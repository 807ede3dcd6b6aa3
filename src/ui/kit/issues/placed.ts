/** Issues by the node that they are about: found once for a list, not once for each node that asks. */
import type { Issue } from '../../../base/issue.ts';

const known = new WeakMap<readonly Issue[], ReadonlyMap<string, Issue>>();

/** The first error of each node. */
export function errorsByNode(issues: readonly Issue[]): ReadonlyMap<string, Issue> {
  const kept = known.get(issues);
  if (kept) return kept;
  const errors = new Map<string, Issue>();
  for (const issue of issues) {
    const node = issue.where?.node;
    if (node !== undefined && issue.severity === 'error' && !errors.has(node))
      errors.set(node, issue);
  }
  known.set(issues, errors);
  return errors;
}
