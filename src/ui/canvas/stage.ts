/**
 * The canvas that is mounted, for those who stand outside of it: the palette adds through it, commands
 * move its view. There is one canvas on the page; before it is there, nothing happens.
 */
export interface Stage {
  /** Adds a node where a person looks: right of the selected node, or in the middle of the view. */
  add(kind: string): string | undefined;
  fit(): void;
  /** Moves the view only as far as it must for what is selected to be seen. */
  reveal(): void;
  zoomIn(): void;
  zoomOut(): void;
  /** Opens the menu for adding by typing. */
  openAdd(): void;
}

const mounted = new Set<Stage>();

/** Puts a canvas on stage; gives the function that takes it off. */
export function enter(stage: Stage): () => void {
  mounted.add(stage);
  return () => mounted.delete(stage);
}

export const stage = (): Stage | undefined => [...mounted].at(-1);
