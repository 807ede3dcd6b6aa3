/**
 * Min/max decimation: a long series made short for a chart without losing what the eye looks for. Of each
 * bucket of points the smallest and the largest are kept, in their order, and both ends of the series.
 * (M4, Jugel et al. 2014, keeps the first and the last of each bucket as well: no pixel differs then.)
 */
export function decimate<T>(
  points: readonly T[],
  most: number,
  value: (p: T) => number,
  /** Where a point lies along the axis, from 0 to 1: buckets are as wide as each other there. */
  place: (p: T, i: number) => number = (_, i) => i / (points.length - 1),
): readonly T[] {
  if (points.length <= most || most < 4) return points;
  const buckets = Math.floor((most - 2) / 2);
  const last = points.length - 1;
  const out: T[] = [points[0]!];
  let low = 0;
  let high = 0;
  let bucket = -1;
  const close = () => {
    if (bucket < 0) return;
    out.push(points[Math.min(low, high)]!);
    if (low !== high) out.push(points[Math.max(low, high)]!);
  };
  for (let i = 1; i < last; i++) {
    const p = points[i]!;
    const own = Math.max(0, Math.min(buckets - 1, Math.floor(place(p, i) * buckets)));
    if (own !== bucket) {
      close();
      [bucket, low, high] = [own, i, i];
      continue;
    }
    const v = value(p);
    if (v < value(points[low]!)) low = i;
    if (v > value(points[high]!)) high = i;
  }
  close();
  out.push(points[last]!);
  return out;
}
