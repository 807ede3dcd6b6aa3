/** Ids that a person can read: `dense2`, `e7`. The number is one more than the largest in use. */
export function freshId(prefix: string, taken: Iterable<string>): string {
  let max = 0;
  for (const id of taken) {
    if (!id.startsWith(prefix)) continue;
    const n = Number(id.slice(prefix.length));
    if (Number.isSafeInteger(n) && n > max) max = n;
  }
  return `${prefix}${max + 1}`;
}

/** The number at the end of an id, if it has one: 2 for `dense2`. */
export const idNumber = (id: string): number | undefined => {
  const digits = /\d+$/.exec(id)?.[0];
  return digits === undefined ? undefined : Number(digits);
};

/** Natural order, `e2` before `e10`; total, so that files are written in one order only. */
export function compareIds(a: string, b: string): number {
  const re = /^(.*?)(\d*)$/s;
  const [, pa = '', na = ''] = re.exec(a) ?? [];
  const [, pb = '', nb = ''] = re.exec(b) ?? [];
  if (pa !== pb) return pa < pb ? -1 : 1;
  if (na.length !== nb.length) return na.length - nb.length;
  return na < nb ? -1 : na > nb ? 1 : 0;
}
