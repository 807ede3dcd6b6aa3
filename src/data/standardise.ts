/**
 * Mean and deviation of each column over the training rows only: what is validated on must not leak
 * into what is trained with. Missing numbers (NaN) are passed over.
 */
import { atOnce, type Piecemeal } from '../base/piecemeal.ts';
import type { Making } from './dataset.ts';

export interface Scale {
  readonly mean: number;
  /** Population standard deviation; 1 where a column is constant, so that dividing does no harm. */
  readonly std: number;
}

export function* scaling(
  data: Float64Array,
  width: number,
  rows: Uint32Array,
): Piecemeal<Scale[], Making> {
  const scales: Scale[] = [];
  for (let column = 0; column < width; column++) {
    yield { pass: 'data', done: column, of: width };
    // Welford 1962: one pass, and no cancellation where the mean is large beside the deviation.
    let n = 0;
    let mean = 0;
    let squares = 0;
    for (const row of rows) {
      const v = data[row * width + column]!;
      if (Number.isNaN(v)) continue;
      n++;
      const d = v - mean;
      mean += d / n;
      squares += d * (v - mean);
    }
    const std = n ? Math.sqrt(squares / n) : 0;
    scales.push({ mean, std: std > 1e-12 * Math.abs(mean) && std > 0 ? std : 1 });
  }
  return scales;
}

export const scalesOf = (...of: Parameters<typeof scaling>): Scale[] => atOnce(scaling(...of));

/** Numbers between two pauses. */
const BLOCK = 2 ** 16;

/** All of so many numbers, a block at a time. */
export function* inBlocks(
  of: number,
  body: (from: number, to: number) => void,
): Piecemeal<void, Making> {
  for (let from = 0; from < of; from += BLOCK) {
    yield { pass: 'data', done: from, of };
    body(from, Math.min(of, from + BLOCK));
  }
}

/** In place. Columns without a scale stay as they are. */
export function applyScales(
  data: Float64Array,
  scales: readonly (Scale | undefined)[],
): Piecemeal<void, Making> {
  const width = scales.length;
  return inBlocks(data.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const scale = scales[i % width];
      if (scale) data[i] = (data[i]! - scale.mean) / scale.std;
    }
  });
}

/** In place: missing numbers become the training rows' mean. */
export function fillMissing(data: Float64Array, scales: readonly Scale[]): Piecemeal<void, Making> {
  const width = scales.length;
  return inBlocks(data.length, (from, to) => {
    for (let i = from; i < to; i++) if (Number.isNaN(data[i])) data[i] = scales[i % width]!.mean;
  });
}
