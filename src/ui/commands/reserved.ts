/** Keys that no command can have, and why. Pure. */
import { shortcutOf } from './press.ts';

/**
 * `browser`: it never reaches the page, or a person needs it for the browser itself; `clipboard`: the
 * system's own; `page`: it moves about the page and the canvas; `odd`: nothing one would press.
 */
export type Refusal = 'browser' | 'clipboard' | 'page' | 'odd';

const words = (text: string) => new Set(text.trim().split(/\s+/));

/** Tabs and windows; the address, search, print, reload and zoom; the developer's tools; back. */
const BROWSER = words(`
  mod+N mod+T mod+W mod+Q mod+shift+N mod+shift+T mod+shift+W mod+shift+Q
  mod+L mod+F mod+P mod+R mod+shift+R mod+shift+I mod+shift+J mod+shift+P
  mod+0 mod+1 mod+2 mod+3 mod+4 mod+5 mod+6 mod+7 mod+8 mod+9 mod++ mod+= mod+-
  mod+Tab mod+shift+Tab alt+Tab alt+shift+Tab mod+PageUp mod+PageDown mod+F4 alt+F4 mod+F5
  F1 F3 F5 F6 F7 F10 F11 F12 shift+F10 alt+ArrowLeft alt+ArrowRight alt+Home alt+D`);
const MACOS = words('mod+H mod+M mod+, mod+` mod+[ mod+] mod+alt+I mod+alt+J');
const CLIPBOARD = words('mod+C mod+X mod+V mod+shift+V shift+Delete shift+Insert mod+Insert');

/** They move the focus, press, choose, scroll, or leave; with Ctrl or Alt they are free. */
const MOVES = /^(?:Arrow(?:Down|Left|Right|Up)|End|Enter|Escape|Home|Page(?:Down|Up)|Tab)$/;
const SIDEWAYS = /^Arrow(?:Left|Right)$/;
const NAMED = /^(?:Backspace|Delete|F\d+|Insert)$/;

/** Why a shortcut cannot be this one; undefined where it can. */
export function refusal(keys: string, mac: boolean): Refusal | undefined {
  if (BROWSER.has(keys) || (mac && MACOS.has(keys))) return 'browser';
  if (CLIPBOARD.has(keys)) return 'clipboard';
  const { mod, alt, shift, key } = shortcutOf(keys);
  if (key === 'Space' || key === 'Escape' || key === 'Tab') return 'page';
  // F2 renames what has the focus on the canvas.
  if (key === 'F2' && !mod && !alt && !shift) return 'page';
  // With Shift they move what is chosen on the canvas, which hears them first.
  if (shift && SIDEWAYS.test(key)) return undefined;
  if (MOVES.test(key)) return mod || alt ? undefined : 'page';
  return key.length > 1 && !NAMED.test(key) ? 'odd' : undefined;
}
