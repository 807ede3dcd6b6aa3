/** While a moment of the run is visited: which one, on from there, and back to the end. */
import { Button, Tooltip } from '@mantine/core';
import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../tensor/format.ts';
import { CommandButton } from '../commands/CommandButton.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './visit.module.css';

export function VisitBar({ brief = false }: { brief?: boolean }) {
  const { t } = useTranslation();
  const visits = useApp((s) => s.timeline?.visits);
  const last = useApp((s) => s.timeline?.last ?? 0);
  const step = useApp((s) => s.step);
  const { train, visit } = useActions();
  if (visits === undefined) return null;
  const words = { step: formatCount(step), last: formatCount(last), visits: formatCount(visits) };
  return (
    <section className={classes.visit} aria-label={t('training.moment', words)}>
      <History size={14} aria-hidden />
      <span className={classes.words}>
        {t(step === visits ? 'training.moment' : 'training.onItsWay', words)}
      </span>
      <Tooltip label={t('training.continueWhy')} multiline w={260}>
        <Button size="compact-xs" onClick={() => void train()}>
          {t('training.continue')}
        </Button>
      </Tooltip>
      <CommandButton
        label={t('training.toEnd')}
        of="toEnd"
        why={undefined}
        iconOnly={brief}
        className={classes.end}
        onPress={() => visit(Number.POSITIVE_INFINITY)}
      />
    </section>
  );
}
