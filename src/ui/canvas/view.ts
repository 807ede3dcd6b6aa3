/**
 * What the canvas itself is about at this moment: a wire being drawn, a title being typed, an open
 * menu. Read narrowly, so that a wire in the air does not draw every card anew. None of it is in the
 * document, and none of it outlives the canvas.
 */
import type { Issue } from '../../base/issue.ts';
import type { Point, PortRef } from '../../document/records.ts';

export type Side = 'in' | 'out';
export interface PortEnd extends PortRef {
  readonly side: Side;
}
export const portKey = (end: PortEnd): string => `${end.node}|${end.side}|${end.port}`;

interface PortAnswer {
  readonly end: PortEnd;
  /** Why the wire may not end there; absent where it fits. */
  readonly refusal?: Issue | undefined;
}

/** A menu to add by typing: where it opens on the screen, where the node goes, what it is wired to. */
export interface AddRequest {
  readonly screen: Point;
  readonly position: Point;
  readonly wire?: PortEnd;
}
export interface MenuRequest {
  readonly screen: Point;
  readonly position: Point;
  readonly of:
    | { readonly type: 'canvas' }
    | { readonly type: 'node'; readonly id: string }
    | { readonly type: 'edge'; readonly id: string }
    | { readonly type: 'note'; readonly id: string };
}

export interface ViewState {
  /** The end at which the wire in the air began. */
  readonly wiring?: PortEnd;
  /** What each port says to that wire, by `portKey`. */
  readonly answers: ReadonlyMap<string, PortAnswer>;
  readonly renaming?: string;
  readonly add?: AddRequest;
  readonly menu?: MenuRequest;
  /** The node from which a wire is drawn by keyboard. */
  readonly picking?: string;
  /** What of a large document the pointer or the keyboard is at: an element of its own, whatever is in sight. */
  readonly met?: { readonly card?: string; readonly wire?: string };
  readonly hovered?: { readonly edge: string; readonly screen: Point };
}

export interface View {
  get(): ViewState;
  set(change: Partial<ViewState>): void;
  subscribe(callback: () => void): () => void;
}

export function createView(): View {
  let state: ViewState = { answers: new Map() };
  const callbacks = new Set<() => void>();
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      for (const callback of callbacks) callback();
    },
    subscribe(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
}
