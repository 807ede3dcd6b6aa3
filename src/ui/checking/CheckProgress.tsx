/** What stands on the canvas while gradients are checked: how far that is, and a way out. The end is read out. */
import { Button, Progress, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../tensor/format.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './checking.module.css';
import { verdictOf } from './verdict.ts';
import { useCheckWords } from './words.ts';

export function CheckProgress() {
  const { t } = useTranslation();
  const checked = useApp((s) => s.checked);
  const { stopCheck } = useActions();
  return (
    <>
      {checked?.running && (
        <section
          className={classes.progress}
          aria-label={t('checking.running')}
          onKeyDown={(event) => {
            if (event.key === 'Escape') stopCheck();
          }}
        >
          <div className={classes.far}>
            <span>{t('checking.running')}</span>
            <span className={classes.soft}>
              {checked.of > 0
                ? t('checking.of', { done: formatCount(checked.done), of: formatCount(checked.of) })
                : t('checking.preparing')}
            </span>
            <Progress
              value={(100 * checked.done) / Math.max(1, checked.of)}
              size="xs"
              aria-label={t('checking.running')}
            />
          </div>
          <Button size="compact-sm" variant="default" onClick={() => stopCheck()}>
            {t('checking.stop')}
          </Button>
        </section>
      )}
      {/* Read out, but no status: that one is the run's. */}
      <VisuallyHidden aria-live="polite">{checked && !checked.running && <Said />}</VisuallyHidden>
    </>
  );
}

function Said() {
  const { t } = useTranslation();
  const checked = useApp((s) => s.checked);
  const words = useCheckWords();
  const verdict = verdictOf(checked?.checks ?? []);
  if (!checked) return null;
  if (!verdict) return t('checking.none');
  return `${t('checking.title')}: ${words.summary(verdict, checked.done === checked.of)}`;
}
