/**
 * What stands on the canvas while a large network is compiled: which pass it is in, how far that is, and a
 * way out. One that was given up can be compiled after all.
 */
import { Progress as Bar, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../tensor/format.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './App.module.css';

export function Compiling() {
  const progress = useApp((s) => s.progress);
  const cancelled = useApp(
    (s) => !s.compiling && s.issues.some((i) => i.code === 'compile.cancelled'),
  );
  const { t } = useTranslation();
  const { cancelCompiling, reload } = useActions();
  if (progress) {
    const { pass, done, of } = progress;
    const routine = 'routine' in progress ? progress.routine : undefined;
    return (
      <section
        className={classes.compiling}
        aria-label={t('app.compiling')}
        onKeyDown={(event) => {
          if (event.key === 'Escape') void cancelCompiling();
        }}
      >
        <div className={classes.passing}>
          <span>
            {routine && `${t(`plan.routine.${routine}`)}: `}
            {t(`app.compiling.${pass}`)}
          </span>
          <span className={classes.hintCount}>
            {t('app.compiling.of', { done: formatCount(done), of: formatCount(of) })}
          </span>
          <Bar value={(100 * done) / Math.max(1, of)} size="xs" aria-label={t('app.compiling')} />
        </div>
        <Button
          size="compact-sm"
          variant="default"
          style={{ flex: 'none' }}
          onClick={() => void cancelCompiling()}
        >
          {t('app.compiling.cancel')}
        </Button>
      </section>
    );
  }
  if (!cancelled) return null;
  return (
    <section className={classes.compiling} aria-label={t('app.compiling')}>
      <span role="status">{t('app.compiling.cancelled')}</span>
      <Button
        size="compact-sm"
        variant="default"
        style={{ flex: 'none' }}
        onClick={() => void reload()}
      >
        {t('app.compiling.again')}
      </Button>
    </section>
  );
}
