/** Shortcuts, and the one place in which a command meets the page: menus and search run it here too. */
import { type HotkeyItem, useHotkeys } from '@mantine/hooks';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppStore } from '../app/context.tsx';
import { chooseFile, download, fileName } from '../files/transfer.ts';
import { COMMANDS, type Command } from './commands.ts';
import { useOffers } from './registry.ts';

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
        call: (name) => {
          const offered = offers.get(name);
          offered?.();
          return offered !== undefined;
        },
        chooseFile,
        download: (weights) =>
          void actions
            .exportJson({ weights })
            .then((text) => download(fileName(app.getState().document.name), text)),
        downloadTorch: () => {
          const { name } = state.document;
          void actions.exportTorch(fileName(name, '')).then((zip) => {
            if (zip) download(fileName(name, '-pytorch.zip'), zip);
          });
        },
      });
      return true;
    },
    [app, offers],
  );
}

/** The browser's own clipboard events carry the data, without asking for a permission. */
const CLIPBOARD = new Set(['copy', 'cut', 'paste']);

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Shortcuts and the clipboard. Keys are asleep while somebody types, and where a dialog is open. */
export function useCommandKeys(): void {
  const app = useAppStore();
  const run = useRunCommand();
  const handle = (command: Command) => (event: KeyboardEvent) => {
    if (app.getState().dialog !== undefined) return;
    if (run(command)) event.preventDefault();
  };
  useHotkeys(
    COMMANDS.filter((c) => !CLIPBOARD.has(c.name)).flatMap((command) =>
      (command.keys ?? []).map(
        (keys): HotkeyItem => [keys, handle(command), { preventDefault: false }],
      ),
    ),
  );
  useEffect(() => {
    const ours = (event: ClipboardEvent) =>
      !typing(event.target) && app.getState().dialog === undefined;
    const take = (what: 'copy' | 'cut') => (event: ClipboardEvent) => {
      // Text that is selected on the page is what copying means then.
      if (!ours(event) || getSelection()?.toString()) return;
      const text = app.getState().actions[what]();
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    const copy = take('copy');
    const cut = take('cut');
    const paste = (event: ClipboardEvent) => {
      if (!ours(event)) return;
      event.preventDefault();
      app.getState().actions.paste(undefined, event.clipboardData?.getData('text/plain'));
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', cut);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', cut);
      document.removeEventListener('paste', paste);
    };
  }, [app]);
}

export const useIsMac = (): boolean =>
  /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');

/** The title of a command in the chosen language. */
export function useCommandTitle(): (command: Command) => string {
  const { t } = useTranslation();
  return (command) => t(`commands.${command.name}`);
}
