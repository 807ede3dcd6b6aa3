/**
 * A wire as a cubic Bézier curve with level ends: its path, and points along it. Drawn wires, the
 * wire being drawn, chips and pulses all follow this one curve.
 */
import type { Box } from '../../../base/boxes.ts';
import type { Point } from '../../../document/records.ts';

export { meets } from '../../../base/boxes.ts';

export interface Ends {
  readonly sx: number;
  readonly sy: number;
  readonly tx: number;
  readonly ty: number;
}

/** How far the control points lie from the ends. A wire that runs back needs room to turn. */
export function reach({ sx, sy, tx, ty }: Ends): number {
  const across = tx - sx;
  if (across >= 0) return Math.max(across * 0.5, Math.min(28, Math.abs(ty - sy) * 0.5));
  return Math.min(260, 60 + 7 * Math.sqrt(-across));
}

export function wirePath(ends: Ends): string {
  const r = reach(ends);
  const { sx, sy, tx, ty } = ends;
  return `M${sx},${sy} C${sx + r},${sy} ${tx - r},${ty} ${tx},${ty}`;
}

/** The point at t, 0 at the source and 1 at the target. */
export function pointAt(ends: Ends, t: number): Point {
  const r = reach(ends);
  const u = 1 - t;
  const mix = (a: number, b: number, c: number, d: number) =>
    u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
  return {
    x: mix(ends.sx, ends.sx + r, ends.tx - r, ends.tx),
    y: mix(ends.sy, ends.sy, ends.ty, ends.ty),
  };
}

export type Rect = Box;

/** A box that holds the whole curve: a Bézier curve stays within its control points. */
export function boundsOf(ends: Ends): Rect {
  const r = reach(ends);
  const xs = [ends.sx, ends.sx + r, ends.tx - r, ends.tx];
  const x = Math.min(...xs);
  const y = Math.min(ends.sy, ends.ty);
  return { x, y, width: Math.max(...xs) - x, height: Math.abs(ends.ty - ends.sy) };
}
