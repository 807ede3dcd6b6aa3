/** A stored project that this version cannot read: which, why, and its text as it is. */
import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fileName } from '../../base/file-name.ts';
import { download } from '../commands/transfer.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './files.module.css';
import { FileIssues } from './ImportIssues.tsx';

export function UnreadableDialog() {
  const { t } = useTranslation();
  const opened = useApp((s) => s.dialog === 'unreadable');
  const spoilt = useApp((s) => s.unreadable);
  const { openDialog } = useActions();
  const close = () => openDialog(undefined);
  return (
    <Modal
      opened={opened && spoilt !== undefined}
      onClose={close}
      title={t('files.unreadableTitle', { name: spoilt?.name })}
      closeButtonProps={{ 'aria-label': t('kit.close') }}
    >
      <p className={classes.note}>{t('files.unreadableNote')}</p>
      <FileIssues issues={spoilt?.issues ?? []} />
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={close}>
          {t('kit.close')}
        </Button>
        <Button
          data-autofocus
          onClick={() => spoilt && download(fileName(spoilt.name, '.json'), spoilt.text)}
        >
          {t('files.exportAsIs')}
        </Button>
      </Group>
    </Modal>
  );
}
