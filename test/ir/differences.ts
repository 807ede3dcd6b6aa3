/** Central finite differences: the judge of every gradient. Fourth order, so that float64 gives ~1e-10. */

/** The gradient of a scalar function at `x`; `f` may read `x` while it is changed and put back. */
export function differences(f: () => number, x: Float64Array, h = 1e-3): Float64Array {
  return x.map((value, i) => {
    const at = (d: number) => {
      x[i] = value + d;
      return f();
    };
    const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    x[i] = value;
    return slope;
  });
}

/** The largest difference, relative to the larger of 1 and the numbers compared. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (Object.is(x, y)) continue;
    const d = Math.abs(x - y) / Math.max(1, Math.abs(x), Math.abs(y));
    if (!(d <= worst)) worst = Number.isNaN(d) ? Number.POSITIVE_INFINITY : d;
  }
  return worst;
}
