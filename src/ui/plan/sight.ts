/** Which rows of a long list are in sight, and how far to scroll so that one is: rows of one height. */
export const ROW = 24;
/** Rows drawn beyond both edges, so that scrolling does not show a gap. */
const MARGIN = 6;

/** Rows [from, to). */
export function inSight(top: number, height: number, count: number): { from: number; to: number } {
  const from = Math.min(count, Math.max(0, Math.floor(top / ROW) - MARGIN));
  return { from, to: Math.max(from, Math.min(count, Math.ceil((top + height) / ROW) + MARGIN)) };
}

/** The scroll position nearest to `top` at which the row is seen whole. */
export const bringIn = (row: number, top: number, height: number): number =>
  Math.max(0, Math.min(row * ROW, Math.max(top, (row + 1) * ROW - height)));
