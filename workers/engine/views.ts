/**
 * Numbers for people to look at: a copy of a tensor's first elements, and statistics of all of them.
 * Not the live buffers, which never leave the engine.
 */
import { type Shape, size } from '../../src/tensor/shape.ts';
import type { Floats } from '../backends/backend.ts';
import type { Stats, TensorView } from './protocol.ts';

const LIMIT = 65_536;
const BINS = 32;

export function rms(data: Floats, from: number, count: number): number {
  return count ? norm(data, from, count) / Math.sqrt(count) : 0;
}

export function norm(data: Floats, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += (data[i] as number) ** 2;
  return Math.sqrt(sum);
}

export function allFinite(data: Floats, from = 0, count = data.length): boolean {
  // x − x is 0 for every finite x and NaN for all others: one pass without a branch.
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += (data[i] as number) - (data[i] as number);
  return sum === 0;
}

export function stats(data: Floats, from: number, count: number): Stats {
  let sum = 0;
  let squares = 0;
  let zeros = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = from; i < from + count; i++) {
    const x = data[i] as number;
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
    const x = data[i] as number;
    spread += (x - mean) ** 2;
    // What is not finite falls in no bin.
    if (Number.isFinite(x)) {
      const bin = Math.min(BINS - 1, Math.floor((x - min) * scale));
      if (bin >= 0) histogram[bin] = (histogram[bin] as number) + 1;
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

/** `first`: where not all can be sent, the row of the outermost axis to begin with. */
export function tensorView(data: Floats, from: number, shape: Shape, first = 0): TensorView {
  const count = size(shape);
  const rows = shape[0] ?? 1;
  const row = count / Math.max(1, rows);
  // The last rows are sent together with as many before them as there is room for.
  const latest = count > LIMIT ? Math.max(0, rows - Math.max(1, Math.floor(LIMIT / row))) : 0;
  const begin = Math.min(latest, Math.max(0, Math.floor(first) || 0));
  const at = from + begin * row;
  return {
    shape: [...shape],
    data: Float32Array.from(data.subarray(at, Math.min(from + count, at + LIMIT))),
    first: begin,
    stats: stats(data, from, count),
  };
}
