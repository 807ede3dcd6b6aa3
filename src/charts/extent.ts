/** Limits of numbers and of axes. What is not finite is left out, so that one NaN hides nothing. */
/** Smallest and largest finite number; [0, 0] where there is none. */
export function extent(data: ArrayLike<number>): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < data.length; i++) {
    const v = data[i]!;
    if (!Number.isFinite(v)) continue;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low <= high ? [low, high] : [0, 0];
}

/** The largest magnitude: the end of a diverging scale whose middle is zero. */
export function magnitude(data: ArrayLike<number>): number {
  const [low, high] = extent(data);
  return Math.max(Math.abs(low), Math.abs(high));
}

/** A range with some room at both ends; a single number gets a range around it. */
export function padded(range: readonly [number, number], share = 0.05): [number, number] {
  const [low, high] = range;
  const room = high > low ? (high - low) * share : Math.max(Math.abs(high), 1) * 0.5;
  return [low - room, high + room];
}

/** Whole powers of ten that cover the positive numbers of a range, for logarithmic axes. */
export function decades(low: number, high: number): { range: [number, number]; ticks: number[] } {
  const from = Math.floor(Math.log10(Math.max(low, 1e-12)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(high, 1e-12))));
  const every = Math.ceil((to - from) / 5);
  const marks: number[] = [];
  for (let e = from; e <= to; e += every) marks.push(Number(`1e${e}`));
  return { range: [Number(`1e${from}`), Number(`1e${to}`)], ticks: marks };
}
