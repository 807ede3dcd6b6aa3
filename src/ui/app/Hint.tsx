/**
 * Three steps for a first visit: train, watch the edges, step. Doing what it says moves it on;
 * closing it is for good.
 */
import { ActionIcon, Button } from '@mantine/core';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { over } from '../kit/over.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './App.module.css';

export function Hint() {
  const { t } = useTranslation();
  const hint = useApp((s) => s.hint);
  const training = useApp((s) => s.status === 'training');
  const stepping = useApp((s) => s.cursor !== undefined);
  const ready = useApp(
    (s) =>
      (s.compiled?.compilation.losses.length ?? 0) > 0 &&
      !s.issues.some((issue) => issue.severity === 'error'),
  );
  const { setHint } = useActions();
  useEffect(() => {
    if (hint === 1 && training) setHint(2);
    // Whoever steps has found it.
    if (hint !== 0 && stepping) setHint(0);
  }, [hint, training, stepping, setHint]);
  // It speaks of a network that can be trained.
  if (hint === 0 || !ready) return null;
  return (
    <aside {...over} className={classes.hint}>
      <span className={classes.hintCount}>{t('app.hint.of', { step: hint })}</span>
      <span>{t(`app.hint.${hint}`)}</span>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => setHint(hint === 1 ? 2 : hint === 2 ? 3 : 0)}
        style={{ flex: 'none' }}
      >
        {t(hint === 3 ? 'app.hint.done' : 'app.hint.next')}
      </Button>
      <ActionIcon size="sm" aria-label={t('app.hint.dismiss')} onClick={() => setHint(0)}>
        <X size={14} />
      </ActionIcon>
    </aside>
  );
}
