/** Points of runs' curves. */
import { unpacked } from '../../document/curve.ts';
import type { Run } from '../../state/run.ts';

/** Points of runs that are not the one that is open. */
const points = new WeakMap<object, ReturnType<typeof unpacked>>();

export function pointsOf({ curve }: Run): ReturnType<typeof unpacked> {
  if (!curve) return [];
  const known = points.get(curve) ?? unpacked(curve);
  points.set(curve, known);
  return known;
}
