/**
 * Mean and deviation of each column over the training rows only: what is validated on must not leak
 * into what is trained with. Missing numbers (NaN) are passed over.
 */
export interface Scale {
  readonly mean: number;
  /** Population standard deviation; 1 where a column is constant, so that dividing does no harm. */
  readonly std: number;
}

export function scalesOf(data: Float64Array, width: number, rows: Uint32Array): Scale[] {
  return Array.from({ length: width }, (_, column) => {
    // Welford 1962: one pass, and no cancellation where the mean is large beside the deviation.
    let n = 0;
    let mean = 0;
    let squares = 0;
    for (const row of rows) {
      const v = data[row * width + column] as number;
      if (Number.isNaN(v)) continue;
      n++;
      const d = v - mean;
      mean += d / n;
      squares += d * (v - mean);
    }
    const std = n ? Math.sqrt(squares / n) : 0;
    return { mean, std: std > 1e-12 * Math.abs(mean) && std > 0 ? std : 1 };
  });
}

/** In place. Columns without a scale stay as they are. */
export function applyScales(data: Float64Array, scales: readonly (Scale | undefined)[]): void {
  const width = scales.length;
  for (let i = 0; i < data.length; i++) {
    const scale = scales[i % width];
    if (scale) data[i] = ((data[i] as number) - scale.mean) / scale.std;
  }
}

/** In place: missing numbers become the training rows' mean. */
export function fillMissing(data: Float64Array, scales: readonly Scale[]): void {
  const width = scales.length;
  for (let i = 0; i < data.length; i++)
    if (Number.isNaN(data[i])) data[i] = (scales[i % width] as Scale).mean;
}
