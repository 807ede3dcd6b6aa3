/** All saved projects: open, rename, duplicate, delete (which can be taken back). */
import { ActionIcon, Button, Modal, TextInput, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CopyPlus, PenLine, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lasting, ProjectInfo } from '../../state/storage.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './files.module.css';

function RowButton(props: { label: string; icon: ReactNode; onClick: () => void }) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon aria-label={props.label} onClick={props.onClick}>
        {props.icon}
      </ActionIcon>
    </Tooltip>
  );
}

function Row({ project, changed }: { project: ProjectInfo; changed: () => void }) {
  const { t, i18n } = useTranslation();
  const open = useApp((s) => s.project.id === project.id);
  const actions = useActions();
  const [draft, setDraft] = useState<string>();
  const when = new Intl.DateTimeFormat(i18n.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(project.savedAt);
  const then = (work: Promise<void>) => void work.then(changed);
  const keep = () => {
    if (draft?.trim() && draft !== project.name) then(actions.renameProject(project.id, draft));
    setDraft(undefined);
  };
  return (
    <li>
      {draft === undefined ? (
        <button
          type="button"
          className={classes.projectWords}
          onClick={() => void actions.openProject(project.id)}
        >
          <b>{project.name}</b>
          <span>{open ? t('files.opened') : t('files.savedAt', { when })}</span>
        </button>
      ) : (
        <TextInput
          style={{ flex: 1 }}
          size="xs"
          aria-label={t('files.name')}
          value={draft}
          data-autofocus
          autoFocus
          maxLength={200}
          onChange={(e) => setDraft(e.currentTarget.value)}
          onBlur={keep}
          // Escape is the field's, not the dialog's.
          data-mantine-stop-propagation
          onKeyDown={(e) => {
            if (e.key === 'Enter') keep();
            if (e.key === 'Escape') setDraft(undefined);
          }}
        />
      )}
      {!open && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void actions.openProject(project.id)}
        >
          {t('files.open')}
        </Button>
      )}
      <RowButton
        label={t('files.rename')}
        icon={<PenLine size={15} />}
        onClick={() => setDraft(project.name)}
      />
      <RowButton
        label={t('files.duplicate')}
        icon={<CopyPlus size={15} />}
        onClick={() => then(actions.duplicateProject(project.id))}
      />
      <RowButton
        label={t('files.delete')}
        icon={<Trash2 size={15} />}
        onClick={() => then(actions.deleteProject(project.id))}
      />
    </li>
  );
}

function List() {
  const { t } = useTranslation();
  const actions = useActions();
  const {
    data = [],
    error,
    refetch,
  } = useQuery({
    queryKey: ['projects'],
    queryFn: () => actions.listProjects(),
    // Another tab may have saved one.
    refetchOnWindowFocus: true,
  });
  if (error)
    return (
      <div role="alert" className={classes.note}>
        {t('files.listFailed')}{' '}
        <Button size="compact-xs" variant="default" onClick={() => void refetch()}>
          {t('kit.retry')}
        </Button>
      </div>
    );
  if (data.length === 0) return <p className={classes.note}>{t('files.none')}</p>;
  return (
    <ul className={classes.projects}>
      {data.map((project) => (
        <Row key={project.id} project={project} changed={() => void refetch()} />
      ))}
    </ul>
  );
}

/** How long they are kept, as far as the browser tells. */
const KEPT = {
  device: 'files.kept',
  window: 'files.windowOnly',
  page: 'files.memoryOnly',
} as const satisfies Record<Lasting, string>;

export function ProjectsDialog() {
  const { t } = useTranslation();
  const opened = useApp((s) => s.dialog === 'projects');
  const lasting = useApp((s) => s.lasting);
  const { openDialog, newProject } = useActions();
  return (
    <Modal
      opened={opened}
      onClose={() => openDialog(undefined)}
      title={t('files.projects')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('kit.close') }}
    >
      <List />
      <p className={classes.note}>{t(KEPT[lasting])}</p>
      <Button mt="md" variant="light" onClick={() => void newProject()}>
        {t('commands.newProject')}
      </Button>
    </Modal>
  );
}
