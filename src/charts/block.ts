/**
 * A block of cells in oblique projection: the three faces that one sees, with the cells of one set
 * marked. Axis 0 goes back, axis 1 to the right, all others together down. Pure geometry; colours
 * are the page's.
 */
import { size } from '../tensor/shape.ts';
import { unravel } from './grid.ts';

interface BlockCell {
  readonly face: 'front' | 'top' | 'right';
  /** Corners, as an SVG polygon wants them. */
  readonly points: string;
  readonly marked: boolean;
}
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly BlockCell[];
  /** Where the letters of the three directions stand. */
  readonly back: readonly [number, number];
  readonly right: readonly [number, number];
  readonly down: readonly [number, number];
}

/** A cell's width and height, and how far one lies behind the next. */
const [WIDE, HIGH, SIDE, UP] = [18, 14, 10, 7];

/**
 * @param extents cells along each axis, at least two axes
 * @param marked whether the cell at these coordinates belongs to the set
 */
export function blockOf(
  extents: readonly number[],
  marked: (at: readonly number[]) => boolean,
): Block {
  const [deep = 1, across = 1, ...rest] = extents;
  const down = size(rest);
  const corner = (n: number, c: number, r: number): string =>
    `${c * WIDE + n * SIDE},${(deep - n) * UP + r * HIGH}`;
  const cell = (
    face: BlockCell['face'],
    at: readonly [number, number, number],
    corners: readonly (readonly [number, number, number])[],
  ): BlockCell => ({
    face,
    points: corners.map((p) => corner(...p)).join(' '),
    marked: marked([at[0], at[1], ...unravel(at[2], rest)]),
  });
  const cells: BlockCell[] = [];
  for (let c = 0; c < across; c++)
    for (let r = 0; r < down; r++)
      cells.push(
        cell(
          'front',
          [0, c, r],
          [
            [0, c, r],
            [0, c + 1, r],
            [0, c + 1, r + 1],
            [0, c, r + 1],
          ],
        ),
      );
  for (let c = 0; c < across; c++)
    for (let n = 0; n < deep; n++)
      cells.push(
        cell(
          'top',
          [n, c, 0],
          [
            [n, c, 0],
            [n, c + 1, 0],
            [n + 1, c + 1, 0],
            [n + 1, c, 0],
          ],
        ),
      );
  for (let n = 0; n < deep; n++)
    for (let r = 0; r < down; r++)
      cells.push(
        cell(
          'right',
          [n, across - 1, r],
          [
            [n, across, r],
            [n + 1, across, r],
            [n + 1, across, r + 1],
            [n, across, r + 1],
          ],
        ),
      );
  const [right, bottom] = [across * WIDE, deep * UP + down * HIGH];
  return {
    width: right + deep * SIDE,
    height: bottom,
    cells,
    back: [right + (deep * SIDE) / 2 + 5, bottom - (deep * UP) / 2 + 9],
    right: [right / 2, bottom + 13],
    down: [-6, deep * UP + (down * HIGH) / 2],
  };
}
