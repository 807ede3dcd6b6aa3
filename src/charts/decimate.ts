/**
 * Min/max decimation: a long series made short for a chart without losing what the eye looks for. Of each
 * bucket of points the smallest and the largest are kept, in their order, and both ends of the series.
 * (M4, Jugel et al. 2014, keeps the first and the last of each bucket as well: no pixel differs then.)
 */
export function decimate<T>(
  points: readonly T[],
  most: number,
  value: (p: T) => number,
): readonly T[] {
  if (points.length <= most || most < 4) return points;
  const buckets = Math.floor((most - 2) / 2);
  const inner = points.length - 2;
  const out: T[] = [points[0]!];
  for (let s = 0; s < buckets; s++) {
    const from = 1 + Math.floor((s * inner) / buckets);
    const to = 1 + Math.floor(((s + 1) * inner) / buckets);
    let low = from;
    let high = from;
    for (let i = from + 1; i < to; i++) {
      const v = value(points[i]!);
      if (v < value(points[low]!)) low = i;
      if (v > value(points[high]!)) high = i;
    }
    out.push(points[Math.min(low, high)]!);
    if (low !== high) out.push(points[Math.max(low, high)]!);
  }
  out.push(points[points.length - 1]!);
  return out;
}
