/**
 * A list of issues of which many say the same of one node after the other: of each kind the first few
 * are told, and how many more there are. Twenty thousand rows help nobody, and hold up the page.
 */
import type { Issue } from '../../base/issue.ts';

/** So many of one kind are told at once, and so many more on each wish. */
export const FEW = 20;
export const MORE = 100;

export type Row =
  | { readonly issue: Issue }
  /** So many more of this kind stand here. */
  | { readonly code: string; readonly more: number };

/** @param most how many of a kind are told; `FEW` where nothing is said. */
export function folded(issues: readonly Issue[], most: ReadonlyMap<string, number> = new Map()) {
  const count = new Map<string, number>();
  for (const { code } of issues) count.set(code, (count.get(code) ?? 0) + 1);
  const told = new Map<string, number>();
  const rows: Row[] = [];
  for (const issue of issues) {
    const { code } = issue;
    const n = (told.get(code) ?? 0) + 1;
    const limit = most.get(code) ?? FEW;
    if (n > limit) continue;
    told.set(code, n);
    rows.push({ issue });
    const more = count.get(code)! - n;
    if (n === limit && more > 0) rows.push({ code, more });
  }
  return rows;
}
