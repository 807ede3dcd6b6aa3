/**
 * Elements come and change a few at a time. A list of hundreds that React Flow gets at once is one task
 * of half a second; a few in each frame are none that anybody notices, and the sketch of the canvas
 * shows the others until then.
 */
interface Paced<T> {
  readonly list: T[];
  /** Something of what is wanted is still to come. */
  readonly more: boolean;
  /** How many may still be new or different. */
  readonly left: number;
}

export const byId = <T extends { readonly id: string }>(list: readonly T[]) =>
  new Map(list.map((item) => [item.id, item]));

export const sameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((v, i) => v === b[i]);

/**
 * What to show next on the way to what is wanted. What is not wanted any more goes at once, but for what
 * may go in turn: React Flow reads of each node that it has lost once more, which throws within it.
 * @param most how many may be new or different, and how many may go
 * @param urgent those that wait for nobody
 * @param inTurn those that may go in their turn
 */
export function paced<T extends { readonly id: string }>(
  before: ReadonlyMap<string, T>,
  wanted: readonly T[],
  most: number,
  urgent: (item: T) => boolean,
  inTurn: (item: T) => boolean = () => false,
): Paced<T> {
  let left = most;
  let more = false;
  const list: T[] = [];
  for (const next of wanted) {
    const kept = before.get(next.id);
    if (kept === next || urgent(next)) list.push(next);
    else if (left > 0) {
      left--;
      list.push(next);
    } else {
      more = true;
      if (kept) list.push(kept);
    }
  }
  const there = byId(wanted);
  let going = most;
  for (const item of before.values()) {
    if (there.has(item.id) || !inTurn(item) || going-- > 0) continue;
    more = true;
    list.push(item);
  }
  return { list, more, left };
}
