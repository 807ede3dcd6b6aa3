/**
 * Changing a key: the next key that is pressed becomes the command's. What cannot be a key is told
 * and the recording goes on; whose key it was is told, and asked before it is taken.
 */
import type { KeyboardEvent } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAppStore } from '../kit/store.tsx';
import { keyLine } from './caps.ts';
import type { Command } from './command.ts';
import { assign, losers } from './keymap.ts';
import { isMac, useCommandTitle } from './keys.ts';
import { isCharacter, keysOf, pressOf } from './press.ts';
import { refusal } from './reserved.ts';

interface Asked {
  readonly command: string;
  /** Others have some of these: taken from them only where a person says so. */
  readonly wanted?: readonly string[];
}

export interface Recorder {
  readonly asked: Asked | undefined;
  /** What came of it last, in words. */
  readonly told: string;
  readonly record: (command: Command) => void;
  readonly hear: (command: Command, event: KeyboardEvent) => void;
  readonly reset: (command: Command) => void;
  /** Takes the keys that were asked for from those who have them. */
  readonly takeOver: (command: Command) => void;
  readonly cancel: () => void;
}

export function useRecorder(): Recorder {
  const { t } = useTranslation();
  const app = useAppStore();
  const title = useCommandTitle();
  const single = useApp((s) => s.singleKeys);
  const [asked, setAsked] = useState<Asked>();
  const [told, setTold] = useState('');
  const line = (keys: string) => keyLine(keys, isMac());

  const give = (command: Command, keys: readonly string[]) => {
    const { shortcuts, actions } = app.getState();
    actions.setShortcuts(assign(shortcuts, command, keys));
    setAsked(undefined);
    const args = { title: title(command), keys: keys.map(line).join(', ') };
    const off = !single && keys.length > 0 && keys.every(isCharacter);
    setTold(
      t(keys.length === 0 ? 'shortcuts.cleared' : off ? 'shortcuts.off' : 'shortcuts.given', args),
    );
  };
  const want = (command: Command, keys: readonly string[]) => {
    const lost = losers(app.getState().shortcuts, command, keys);
    if (lost.length === 0) return give(command, keys);
    setAsked({ command: command.name, wanted: keys });
    setTold(
      lost
        .map((l) => t('shortcuts.conflict', { keys: line(l.keys), title: title(l.command) }))
        .join(' '),
    );
  };
  const cancel = () => {
    setAsked(undefined);
    setTold('');
  };
  return {
    asked,
    told,
    cancel,
    record: (command) => {
      setAsked({ command: command.name });
      setTold('');
    },
    hear: (command, event) => {
      event.preventDefault();
      event.stopPropagation();
      // The Enter that began this is still held.
      if (event.repeat) return;
      const mac = isMac();
      const keys = keysOf(pressOf(event.nativeEvent, mac));
      if (keys === undefined) return;
      if (keys === 'Escape') return cancel();
      if (keys === 'Backspace' || keys === 'Delete') return give(command, []);
      const why = refusal(keys, mac);
      if (why) return setTold(t(`shortcuts.refused.${why}`, { keys: line(keys) }));
      want(command, [keys]);
    },
    reset: (command) => want(command, command.keys ?? []),
    takeOver: (command) => give(command, asked?.wanted ?? []),
  };
}
