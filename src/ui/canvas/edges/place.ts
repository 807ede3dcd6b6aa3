/**
 * Where each wire's chip goes: on its own wire, near the middle, over no card and no other chip. A
 * chip that finds no such place is left out, its wire still tells by width. Greedy, in the order
 * given, over a coarse grid of what is taken; not an optimal labelling, but stable while one edits.
 */
import { Boxes } from '../../../base/boxes.ts';
import { type Ends, pointAt, type Rect } from './curve.ts';

export interface Wire {
  readonly id: string;
  readonly ends: Ends;
  /** Wires that fan into a neuron lie close together: they never get the widest chip. */
  readonly small?: boolean;
}
/** Middle of the chip, and how large it is. */
export interface Chip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export const CHIP_HEIGHT = 28;
/** Full size first; a short wire gets a smaller chip before it gets none. */
const WIDTHS = [96, 72, 48] as const;
const PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73] as const;

export function placeChips(
  wires: readonly Wire[],
  cards: readonly Rect[],
): ReadonlyMap<string, Chip> {
  const taken = new Boxes(cards);
  const out = new Map<string, Chip>();
  for (const { id, ends, small } of wires) {
    search: for (const width of small ? WIDTHS.slice(1) : WIDTHS)
      for (const t of PLACES) {
        const { x, y } = pointAt(ends, t);
        const box = { x: x - width / 2, y: y - CHIP_HEIGHT / 2, width, height: CHIP_HEIGHT };
        if (!taken.free(box, 4)) continue;
        taken.add(box);
        out.set(id, { x: Math.round(x), y: Math.round(y), width });
        break search;
      }
  }
  return out;
}
