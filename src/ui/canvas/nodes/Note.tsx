/** A note on the canvas: text that a person can size; Enter or a double click to write in it. */
import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../kit/store.tsx';
import type { NoteNode } from '../flow.ts';
import { useParts, useView } from '../parts.tsx';
import classes from './nodes.module.css';

export const Note = memo(function Note({ id, data, selected }: NodeProps<NoteNode>) {
  const { t } = useTranslation();
  const { view } = useParts();
  const actions = useActions();
  const writing = useView((v) => v.renaming === id);
  const { record } = data;
  const finish = (field: HTMLTextAreaElement) => {
    if (field.value !== record.text) actions.setNote(id, { text: field.value });
    const node = field.closest<HTMLElement>('.react-flow__node');
    const left = field !== document.activeElement && document.activeElement !== document.body;
    view.set({ renaming: undefined });
    // Whoever went elsewhere stays there.
    if (!left) node?.focus({ preventScroll: true });
  };
  return (
    <div className={classes.note} data-selected={selected || undefined}>
      <NodeResizer
        isVisible={selected}
        minWidth={96}
        minHeight={48}
        handleClassName={classes.resize}
        onResizeEnd={(_, { x, y, width, height }) =>
          actions.setNote(id, { position: { x, y }, size: { width, height } })
        }
      />
      {writing ? (
        <textarea
          className={`${classes.noteField} nodrag nopan nowheel`}
          aria-label={t('nodes.noteText')}
          defaultValue={record.text}
          ref={(field) => {
            if (field && field !== document.activeElement) field.focus({ preventScroll: true });
          }}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          onBlur={(event) => finish(event.currentTarget)}
        />
      ) : (
        <p className={classes.noteText}>{record.text || t('nodes.noteEmpty')}</p>
      )}
    </div>
  );
});
