/**
 * Which wires carry the step that was just done, and which way: what a node computed forward leaves
 * along its outgoing wires; the gradients that it computed backward leave along its incoming ones.
 */
import type { CursorState } from '../../../../workers/engine/protocol.ts';

/** A text that changes with each pulse along this wire; empty where none runs. */
export function pulseAlong(
  cursor: CursorState | undefined,
  source: string,
  target: string,
): string {
  const move = cursor?.move;
  if (!cursor || !move) return '';
  const at = `${cursor.step}.${cursor.done}`;
  switch (move.phase) {
    case 'forward':
      return move.node === source ? `forward ${at}` : '';
    case 'loss':
      // A loss sends nothing on: the pulse is its prediction and its target coming in.
      return move.node === target ? `forward ${at}` : '';
    case 'backward':
      return move.node === target ? `backward ${at}` : '';
    case 'update':
      return '';
    default:
      return move.phase satisfies never;
  }
}
