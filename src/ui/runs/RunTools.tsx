/** Beside the tabs of the dock: how many runs there are, what they take, and the way to compare two. */
import { Button } from '@mantine/core';
import { ArrowLeft, GitCompareArrows } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { bytesOfRuns, RUN_BUDGET } from '../../state/run.ts';
import { formatBytes } from '../../tensor/format.ts';
import { useApp } from '../kit/store.tsx';
import { compare, useChosen } from './chosen.ts';
import classes from './runs.module.css';

export function RunTools() {
  const { t } = useTranslation();
  const { runs, pair, compares } = useChosen();
  const kept = useApp((s) => s.runsKept);
  if (!runs.length) return null;
  const args = {
    count: runs.length,
    bytes: formatBytes(bytesOfRuns(runs)),
    most: formatBytes(RUN_BUDGET),
  };
  return (
    <div className={classes.tools}>
      {!kept && <span className={classes.unkept}>{t('runs.unkept')}</span>}
      <span className={classes.sum}>{t('runs.sum', args)}</span>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={
          compares ? (
            <ArrowLeft size={13} aria-hidden />
          ) : (
            <GitCompareArrows size={13} aria-hidden />
          )
        }
        disabled={!pair}
        onClick={() => compare(!compares)}
      >
        {t(compares ? 'runs.back' : 'runs.compare')}
      </Button>
    </div>
  );
}
