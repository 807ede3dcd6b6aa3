/**
 * A wire's way: a cubic Bézier curve with level ends, or, where that would run behind a card, level and
 * upright pieces around it. Its path, and points along it: drawn wires, chips and pulses all follow this.
 */
import type { Box } from '../base/boxes.ts';
import type { Point } from '../document/records.ts';
import type { Route } from './route.ts';

export { meets } from '../base/boxes.ts';

export interface Ends {
  readonly sx: number;
  readonly sy: number;
  readonly tx: number;
  readonly ty: number;
  /** Its corners with both ends, where it goes around something. */
  readonly via?: Route | undefined;
}

/** Corners are rounded so far, where both pieces are long enough. */
const ROUND = 10;

/** How far the control points lie from the ends. A wire that runs back needs room to turn. */
export function reach({ sx, sy, tx, ty }: Ends): number {
  const across = tx - sx;
  if (across >= 0) return Math.max(across * 0.5, Math.min(28, Math.abs(ty - sy) * 0.5));
  return Math.min(260, 60 + 7 * Math.sqrt(-across));
}

const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);

/** The point so far along a level or upright piece. */
function along(a: Point, b: Point, far: number): Point {
  const length = distance(a, b);
  const t = length ? far / length : 0;
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
}

function routePath(via: Route): string {
  let d = '';
  for (const [i, p] of via.entries()) {
    const [a, b] = [via[i - 1], via[i + 1]];
    if (!a) d += `M${p.x},${p.y}`;
    else if (!b) d += ` L${p.x},${p.y}`;
    else {
      const r = Math.min(ROUND, distance(a, p) / 2, distance(p, b) / 2);
      const [from, to] = [along(p, a, r), along(p, b, r)];
      d += ` L${from.x},${from.y} Q${p.x},${p.y} ${to.x},${to.y}`;
    }
  }
  return d;
}

export function wirePath(ends: Ends): string {
  if (ends.via) return routePath(ends.via);
  const r = reach(ends);
  const { sx, sy, tx, ty } = ends;
  return `M${sx},${sy} C${sx + r},${sy} ${tx - r},${ty} ${tx},${ty}`;
}

const routeLength = (via: Route): number =>
  via.reduce((sum, p, i) => sum + (i ? distance(via[i - 1]!, p) : 0), 0);

/** The point at t, 0 at the source and 1 at the target. */
export function pointAt(ends: Ends, t: number): Point {
  if (ends.via) {
    let left = t * routeLength(ends.via);
    for (let i = 1; i < ends.via.length; i++) {
      const [a, b] = [ends.via[i - 1]!, ends.via[i]!];
      const length = distance(a, b);
      if (left <= length) return along(a, b, left);
      left -= length;
    }
    return { x: ends.tx, y: ends.ty };
  }
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

/** A box that holds the whole wire: a Bézier curve stays within its control points. */
export function boundsOf(ends: Ends): Rect {
  const r = reach(ends);
  const points = ends.via ?? [
    { x: ends.sx, y: ends.sy },
    { x: ends.sx + r, y: ends.sy },
    { x: ends.tx - r, y: ends.ty },
    { x: ends.tx, y: ends.ty },
  ];
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
