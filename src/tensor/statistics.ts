/** What can be said of many numbers in a few; zeros where there are none. */
const BINS = 32;

export interface Stats {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly rms: number;
  /** L2 norm. */
  readonly norm: number;
  /** Share of exact zeros. */
  readonly zeros: number;
  /** Equal bins from min to max. */
  readonly histogram: Float32Array;
}

export function stats(data: Float32Array | Float64Array, from: number, count: number): Stats {
  let sum = 0;
  let squares = 0;
  let zeros = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = from; i < from + count; i++) {
    const x = data[i]!;
    sum += x;
    squares += x * x;
    if (x === 0) zeros++;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  const mean = sum / count;
  let spread = 0;
  const histogram = new Float32Array(BINS);
  const scale = max > min && Number.isFinite(max - min) ? BINS / (max - min) : 0;
  for (let i = from; i < from + count; i++) {
    const x = data[i]!;
    spread += (x - mean) ** 2;
    // What is not finite falls in no bin.
    if (Number.isFinite(x)) {
      const bin = Math.min(BINS - 1, Math.floor((x - min) * scale));
      if (bin >= 0) histogram[bin] = histogram[bin]! + 1;
    }
  }
  const none = count === 0;
  return {
    mean: none ? 0 : mean,
    std: none ? 0 : Math.sqrt(spread / count),
    min: none ? 0 : min,
    max: none ? 0 : max,
    rms: none ? 0 : Math.sqrt(squares / count),
    norm: Math.sqrt(squares),
    zeros: none ? 0 : zeros / count,
    histogram,
  };
}
