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

/**
 * @param out the answer that it is a copy for
 * @param first where not all can be sent, the row of the outermost axis to begin with
 */
export function tensorView(out: Outgoing, data: Floats, shape: Shape, first = 0): TensorView {
  const count = size(shape);
  const rows = shape[0] ?? 1;
  const row = count / Math.max(1, rows);
  // The last rows are sent together with as many before them as there is room for.
  const latest = count > LIMIT ? Math.max(0, rows - Math.max(1, Math.floor(LIMIT / row))) : 0;
  const begin = Math.min(latest, Math.max(0, Math.floor(first) || 0));
  const at = begin * row;
  return {
    shape: [...shape],
    data: out.own(Float32Array.from(data.subarray(at, Math.min(count, at + LIMIT)))),
    first: begin,
    stats: stats(data, 0, count),
  };
}
