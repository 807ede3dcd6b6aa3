/**
 * One log scale for strengths (RMS of an activation, norm of a gradient), shared by everything that
 * draws them, so that two wires can be compared by eye. Not for signed numbers: see colour.ts.
 */
import { scaleLog } from 'd3-scale';

/** Below the floor a signal is as good as dead; above the ceiling it is as good as exploded. */
const STRENGTH_FLOOR = 1e-6;
const STRENGTH_CEILING = 1e2;

const scale = scaleLog().domain([STRENGTH_FLOOR, STRENGTH_CEILING]).range([0, 1]).clamp(true);

/** 0 … 1; 0 also for zero, 1 also for what is no longer a number, because that needs an eye on it. */
export function strength(value: number): number {
  const abs = Math.abs(value);
  if (!Number.isFinite(abs)) return 1;
  return abs === 0 ? 0 : scale(abs);
}
