/**
 * Which wires carry the step that was just done, and which way: what a node computed forward leaves
 * along its outgoing wires; the gradients that it computed backward leave along its incoming ones.
 */
import type { CursorState } from '../../../../workers/engine/protocol.ts';

/** Tells one step's pulse from the next one's. */
export const pulseOf = ({ step, done }: CursorState): string => `${step}.${done}`;

/**
 * Which way a pulse runs along this wire; undefined where none does.
 * @param bare no gradient goes along it
 */
export function flowAlong(
  cursor: CursorState | undefined,
  source: string,
  target: string,
  bare = false,
): 'forward' | 'backward' | undefined {
  const move = cursor?.move;
  switch (move?.phase) {
    case 'forward':
      return move.node === source ? 'forward' : undefined;
    case 'loss':
      // A loss sends nothing on: the pulse is its prediction and its target coming in.
      return move.node === target ? 'forward' : undefined;
    case 'backward':
      return move.node === target && !bare ? 'backward' : undefined;
    case 'update':
    case undefined:
      return undefined;
    default:
      return move?.phase satisfies undefined;
  }
}
