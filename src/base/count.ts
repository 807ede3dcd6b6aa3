const counts = new WeakMap<object, number>();

/** How many entries a table that does not change has, counted once: it is asked at every change of the page. */
export function countOf(table: object): number {
  const kept = counts.get(table) ?? Object.keys(table).length;
  counts.set(table, kept);
  return kept;
}
