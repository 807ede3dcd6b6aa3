/** Lines as the data of SVG paths: what is written when a chart is drawn without React. */

/** A place in pixels, to a tenth: finer than anybody sees, and written without formatting a fraction. */
export function tenths(v: number): string {
  const n = Math.round(10 * v);
  const whole = Math.abs(n);
  return `${n < 0 ? '-' : ''}${Math.trunc(whole / 10)}.${whole % 10}`;
}

/**
 * A line through points in their order. A place that is not finite is a gap: the line stops before it, or
 * goes on to the next point where gaps are bridged.
 */
export function lineThrough(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  gaps: 'kept' | 'bridged',
): string {
  let d = '';
  let pen = 'M';
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i]!;
    const y = ys[i]!;
    if (Number.isFinite(x) && Number.isFinite(y)) {
      d += `${pen}${tenths(x)} ${tenths(y)}`;
      pen = 'L';
    } else if (gaps === 'kept') pen = 'M';
  }
  return d;
}
