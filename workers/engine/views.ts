/**
 * Numbers for people to look at: a copy of a tensor's first elements, and statistics of all of them.
 * Not the live buffers, which never leave the engine.
 */
import { type Shape, size } from '../../src/tensor/shape.ts';
import { stats } from '../../src/tensor/statistics.ts';
import type { Floats } from '../backends/backend.ts';
import type { Outgoing } from './moving.ts';
import type { TensorView } from './protocol.ts';

const LIMIT = 65_536;

export function rms(data: Floats, from: number, count: number): number {
  return count ? norm(data, from, count) / Math.sqrt(count) : 0;
}

/** Four sums side by side: one alone would wait for itself at each number. */
export function norm(data: Floats, from: number, count: number): number {
  const square = (i: number) => data[i]! ** 2;
  let [a, b, c, d] = [0, 0, 0, 0];
  const end = from + count;
  let i = from;
  for (; i + 4 <= end; i += 4) {
    a += square(i);
    b += square(i + 1);
    c += square(i + 2);
    d += square(i + 3);
  }
  for (; i < end; i++) a += square(i);
  return Math.sqrt(a + b + (c + d));
}

export function allFinite(data: Floats, from = 0, count = data.length): boolean {
  // x − x is 0 for every finite x and NaN for all others: one pass without a branch.
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += data[i]! - data[i]!;
  return sum === 0;
}

/**
 * @param out the answer that it is a copy for
 * @param first where not all can be sent, the row of the outermost axis to begin with
 */
export function tensorView(
  out: Outgoing,
  data: Floats,
  from: number,
  shape: Shape,
  first = 0,
): TensorView {
  const count = size(shape);
  const rows = shape[0] ?? 1;
  const row = count / Math.max(1, rows);
  // The last rows are sent together with as many before them as there is room for.
  const latest = count > LIMIT ? Math.max(0, rows - Math.max(1, Math.floor(LIMIT / row))) : 0;
  const begin = Math.min(latest, Math.max(0, Math.floor(first) || 0));
  const at = from + begin * row;
  return {
    shape: [...shape],
    data: out.own(Float32Array.from(data.subarray(at, Math.min(from + count, at + LIMIT)))),
    first: begin,
    stats: stats(data, from, count),
  };
}
