/** The wires that a person can see at this moment. */
import { compareIds } from '../../../base/ids.ts';
import { boundsOf, meets } from '../../../placement/curve.ts';
import type { Wires } from './wires.ts';

export interface Seen {
  readonly transform: readonly [x: number, y: number, zoom: number];
  readonly width: number;
  readonly height: number;
}

export function edgesInSight(
  { transform: [x, y, zoom], width, height }: Seen,
  { all }: Wires,
): string[] {
  const sight = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
  return [...all.values()]
    .filter((w) => meets(boundsOf(w.ends), sight))
    .map((w) => w.id)
    .sort(compareIds);
}
