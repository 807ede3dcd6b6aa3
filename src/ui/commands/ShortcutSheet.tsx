/** The help sheet behind "?": every command and its key, which can be changed here. */
import { Button, Modal, Switch, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '../kit/store.tsx';
import type { CommandGroup } from './command.ts';
import classes from './commands.module.css';
import { COMMANDS } from './commands.ts';
import { KeyRow } from './KeyRow.tsx';
import type { KeyChanges } from './keymap.ts';
import { type Recorder, useRecorder } from './useRecorder.ts';

/** Columns of their own, so that a row that grows moves none of the other. */
const COLUMNS: readonly (readonly CommandGroup[])[] = [
  ['run', 'edit', 'app'],
  ['view', 'arrange', 'file'],
];

export function ShortcutSheet() {
  const { t } = useTranslation();
  const opened = useApp((s) => s.dialog === 'shortcuts');
  const { openDialog } = useActions();
  const recorder = useRecorder();
  return (
    <Modal
      opened={opened}
      onClose={() => {
        recorder.cancel();
        openDialog(undefined);
      }}
      // Escape keeps the key as it was before it leaves the sheet.
      closeOnEscape={recorder.asked === undefined}
      title={t('commands.shortcuts')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('kit.close') }}
    >
      <p className={classes.note}>{t('shortcuts.changeHint')}</p>
      <VisuallyHidden role="status">{recorder.told}</VisuallyHidden>
      <div className={classes.sheet}>
        {COLUMNS.map((groups) => (
          <div key={groups.join()}>
            {groups.map((group) => (
              <section key={group} className={classes.group}>
                <h3>{t(`commands.group.${group}`)}</h3>
                <dl>
                  {COMMANDS.filter((c) => c.group === group).map((command) => (
                    <KeyRow key={command.name} command={command} recorder={recorder} />
                  ))}
                </dl>
              </section>
            ))}
          </div>
        ))}
      </div>
      <Settings recorder={recorder} />
      <p className={classes.note}>{t('commands.keysHint')}</p>
    </Modal>
  );
}

function Settings({ recorder }: { recorder: Recorder }) {
  const { t } = useTranslation();
  const single = useApp((s) => s.singleKeys);
  const changes = useApp((s) => s.shortcuts);
  const { setSingleKeys, setShortcuts } = useActions();
  /** What was changed before all keys were reset: one press more brings it back. */
  const [before, setBefore] = useState<KeyChanges>();
  const none = Object.keys(changes).length === 0;
  const back = none ? before : undefined;
  return (
    <div className={classes.settings}>
      <Switch
        size="sm"
        label={t('commands.singleKeys')}
        description={t('commands.singleKeysHint')}
        checked={single}
        onChange={(e) => setSingleKeys(e.currentTarget.checked)}
      />
      <Button
        size="xs"
        variant="default"
        aria-disabled={none && !back}
        data-disabled={(none && !back) || undefined}
        onClick={() => {
          recorder.cancel();
          if (none && !back) return;
          setBefore(back ? undefined : changes);
          setShortcuts(back ?? {});
        }}
      >
        {t(back ? 'shortcuts.resetAllBack' : 'shortcuts.resetAll')}
      </Button>
    </div>
  );
}
