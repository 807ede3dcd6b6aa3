/** The key of a command as it is now, for whoever shows it. */
import { useApp } from '../kit/store.tsx';
import { ariaKeys, keyLine } from './caps.ts';
import { keymap } from './keymap.ts';
import { isMac } from './keys.ts';
import { isCharacter } from './press.ts';

interface ShownShortcut {
  /** The first of its keys, as in `mod+Z`; nothing where it has none that is heard. */
  readonly keys: string | undefined;
  /** The words with the key behind them, for a tooltip. */
  readonly after: (words: string) => string;
  /** For `aria-keyshortcuts`: all of its keys. */
  readonly aria: string | undefined;
}

/** What is turned off with the single keys is not shown. */
export function useShortcut(name: string): ShownShortcut {
  const changes = useApp((s) => s.shortcuts);
  const single = useApp((s) => s.singleKeys);
  const heard = keymap(changes)
    .of(name)
    .filter((k) => single || !isCharacter(k));
  const [keys] = heard;
  const mac = isMac();
  return {
    keys,
    // In brackets: a key such as . or , would pass for the end of the words.
    after: (words) => (keys ? `${words} (${keyLine(keys, mac)})` : words),
    aria: heard.length > 0 ? heard.map((k) => ariaKeys(k, mac)).join(' ') : undefined,
  };
}
