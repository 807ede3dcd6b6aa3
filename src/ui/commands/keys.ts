/** Shortcuts, and the one place in which a command meets the page: menus and search run it here too. */
import { useHotkeys } from '@mantine/hooks';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppStore } from '../app/context.tsx';
import { chooseFile, downloadText, fileName } from '../files/transfer.ts';
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
        chooseFile: () =>
          chooseFile('.json,.csv,.tsv,application/json,text/csv', (file) =>
            actions.openFile(file),
          ),
        download: (weights) =>
          void actions
            .exportJson({ weights })
            .then((text) => downloadText(fileName(app.getState().document.name), text)),
      });
      return true;
    },
    [app, offers],
  );
}

/** Text that is selected on the page is what Ctrl+C means then. */
const copiesText = (command: Command): boolean =>
  (command.name === 'copy' || command.name === 'cut') &&
  (globalThis.getSelection?.()?.toString() ?? '') !== '';

/** Keys that a focused button or tab wants for itself stay with it; ours are letters and chords. */
export function useCommandKeys(): void {
  const app = useAppStore();
  const run = useRunCommand();
  const handle = (command: Command) => (event: KeyboardEvent) => {
    // A dialog has the keyboard to itself.
    if (app.getState().dialog !== undefined || copiesText(command)) return;
    if (run(command)) event.preventDefault();
  };
  useHotkeys(
    COMMANDS.flatMap((command) =>
      (command.keys ?? []).map(
        (keys) => [keys, handle(command), { preventDefault: false }] as const,
      ),
    ).map(([keys, handler, options]) => [keys, handler, options]),
  );
}

export const useIsMac = (): boolean => /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');

/** The title of a command in the chosen language. */
export function useCommandTitle(): (command: Command) => string {
  const { t } = useTranslation();
  return (command) => t(`commands.${command.name}`);
}
