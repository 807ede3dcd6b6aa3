/**
 * The one log scale on which all wires' charts are drawn: whole powers of ten that cover what is on
 * the wires now. It widens at once and narrows late, so that the pictures do not jump about.
 */
export interface LogScale {
  /** Exponents of ten at the bottom and at the top. */
  readonly low: number;
  readonly high: number;
}

/** At least three decades, so that noise does not look like a storm; never beyond these. */
const SPAN = 3;
const LOWEST = -9;
const HIGHEST = 6;
export const REST: LogScale = { low: -3, high: 0 };

/** 0 at the bottom, 1 at the top; what is zero or below lies at the bottom, what is no number on top. */
export function heightOf(scale: LogScale, value: number): number {
  if (!Number.isFinite(value)) return 1;
  if (value <= 0) return 0;
  const t = (Math.log10(value) - scale.low) / (scale.high - scale.low);
  return t < 0 ? 0 : t > 1 ? 1 : t;
}

const clamp = (e: number) => Math.min(HIGHEST, Math.max(LOWEST, e));

/** The scale after seeing the smallest and the largest positive number on the wires. */
export function follow(scale: LogScale, smallest: number, largest: number): LogScale {
  if (!(smallest > 0) || !Number.isFinite(largest) || largest < smallest) return scale;
  const bottom = clamp(Math.floor(Math.log10(smallest)));
  const top = clamp(Math.ceil(Math.log10(largest)));
  // A limit gives way inwards only when a whole decade beyond it has been left free.
  const high = top > scale.high || top < scale.high - 1 ? top : scale.high;
  const wanted = bottom < scale.low || bottom > scale.low + 1 ? bottom : scale.low;
  const low = clamp(Math.min(wanted, high - SPAN));
  const raised = Math.max(high, low + SPAN);
  return low === scale.low && raised === scale.high ? scale : { low, high: raised };
}
