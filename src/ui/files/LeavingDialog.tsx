/** What is open cannot be saved, and another project is to take its place: the person decides. */
import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useExport } from '../commands/transfer.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './files.module.css';

export function LeavingDialog() {
  const { t } = useTranslation();
  const opened = useApp((s) => s.dialog === 'leaving');
  const name = useApp((s) => s.document.name);
  const { answerLeaving } = useActions();
  const exportOpen = useExport();
  const stay = () => answerLeaving(false);
  return (
    <Modal
      opened={opened}
      onClose={stay}
      title={t('files.leavingTitle', { name })}
      closeButtonProps={{ 'aria-label': t('kit.close') }}
    >
      <p className={classes.note}>{t('files.leavingNote')}</p>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" color="red" onClick={() => answerLeaving(true)}>
          {t('files.discard')}
        </Button>
        <Button variant="default" onClick={stay}>
          {t('files.stay')}
        </Button>
        <Button data-autofocus onClick={() => void exportOpen()}>
          {t('files.export')}
        </Button>
      </Group>
    </Modal>
  );
}
