/** A node's title, and the field in its place while a person renames it. */
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../kit/store.tsx';
import { useParts, useView } from '../parts.tsx';
import classes from './nodes.module.css';

export function Title({ id, title }: { id: string; title: string }) {
  const { t } = useTranslation();
  const { view } = useParts();
  const actions = useActions();
  const renaming = useView((v) => v.renaming === id);
  const left = useRef(false);
  if (!renaming)
    return (
      <span className={classes.title} title={title}>
        {title}
      </span>
    );
  const finish = (field: HTMLInputElement, keep: boolean) => {
    if (left.current) return;
    left.current = true;
    const text = field.value.trim();
    if (keep && text !== title) actions.setTitle(id, text);
    const node = field.closest<HTMLElement>('.react-flow__node');
    view.set({ renaming: undefined });
    node?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if (event.key === 'Enter') finish(event.currentTarget, true);
    if (event.key === 'Escape') finish(event.currentTarget, false);
  };
  return (
    <input
      className={`${classes.rename} nodrag nopan`}
      aria-label={t('nodes.title')}
      defaultValue={title}
      // The person asked for this field just now.
      ref={(field) => {
        if (!field || field === document.activeElement) return;
        left.current = false;
        field.focus();
        field.select();
      }}
      onKeyDown={onKeyDown}
      onBlur={(event) => finish(event.currentTarget, true)}
    />
  );
}
