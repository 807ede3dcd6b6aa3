/** A whole network was pasted: it becomes a project of its own, or part of the open one. */
import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './files.module.css';

export function PastedDialog() {
  const { t } = useTranslation();
  const opened = useApp((s) => s.dialog === 'pasted');
  const pasted = useApp((s) => s.pasted);
  const { openDialog, importText, insert } = useActions();
  return (
    <Modal
      opened={opened && pasted !== undefined}
      onClose={() => openDialog(undefined)}
      title={t('files.pasted')}
      closeButtonProps={{ 'aria-label': t('kit.close') }}
    >
      <p className={classes.note}>{t('files.pastedNote')}</p>
      <Group justify="flex-end" mt="md">
        <Button variant="subtle" onClick={() => openDialog(undefined)}>
          {t('files.pastedCancel')}
        </Button>
        <Button variant="default" onClick={() => pasted && insert(pasted.text, pasted.at)}>
          {t('files.pastedInsert')}
        </Button>
        <Button data-autofocus onClick={() => pasted && void importText(pasted.text)}>
          {t('files.pastedOpen')}
        </Button>
      </Group>
    </Modal>
  );
}
