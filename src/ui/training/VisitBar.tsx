/**
 * While a moment of the run is visited: which one, on from there, and back to the end. On a way that takes a while:
 * how far it is, and to stay where it is.
 */
import { Button, Tooltip } from '@mantine/core';
import { History } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../tensor/format.ts';
import { CommandButton } from '../commands/CommandButton.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './visit.module.css';

/** A way that is shorter is not told of. */
const LONG_MS = 300;

/** Where it began, once it takes a while. */
function useLongWay(step: number, visits: number | undefined): number | undefined {
  const [from, setFrom] = useState<number>();
  const now = useRef(step);
  now.current = step;
  const isOnWay = visits !== undefined && visits !== step;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another way begins with another wish
  useEffect(() => {
    setFrom(undefined);
    if (!isOnWay) return undefined;
    const timer = setTimeout(() => setFrom(now.current), LONG_MS);
    return () => clearTimeout(timer);
  }, [isOnWay, visits]);
  return isOnWay ? from : undefined;
}

export function VisitBar({ brief = false }: { brief?: boolean }) {
  const { t } = useTranslation();
  const visits = useApp((s) => s.timeline?.visits);
  const strayed = useApp((s) => s.timeline?.strayed === true);
  const last = useApp((s) => s.timeline?.last ?? 0);
  const step = useApp((s) => s.step);
  const { train, visit } = useActions();
  const from = useLongWay(step, visits);
  if (visits === undefined) return null;
  const words = { step: formatCount(step), last: formatCount(last), visits: formatCount(visits) };
  const isLong = from !== undefined;
  const told = strayed ? 'training.strayed' : 'training.moment';
  return (
    <section
      className={classes.visit}
      aria-label={t(told, words)}
      data-brief={brief || undefined}
      data-told={isLong || strayed || undefined}
    >
      <History size={14} aria-hidden />
      <span className={classes.words}>{t(isLong ? 'training.onItsWay' : told, words)}</span>
      {isLong ? (
        <>
          <progress
            className={classes.way}
            aria-label={t('training.way')}
            value={Math.max(0, step - from)}
            max={Math.max(1, visits - from)}
          />
          <Button size="compact-xs" variant="default" onClick={() => visit(step)}>
            {t('training.stay')}
          </Button>
        </>
      ) : (
        <Tooltip label={t('training.continueWhy')} multiline w={260}>
          <Button size="compact-xs" onClick={() => void train()}>
            {t('training.continue')}
          </Button>
        </Tooltip>
      )}
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
