/** The command search behind Ctrl+K (Mantine's spotlight). Lists what can be done now. */
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useAppStore } from '../kit/store.tsx';
import type { CommandGroup } from './command.ts';
import { COMMANDS } from './commands.ts';
import { Shortcut } from './Keys.tsx';
import { useCommandTitle, useRunCommand } from './keys.ts';
import { closedSearch, searchStore } from './search.ts';

const GROUPS: readonly CommandGroup[] = ['run', 'edit', 'arrange', 'view', 'file', 'app'];

export function CommandSearch() {
  const { t } = useTranslation();
  const app = useAppStore();
  const run = useRunCommand();
  const title = useCommandTitle();
  // What is enabled is asked when a command runs: this list need not follow every change.
  const groups: SpotlightActionGroupData[] = GROUPS.map((group) => ({
    group: t(`commands.group.${group}`),
    actions: COMMANDS.filter((c) => c.group === group && c.name !== 'find').map((command) => ({
      id: command.name,
      label: title(command),
      leftSection: <command.icon size={16} />,
      rightSection: <Shortcut of={command.name} />,
      onClick: () => {
        // After the search has closed and given the focus back.
        setTimeout(() => run(command), 0);
      },
    })),
  }));
  return (
    <Spotlight
      store={searchStore}
      actions={groups}
      shortcut={null}
      nothingFound={t('commands.nothing')}
      scrollable
      maxHeight={420}
      // A fade, and a focus that comes by a timer, would leave the first letters to the canvas, whose keys act.
      transitionProps={{ duration: 0 }}
      returnFocus={false}
      searchProps={{
        autoFocus: true,
        leftSection: <Search size={16} />,
        placeholder: t('commands.find'),
        'aria-label': t('commands.find'),
      }}
      onSpotlightOpen={() => app.getState().actions.openDialog(undefined)}
      onSpotlightClose={closedSearch}
    />
  );
}
