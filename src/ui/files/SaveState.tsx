/** Whether the project is saved, said as it is; where it is not kept, with what can be done about it. */
import { Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { Check, CircleAlert, CloudOff, Download, LoaderCircle, RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useExport } from '../commands/transfer.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './files.module.css';

const ICONS = {
  saved: Check,
  saving: LoaderCircle,
  unsaved: CloudOff,
  failed: CircleAlert,
} as const;

function Words({ brief }: { brief: boolean }) {
  const { t } = useTranslation();
  const save = useApp((s) => s.save);
  const Icon = ICONS[save];
  return (
    <>
      <Icon size={13} aria-hidden="true" />
      <span className={brief ? classes.hidden : undefined}>{t(`files.${save}`)}</span>
    </>
  );
}

/** Saving failed, or this browser keeps nothing: another attempt, or a file. */
function Remedies({ brief, why }: { brief: boolean; why: string }) {
  const { t } = useTranslation();
  const { saveNow } = useActions();
  const exportOpen = useExport();
  return (
    <Menu position="bottom-start" width={280} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.save} data-state="failed">
          <Words brief={brief} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t(why)}</Menu.Label>
        <Menu.Item leftSection={<RotateCcw size={15} />} onClick={() => void saveNow()}>
          {t('files.saveAgain')}
        </Menu.Item>
        <Menu.Item leftSection={<Download size={15} />} onClick={() => void exportOpen()}>
          {t('files.exportFile')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function SaveState({ brief }: { brief: boolean }) {
  const { t, i18n } = useTranslation();
  const save = useApp((s) => s.save);
  const refused = useApp((s) => s.refused);
  const savedAt = useApp((s) => s.project.savedAt);
  const lasting = useApp((s) => s.lasting);
  if (save === 'failed') return <Remedies brief={brief} why={refused} />;
  if (lasting === 'page' && savedAt) return <Remedies brief={brief} why="files.memoryOnly" />;
  const when = savedAt
    ? t('files.savedAt', {
        when: new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' }).format(savedAt),
      })
    : t(`files.${save}`);
  return (
    <Tooltip label={lasting === 'window' ? `${when} · ${t('files.windowOnly')}` : when}>
      <span className={classes.save} data-state={save}>
        <Words brief={brief} />
      </span>
    </Tooltip>
  );
}
