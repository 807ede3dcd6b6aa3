/**
 * The system's clipboard for menus and the search. The keys have it from the browser's own events and
 * need no permission; where it is refused here, that is said, and that the keys will do.
 */
import type { Actions } from '../../state/app.ts';

/** Copies the selection, or cuts it once the clipboard has it: what was selected then, and nothing else. */
export async function copyOut(actions: Actions, what: 'copy' | 'cut'): Promise<void> {
  const text = actions.copy();
  if (text === undefined) return;
  try {
    await navigator.clipboard.writeText(text);
    // The browser may have asked meanwhile, and somebody have chosen something else.
    if (what === 'cut' && actions.copy() === text) actions.cut();
  } catch {
    actions.notify({ tone: 'problem', text: 'commands.copy.denied' });
  }
}

export async function pasteIn(actions: Actions, at?: { x: number; y: number }): Promise<void> {
  let text: string | undefined;
  try {
    text = await navigator.clipboard.readText();
  } catch {
    // Refused, or not there at all: on a page that is not served securely.
  }
  actions.paste(at, text);
}
