/** The project's name as a field that looks like a heading until it is touched. */
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '../app/context.tsx';
import classes from './files.module.css';

export function ProjectName() {
  const { t } = useTranslation();
  const name = useApp((s) => s.document.name);
  const { rename } = useActions();
  const [draft, setDraft] = useState<string>();
  const keep = () => {
    if (draft?.trim() && draft !== name) rename(draft);
    setDraft(undefined);
  };
  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') {
      // Leaving the field keeps its draft; an escaped one is forgotten first.
      setDraft(undefined);
      event.currentTarget.value = name;
    }
    if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
  };
  const shown = draft ?? name;
  return (
    <span className={classes.name} data-value={shown}>
      <input
        aria-label={t('files.name')}
        value={shown}
        size={1}
        maxLength={200}
        spellCheck={false}
        onChange={(e) => setDraft(e.currentTarget.value)}
        onBlur={keep}
        onKeyDown={key}
      />
    </span>
  );
}
