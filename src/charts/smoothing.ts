/**
 * A line made smooth: the exponential moving average, with the bias of its start corrected as Adam has it
 * (Kingma, Ba 2015, 3) and TensorBoard draws it. What is no number is left out of the average and stays.
 */
export function smoothed(values: ArrayLike<number>, weight: number): Float64Array {
  const out = Float64Array.from(values);
  let mean = 0;
  let before = 1;
  for (let i = 0; i < out.length; i++) {
    const v = out[i]!;
    if (!Number.isFinite(v)) continue;
    mean = weight * mean + (1 - weight) * v;
    before *= weight;
    out[i] = mean / (1 - before);
  }
  return out;
}
