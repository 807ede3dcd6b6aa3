/** Shortcuts, and the one place in which a command meets the page: menus and search run it here too. */
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { fileName } from '../../base/file-name.ts';
import { takeTyped } from '../fields/typed.ts';
import { useOffers } from '../kit/offers.ts';
import { useAppStore } from '../kit/store.tsx';
import type { Command, CommandGroup } from './command.ts';
import { walkingAt } from './commands.ts';
import { keymap } from './keymap.ts';
import { heard, heardWalking, keysOf, placeOf, pressOf } from './press.ts';
import { openSearch } from './search.ts';
import { chooseFile, download } from './transfer.ts';

/** Runs a command if it is enabled now; says whether it was. */
export function useRunCommand(): (command: Command) => boolean {
  const app = useAppStore();
  const offers = useOffers();
  return useCallback(
    (command) => {
      const state = app.getState();
      if (command.enabled && !command.enabled(state)) return false;
      const { actions } = state;
      command.perform({
        state,
        actions,
        call: offers.call,
        ask: offers.ask,
        chooseFile,
        find: openSearch,
        download: (what) =>
          void actions
            .exportJson({ weights: what !== 'document', training: what === 'training' })
            .then((text) => download(fileName(app.getState().document.name, '.json'), text)),
        downloadTorch: () => {
          const { name } = state.document;
          void actions.exportTorch(name).then((zip) => {
            if (zip) download(fileName(name, '-pytorch.zip'), zip);
          });
        },
      });
      return true;
    },
    [app, offers],
  );
}

const CHANGING: ReadonlySet<CommandGroup> = new Set(['edit', 'arrange', 'file']);

/** Takes what is being typed, then runs; the field has the focus again. */
function whileTyping(run: () => boolean): boolean {
  const field = takeTyped();
  const done = run();
  if (field && document.activeElement === document.body) field.focus({ preventScroll: true });
  return done;
}

/**
 * Shortcuts and the clipboard. Which key is pressed and where it is heard, `press.ts` says; whose it
 * is, `keymap.ts`.
 */
export function useCommandKeys(): void {
  const app = useAppStore();
  const run = useRunCommand();
  const offers = useOffers();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { dialog, singleKeys: single, shortcuts, cursor, lecture } = app.getState();
      if (event.defaultPrevented || dialog !== undefined) return;
      const keys = keysOf(pressOf(event, isMac()));
      const walks =
        keys !== undefined && (cursor || lecture) && heardWalking(keys, event.target, lecture);
      const walking = walks ? walkingAt(keys) : undefined;
      const command = keys === undefined ? undefined : (walking ?? keymap(shortcuts).at(keys));
      // The browser's own clipboard events carry the data, without asking for a permission.
      if (!keys || !command || command.fixed) return;
      const place = placeOf(event.target);
      const { typing = false, anywhere = false } = command;
      // A lecture changes nothing of the network.
      if (lecture && CHANGING.has(command.group)) return;
      if (!walking && !heard(keys, place, { typing, single, anywhere })) return;
      const done = place === 'text' ? whileTyping(() => run(command)) : run(command);
      if (done) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [app, run]);
  useEffect(() => {
    const ours = (event: ClipboardEvent) =>
      placeOf(event.target) !== 'text' && app.getState().dialog === undefined;
    const take = (what: 'copy' | 'cut') => (event: ClipboardEvent) => {
      // Text that is selected on the page is what copying means then.
      if (!ours(event) || getSelection()?.toString()) return;
      const { copy, cut, notify } = app.getState().actions;
      const text = copy();
      if (text === undefined) return;
      event.preventDefault();
      // What the clipboard does not have is not taken away.
      if (!gave(event, text)) notify({ tone: 'problem', text: 'commands.copy.none' });
      else if (what === 'cut') cut();
    };
    const copy = take('copy');
    const cut = take('cut');
    const paste = (event: ClipboardEvent) => {
      if (!ours(event)) return;
      event.preventDefault();
      app.getState().actions.paste(undefined, event.clipboardData?.getData('text/plain'));
      offers.call('reveal');
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', cut);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', cut);
      document.removeEventListener('paste', paste);
    };
  }, [app, offers]);
}

/** Whether the browser took the text along. */
function gave({ clipboardData }: ClipboardEvent, text: string): boolean {
  try {
    clipboardData?.setData('text/plain', text);
    return clipboardData !== null;
  } catch {
    return false;
  }
}

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');

/** The title of a command in the chosen language. */
export function useCommandTitle(): (command: Command) => string {
  const { t } = useTranslation();
  return (command) => t(`commands.${command.name}`);
}
