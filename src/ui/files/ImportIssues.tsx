/** Why a file was not opened, with paths in the file, or not exported. The document stays as it was. */
import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatPath, hasErrors, type Issue, type Place } from '../../base/issue.ts';
import type { Document } from '../../document/records.ts';
import { issueText } from '../kit/issues/text.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './files.module.css';

export function ImportIssues() {
  const { t } = useTranslation();
  const dialog = useApp((s) => s.dialog);
  const exported = dialog === 'exportIssues';
  const opened = dialog === 'issues' || exported;
  const nodes = useApp((s) => s.document.nodes);
  const issues = useApp((s) => s.fileIssues);
  const { openDialog } = useActions();
  const refused = hasErrors(issues);
  const close = () => openDialog(undefined);
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t(
        exported ? 'files.exportRefused' : refused ? 'files.issuesTitle' : 'files.issuesWarned',
      )}
      closeButtonProps={{ 'aria-label': t('kit.close') }}
    >
      {refused && <p className={classes.note}>{t('files.issuesNote')}</p>}
      <FileIssues issues={issues} nodes={exported ? nodes : undefined} />
      <Group justify="flex-end" mt="md">
        <Button onClick={close}>{t('kit.close')}</Button>
      </Group>
    </Modal>
  );
}

/** @param nodes those that the issues name; a file's own are not those on the canvas. */
export function FileIssues(props: {
  issues: readonly Issue[];
  nodes?: Document['nodes'] | undefined;
}) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  return (
    <ul className={classes.issues} aria-label={t('kit.problems')}>
      {props.issues.map((issue, i) => (
        <FileIssue
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that is shown once, in its order
          key={i}
          path={issue.where?.path}
          text={issueText(issue, language, props.nodes ?? {})}
        />
      ))}
    </ul>
  );
}

/** The place in the file stands out; most sentences begin with it. */
function FileIssue(props: { path: Place['path']; text: string }) {
  const path = props.path && formatPath(props.path);
  const rest = path && props.text.startsWith(path) ? props.text.slice(path.length) : props.text;
  return (
    <li>
      {path && <code>{path}</code>}
      {rest.replace(/^[:：]\s*/, '')}
    </li>
  );
}
