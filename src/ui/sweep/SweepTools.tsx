/** How far a sweep is, how it is looked at, and what can be done with it. */
import { Button, SegmentedControl } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { stepsOf } from '../../sweep/ranking.ts';
import { LOOKS, type Swept, useSweep } from './model.ts';
import { useReady } from './ready.ts';
import classes from './sweep.module.css';
import { duration, useAmounts } from './words.ts';

/** Seconds that are left, by what was done so far; nothing before there is much to go by. */
function leftOf({ plan, halving, sweeping, begun }: Swept): number | undefined {
  const all = stepsOf(plan, halving);
  const done = sweeping.runs.reduce(
    (n, { step, status }) => n + (status === 'done' && !halving ? plan.steps : step),
    0,
  );
  const taken = (performance.now() - begun) / 1_000;
  if (done === 0 || taken < 1) return undefined;
  return Math.max(0, (taken * (all - done)) / done);
}

/** What stands with the tabs of the dock; nothing before a sweep was begun. */
export function SweepTools() {
  const sweep = useSweep();
  const { swept, shows } = sweep.view;
  return swept && shows === 'results' ? <Tools {...sweep} swept={swept} /> : null;
}

function Tools({
  view,
  swept,
  change,
  start,
  cancel,
}: ReturnType<typeof useSweep> & { swept: Swept }) {
  const { t } = useTranslation();
  const ready = useReady();
  const amounts = useAmounts();
  const button = useRef<HTMLButtonElement>(null);
  const { sweeping, ended, cancelled, begun, threads } = swept;
  const { runs } = sweeping;
  const over = ended !== undefined;
  const done = runs.filter(({ status }) => status === 'done' || status === 'failed').length;
  const left = over ? undefined : leftOf(swept);
  const told = over
    ? cancelled
      ? t('sweep.cancelled', { done, of: runs.length })
      : t('sweep.done', {
          runs: amounts.runs(runs.length),
          time: duration((ended - begun) / 1_000),
        })
    : t('sweep.progress', { done, of: runs.length });
  // Who cancelled by keyboard stands on what begins anew.
  const wasOver = useRef(over);
  useEffect(() => {
    if (over !== wasOver.current && document.activeElement === document.body)
      button.current?.focus({ preventScroll: true });
    wasOver.current = over;
  }, [over]);
  return (
    <div className={classes.bar}>
      {!over && (
        <progress
          className={classes.progress}
          max={runs.length}
          value={done}
          aria-label={t('sweep.title')}
        />
      )}
      <span aria-live="polite" className={classes.told}>
        {told}
      </span>
      {!over && (
        <span className={classes.soft}>
          {[
            amounts.threads(threads),
            ...(left === undefined ? [] : [t('sweep.left', { time: duration(left) })]),
          ].join(' · ')}
        </span>
      )}
      <span className={classes.space} />
      <SegmentedControl
        size="xs"
        aria-label={t('sweep.look')}
        data={LOOKS.map((value) => ({ value, label: t(`sweep.look.${value}`) }))}
        value={view.look}
        onChange={(next) => change({ look: LOOKS.find((l) => l === next) ?? 'curves' })}
      />
      {over ? (
        <>
          <Button size="compact-xs" variant="default" onClick={() => change({ shows: 'form' })}>
            {t('sweep.change')}
          </Button>
          <Button
            ref={button}
            size="compact-xs"
            variant="default"
            disabled={!ready}
            onClick={() => start()}
          >
            {t('sweep.again')}
          </Button>
        </>
      ) : (
        <Button size="compact-xs" variant="default" onClick={cancel}>
          {t('sweep.cancel')}
        </Button>
      )}
    </div>
  );
}
