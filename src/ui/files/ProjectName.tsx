/** The project's name as a field that looks like a heading until it is touched. */
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from '../fields/useDraft.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './files.module.css';

export function ProjectName() {
  const { t } = useTranslation();
  const name = useApp((s) => s.document.name);
  const { rename } = useActions();
  const entry = useDraft<string>({
    written: name,
    write: String,
    // A project without a name keeps the one it has.
    read: (text) => ({ value: text.trim() || name }),
    onCommit: rename,
  });
  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    entry.props.onKeyDown(event);
    if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
  };
  return (
    <span className={classes.name} data-value={entry.text}>
      <input
        aria-label={t('files.name')}
        size={1}
        maxLength={200}
        spellCheck={false}
        {...entry.props}
        onKeyDown={key}
      />
    </span>
  );
}
