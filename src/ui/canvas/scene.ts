/**
 * A document as plain lists of numbers: where each card and each wire lies (`layout`), and which of
 * them stand out. A large one is drawn from them (`charts/sketch`) and looked at through them
 * (`seeing`), without an element for each.
 */

import { countOf } from '../../base/count.ts';
import { TONE } from '../../charts/sketch.ts';
import type { Document } from '../../document/records.ts';
import type { Selection } from '../../state/app.ts';
import type { Moving } from './flow.ts';
import { type Layout, moved } from './layout.ts';

/** From so many cards or wires on, not each of them is an element. */
export const LARGE = { cards: 80, wires: 160 } as const;

export interface Scene {
  /** Ids of notes and nodes, in the order in which they are drawn. */
  readonly cards: readonly string[];
  readonly boxes: Float32Array;
  readonly tones: Uint8Array;
  readonly wires: readonly string[];
  readonly curves: Float32Array;
  readonly marked: Uint8Array;
}

export interface SceneInput {
  readonly layout: Layout;
  readonly selection: Selection;
  readonly moving: ReadonlyMap<string, Moving>;
  /** Nodes with an error. */
  readonly problems: ReadonlyMap<string, unknown>;
}

export const isLarge = ({ nodes, notes, edges }: Document): boolean =>
  countOf(nodes) + countOf(notes) > LARGE.cards || countOf(edges) > LARGE.wires;

export function sceneOf({ layout, selection, moving, problems }: SceneInput): Scene {
  const { cards, wires, cardAt, wireAt } = layout;
  const { boxes, curves } = moved(layout, moving);
  const tones = layout.tones.slice();
  const marked = new Uint8Array(wires.length);
  const mark = (id: string, bit: number) => {
    const at = cardAt.get(id);
    if (at !== undefined) tones[at] = tones[at]! | bit;
  };
  for (const id of selection.nodes) mark(id, TONE.selected);
  for (const id of selection.notes) mark(id, TONE.selected);
  for (const id of problems.keys()) mark(id, TONE.problem);
  for (const id of selection.edges) {
    const at = wireAt.get(id);
    if (at !== undefined) marked[at] = 1;
  }
  return { cards, boxes, tones, wires, curves, marked };
}
