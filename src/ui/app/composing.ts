/**
 * Input methods: the Enter that takes a word and the Escape that drops it are theirs, and nothing on
 * the page may take them for its own. Heard before anybody else, so that no field has to ask.
 */

/** Safari ends a composition before it tells of the key that ended it; 229 still says so. */
export const isComposing = (event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean =>
  event.isComposing || event.keyCode === 229;

/** Keeps keys of a composition from everything on the page; call it before anything else listens. */
export function keepCompositions(target: Pick<Window, 'addEventListener'>): void {
  target.addEventListener(
    'keydown',
    (event) => {
      if (isComposing(event)) event.stopImmediatePropagation();
    },
    true,
  );
}
