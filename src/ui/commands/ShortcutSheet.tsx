/** The help sheet behind "?": every command that has a key, from the same list as the keys. */
import { Modal } from '@mantine/core';
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
  const { openDialog } = useActions();
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
              {group === 'app' && (
                <div className={classes.row}>
                  <dt>{t('commands.find')}</dt>
                  <dd>
                    <Keys keys="mod+K" />
                  </dd>
                </div>
              )}
            </dl>
          </section>
        ))}
      </div>
      <p className={classes.note}>{t('commands.keysHint')}</p>
    </Modal>
  );
}

/** Variants for other keyboards (`?` with or without Shift, `=` for `+`) are not worth a line. */
const shown = (keys: readonly string[]) =>
  keys.filter((k) => k !== '?' && k !== 'shift++' && k !== '=');
