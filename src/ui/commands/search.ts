/** The command search's own store: a shortcut and a button open it. */
import { createSpotlight } from '@mantine/spotlight';

const [store, search] = createSpotlight();
export const searchStore = store;

let from: Element | null = null;

/** Keys that are typed right behind the one that opens it are for it: its field has the focus as soon as it is there. */
export function openSearch(): void {
  from = document.activeElement;
  search.open();
}

/** The focus goes back to where it came from. */
export function closedSearch(): void {
  if (from instanceof HTMLElement) from.focus({ preventScroll: true });
  from = null;
}
