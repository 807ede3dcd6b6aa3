/** A node's title, which can be written over; left empty it gets back the name of its kind. */
import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../catalog/index.ts';
import type { NodeRecord } from '../../document/records.ts';
import { useActions, useApp } from '../app/context.tsx';
import classes from './inspector.module.css';

const LONGEST = 80;

export function TitleInput({ node }: { node: NodeRecord }) {
  const { t } = useTranslation();
  const { setTitle } = useActions();
  const language = useApp((s) => s.language);
  const title = titleOf(node, language);
  const [draft, setDraft] = useState(title);
  useEffect(() => setDraft(title), [title]);
  const commit = () => {
    const text = draft.trim();
    if (text === title) return;
    setTitle(node.id, text);
    if (text === '') setDraft(title);
  };
  return (
    <TextInput
      aria-label={t('inspector.title')}
      variant="unstyled"
      classNames={{ input: classes.title }}
      value={draft}
      maxLength={LONGEST}
      spellCheck={false}
      onChange={(e) => setDraft(e.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(e) => {
        if (e.key === 'Enter') e.currentTarget.blur();
        if (e.key === 'Escape') setDraft(title);
      }}
    />
  );
}
