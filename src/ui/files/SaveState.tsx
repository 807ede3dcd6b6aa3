/** Whether the project is saved, said as it is. */
import { Tooltip } from '@mantine/core';
import { Check, CircleAlert, CloudOff, LoaderCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../app/context.tsx';
import classes from './files.module.css';

const ICONS = {
  saved: Check,
  saving: LoaderCircle,
  unsaved: CloudOff,
  failed: CircleAlert,
} as const;

export function SaveState({ brief }: { brief: boolean }) {
  const { t, i18n } = useTranslation();
  const save = useApp((s) => s.save);
  const savedAt = useApp((s) => s.project.savedAt);
  const Icon = ICONS[save];
  const words = t(`files.${save}`);
  const when = savedAt
    ? t('files.savedAt', {
        when: new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' }).format(savedAt),
      })
    : words;
  return (
    <Tooltip label={save === 'failed' ? t('files.notSaved') : when}>
      <span className={classes.save} data-state={save}>
        <Icon size={13} aria-hidden="true" />
        <span className={brief ? classes.hidden : undefined}>{words}</span>
      </span>
    </Tooltip>
  );
}
