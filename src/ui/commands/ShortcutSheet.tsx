/** The help sheet behind "?": every command that has a key, from the same list as the keys. */
import { Modal, Switch } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '../app/context.tsx';
import classes from './commands.module.css';
import { COMMANDS, type CommandGroup } from './commands.ts';
import { Keys } from './Keys.tsx';
import { useCommandTitle } from './keys.ts';

const GROUPS: readonly CommandGroup[] = ['run', 'edit', 'view', 'arrange', 'file', 'app'];

export function ShortcutSheet() {
  const { t } = useTranslation();
  const title = useCommandTitle();
  const opened = useApp((s) => s.dialog === 'shortcuts');
  const single = useApp((s) => s.singleKeys);
  const { openDialog, setSingleKeys } = useActions();
  return (
    <Modal
      opened={opened}
      onClose={() => openDialog(undefined)}
      title={t('commands.shortcuts')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <div className={classes.sheet}>
        {GROUPS.map((group) => (
          <section key={group} className={classes.group}>
            <h3>{t(`commands.group.${group}`)}</h3>
            <dl>
              {COMMANDS.filter((c) => c.group === group && c.keys).map((command) => (
                <div key={command.name} className={classes.row}>
                  <dt>{title(command)}</dt>
                  <dd>
                    {shown(command.keys ?? []).map((keys, i) => (
                      <Fragment key={keys}>
                        {i > 0 && t('commands.or')}
                        <Keys keys={keys} />
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt="md"
        size="sm"
        label={t('commands.singleKeys')}
        description={t('commands.singleKeysHint')}
        checked={single}
        onChange={(e) => setSingleKeys(e.currentTarget.checked)}
      />
      <p className={classes.note}>{t('commands.keysHint')}</p>
    </Modal>
  );
}

/** `=` is where many keyboards have `+`: not worth a line. */
const shown = (keys: readonly string[]) => keys.filter((k) => k !== '=');
