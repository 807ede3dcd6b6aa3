/** What a gradient check came to, above whatever the panel shows; its worst number is a press away. */
import { ActionIcon, UnstyledButton } from '@mantine/core';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useOffers } from '../kit/offers.ts';
import { useActions, useApp, useAppStore } from '../kit/store.tsx';
import classes from './checking.module.css';
import { nodeOf, verdictOf } from './verdict.ts';
import { formatDifference, useCheckWords } from './words.ts';

export function CheckSummary() {
  const { t } = useTranslation();
  const app = useAppStore();
  const offers = useOffers();
  const checked = useApp((s) => s.checked);
  const { select, dropCheck } = useActions();
  const words = useCheckWords();
  if (!checked || checked.running) return null;
  const verdict = verdictOf(checked.checks);
  const { worst } = verdict ?? {};
  const goTo = () => {
    if (!worst) return;
    const { edge } = worst.check;
    const node = nodeOf(worst.check, app.getState());
    select({
      nodes: edge === undefined && node ? [node] : [],
      edges: edge ? [edge] : [],
      notes: [],
    });
    offers.call('reveal');
  };
  return (
    <section
      className={classes.summary}
      data-outcome={verdict?.outcome}
      aria-label={t('checking.title')}
    >
      <header>
        <h2>{t('checking.title')}</h2>
        <ActionIcon size="sm" aria-label={t('checking.drop')} onClick={() => dropCheck()}>
          <X size={14} aria-hidden />
        </ActionIcon>
      </header>
      <p>{verdict ? words.summary(verdict, checked.done === checked.of) : t('checking.none')}</p>
      {worst && (
        <UnstyledButton className={classes.goTo} onClick={goTo}>
          {t('checking.goTo', { where: words.where(worst) })} (
          {formatDifference(worst.number.difference)})
        </UnstyledButton>
      )}
      {verdict && checked.rows < checked.batch && (
        <p className={classes.soft}>
          {t('checking.rows', { rows: checked.rows, batch: checked.batch })}
        </p>
      )}
      {verdict && verdict.directions > 0 && (
        <p className={classes.soft}>{t('checking.directions')}</p>
      )}
    </section>
  );
}
