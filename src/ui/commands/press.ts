/**
 * Which key of which keyboard means which shortcut, and where a shortcut is heard. Pure. A letter is
 * the letter that the layout types; where that is of another script, the key's place on a Latin
 * keyboard. A sign is what is typed, however it takes Shift or AltGr to type it.
 */

/** What matters of a pressed key. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** The third level of the layout: Windows then reports Ctrl and Alt as well, macOS Option. */
  readonly altGraph: boolean;
}

export const pressOf = (event: KeyboardEvent, mac: boolean): Press => {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  const option = mac && altKey && !ctrlKey && !metaKey && key.length === 1;
  const altGraph = option || event.getModifierState('AltGraph');
  return { key, code, ctrlKey, metaKey, altKey, shiftKey, altGraph };
};

interface Shortcut {
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly key: string;
}

/** `mod+shift+Z`, `alt+ArrowUp`, `+`. */
export function shortcutOf(keys: string): Shortcut {
  const [, modifiers = '', key = ''] = /^((?:(?:mod|shift|alt)\+)*)(.+)$/.exec(keys) ?? [];
  const has = (name: string) => modifiers.split('+').includes(name);
  return { mod: has('mod'), shift: has('shift'), alt: has('alt'), key };
}

/** The same signs as Chinese, Arabic and Greek keyboards type them. */
const ALIKE: Readonly<Record<string, string>> = {
  '？': '?',
  '؟': '?',
  '\u037e': '?',
  '，': ',',
  '،': ',',
  '。': '.',
  '．': '.',
  '／': '/',
  '＋': '+',
  '＝': '=',
  '－': '-',
  '−': '-',
};

/** The Latin letter that a key stands for; none where the layout has another sign there. */
function letterOf({ key, code }: Press): string | undefined {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  if (key === 'ı' || key === 'İ') return 'I';
  const foreign =
    key === 'Unidentified' || (/^[\p{L}\p{M}]+$/u.test(key) && !/\p{sc=Latn}/u.test(key));
  return foreign ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
}

/** Keys that only hold, lock or begin something. */
const NO_KEY =
  /^(?:Alt|AltGraph|CapsLock|Control|Dead|Fn|FnLock|Hyper|Meta|NumLock|Process|ScrollLock|Shift|Super|Symbol|SymbolLock|Unidentified)$/;

/**
 * A pressed key as shortcuts are written; nothing for a key that is none by itself. There is one way
 * to write each press, so a shortcut is heard, recorded and compared as a text.
 */
export function keysOf(press: Press): string | undefined {
  const letter = letterOf(press);
  const key = letter ?? (press.key === ' ' ? 'Space' : (ALIKE[press.key] ?? press.key));
  // The third level types signs; a letter that it leaves as it is, nobody means.
  if (NO_KEY.test(key) || (letter && press.altGraph)) return undefined;
  const mod = !press.altGraph && (press.ctrlKey || press.metaKey);
  const alt = !press.altGraph && press.altKey;
  const shift = press.shiftKey && (letter !== undefined || key.length > 1);
  return `${mod ? 'mod+' : ''}${alt ? 'alt+' : ''}${shift ? 'shift+' : ''}${key}`;
}

/** A letter or a sign, with no more than Shift: what somebody says or types without meaning a command. */
export const isCharacter = (keys: string): boolean => {
  const { mod, alt, key } = shortcutOf(keys);
  return !mod && !alt && key.length === 1;
};

/** What has the focus: a text or a list to type in, another control, the canvas, or the page. */
export type Place = 'text' | 'control' | 'canvas' | 'page';

const NO_TEXT = /^(?:button|checkbox|color|file|image|radio|range|reset|submit)$/;

export function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'page';
  if (target.closest('[role="menu"], [role="listbox"]')) return 'text';
  if (target instanceof HTMLElement && target.isContentEditable) return 'text';
  if (target instanceof HTMLTextAreaElement) return 'text';
  if (target instanceof HTMLSelectElement) return 'control';
  if (target instanceof HTMLInputElement) {
    // A choice whose list is shut takes no letters.
    const shut = target.readOnly && target.getAttribute('aria-expanded') !== 'true';
    return shut || NO_TEXT.test(target.type) ? 'control' : 'text';
  }
  return target.closest('.react-flow') ? 'canvas' : 'page';
}

const OF_TEXTS =
  /^(?:mod\+(?:shift\+)?[ACVXYZ]|(?:(?:mod|alt|shift)\+)*(?:Arrow\w+|Backspace|Delete|End|Enter|Home|Insert|Page\w+))$/;

/** Whether a key writes, edits or moves in a text; a shortcut is never heard in its stead. */
const isOfTexts = (keys: string): boolean => isCharacter(keys) || OF_TEXTS.test(keys);

/** What a press of Space presses or chooses by itself. */
const PRESSED = 'button, a, [role="button"], .react-flow__node, .react-flow__edge';

/**
 * Whether a key that walks through a step is heard there: where it means nothing nearer.
 * @param anywhere the canvas is all that there is: but for fields it is heard beside it, too
 */
export const heardWalking = (
  keys: string,
  target: EventTarget | null,
  anywhere: boolean,
): boolean =>
  (anywhere ? ['canvas', 'page'] : ['canvas']).includes(placeOf(target)) &&
  !(keys === 'Space' && target instanceof Element && target.closest(PRESSED));

interface Hearing {
  /** Heard in the midst of typing, where its key means nothing to a text. */
  readonly typing: boolean;
  /** Letters and signs are heard. */
  readonly single: boolean;
  /** A sign is heard beside the canvas, too. */
  readonly anywhere: boolean;
}

/** Whether a shortcut is heard where the focus is. */
export function heard(keys: string, place: Place, { typing, single, anywhere }: Hearing): boolean {
  if (place === 'text') return typing && !isOfTexts(keys);
  const { mod, alt, key } = shortcutOf(keys);
  if (mod || alt) return true;
  // Delete means the selection only where nothing else could be deleted.
  if (!isCharacter(keys)) return place !== 'control' || /^F\d+$/.test(key);
  // A voice says letters, not signs.
  return single && (place === 'canvas' || (anywhere && !/\p{L}/u.test(key)));
}
