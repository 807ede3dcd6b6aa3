/**
 * What is asked of tables that do not change, worked out once. An object of tens of thousands of keys
 * sorts them each time its values are listed.
 */
const counts = new WeakMap<object, number>();
const lists = new WeakMap<object, readonly unknown[]>();

/** How many entries a table has: it is asked at every change of the page. */
export function countOf(table: object): number {
  const kept = counts.get(table) ?? Object.keys(table).length;
  counts.set(table, kept);
  return kept;
}

/** The entries of a table, in its order. */
export function listOf<T>(table: Readonly<Record<string, T>>): readonly T[] {
  const kept = lists.get(table) as readonly T[] | undefined;
  if (kept) return kept;
  const list = Object.values(table);
  lists.set(table, list);
  return list;
}

/** Whether keys of an object stay in the order in which they came: those that read as numbers go first. */
const staysInOrder = (key: string): boolean => key < '0' || key >= ':';

/** Tells what a table holds that was just made of this list, in its order. */
export function listedAs<T extends { readonly id: string }>(
  table: Readonly<Record<string, T>>,
  list: readonly T[],
): void {
  if (!list.every(({ id }) => staysInOrder(id))) return;
  lists.set(table, list);
  counts.set(table, list.length);
}
