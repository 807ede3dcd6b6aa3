/** How a shortcut is shown: as the caps of a keyboard, in a line, and for those who listen. Pure. */
import { shortcutOf } from './press.ts';

const MAC_SIGNS: Readonly<Record<string, string>> = { mod: '⌘', shift: '⇧', alt: '⌥' };
const CAPS: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};

const MODIFIERS = ['mod', 'alt', 'shift'] as const;

function parts(keys: string): readonly string[] {
  const shortcut = shortcutOf(keys);
  return [...MODIFIERS.filter((m) => shortcut[m]), shortcut.key];
}

/** `mod+shift+Z` as the keys of a keyboard: Ctrl, Shift, Z. */
export const keyCaps = (keys: string, mac: boolean): readonly string[] =>
  parts(keys).map((k) => (mac ? MAC_SIGNS[k] : undefined) ?? CAPS[k] ?? k);

/** The same in a line: Ctrl+Shift+Z, ⌘⇧Z. */
export const keyLine = (keys: string, mac: boolean): string =>
  keyCaps(keys, mac).join(mac ? '' : '+');

/** As `aria-keyshortcuts` takes it: Control+Shift+Z. */
export const ariaKeys = (keys: string, mac: boolean): string =>
  parts(keys)
    .map(
      (k) => ({ mod: mac ? 'Meta' : 'Control', shift: 'Shift', alt: 'Alt', '+': 'Plus' })[k] ?? k,
    )
    .join('+');
