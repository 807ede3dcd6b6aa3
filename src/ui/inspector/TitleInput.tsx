/** A node's title, which can be written over; left empty it gets back the name of its kind. */
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../catalog/index.ts';
import type { NodeRecord } from '../../document/records.ts';
import { useDraft } from '../fields/useDraft.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './inspector.module.css';

const LONGEST = 80;

export function TitleInput({ node }: { node: NodeRecord }) {
  const { t } = useTranslation();
  const { setTitle } = useActions();
  const language = useApp((s) => s.language);
  const title = titleOf(node, language);
  const entry = useDraft<string>({
    written: title,
    write: String,
    read: (text) => ({ value: text.trim() }),
    onCommit: (text) => setTitle(node.id, text),
  });
  return (
    <TextInput
      aria-label={t('inspector.title')}
      variant="unstyled"
      classNames={{ input: classes.title }}
      maxLength={LONGEST}
      spellCheck={false}
      {...entry.props}
      onKeyDown={(e) => {
        entry.props.onKeyDown(e);
        if (e.key === 'Enter') e.currentTarget.blur();
      }}
    />
  );
}
