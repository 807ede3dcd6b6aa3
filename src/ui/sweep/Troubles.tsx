/** What went wrong in a sweep, and what of it was mended; and that the network is another one by now. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { vocabulary } from '../../catalog/index.ts';
import { differencesOf } from '../../document/differences.ts';
import { useIssueWords } from '../kit/issues/words.ts';
import { useApp } from '../kit/store.tsx';
import type { Swept } from './model.ts';
import classes from './sweep.module.css';

export function Troubles({ swept }: { swept: Swept }) {
  const { t } = useTranslation();
  const words = useIssueWords();
  const now = useApp((s) => s.document);
  const { document, sweeping } = swept;
  const changed = useMemo(
    () => now !== document && differencesOf(document, now, vocabulary).length > 0,
    [now, document],
  );
  const lost = sweeping.runs.filter(({ losses }) => losses).length;
  const failed = sweeping.runs.filter(({ status }) => status === 'failed');
  return (
    <>
      {changed && <p className={classes.note}>{t('sweep.changed')}</p>}
      {lost > 0 && <p className={classes.note}>{t('sweep.lost', { count: lost })}</p>}
      {failed.length > 0 && (
        <p className={classes.problem} role="alert">
          {t('sweep.failed', {
            count: failed.length,
            why: failed[0]?.issues?.map(words).join(' ') ?? '',
          })}
        </p>
      )}
    </>
  );
}
