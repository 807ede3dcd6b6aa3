/** How far a sweep is, how it is looked at, and what can be done with it. */
import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { Download } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { fileName } from '../../base/file-name.ts';
import { sweepCsv } from '../../sweep/csv.ts';
import { stepsOf } from '../../sweep/ranking.ts';
import { download } from '../commands/transfer.ts';
import { Cost } from './Cost.tsx';
import { LOOKS, type Swept, useSweep } from './model.ts';
import { usePlanned } from './planned.ts';
import { useReady } from './ready.ts';
import { FORM } from './SweepForm.tsx';
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
  if (done === 0 || taken < 2) return undefined;
  return Math.max(0, (taken * (all - done)) / done);
}

/** What stands with the tabs of the dock. */
export function SweepTools() {
  const sweep = useSweep();
  const { swept, shows } = sweep.view;
  if (swept && shows === 'results') return <Tools {...sweep} swept={swept} />;
  return <FormTools {...sweep} />;
}

/** How many runs that would be, how long they take, and what starts them. */
function FormTools({ view, change }: ReturnType<typeof useSweep>) {
  const { t } = useTranslation();
  const ready = useReady();
  const plan = usePlanned(view.form);
  if (!ready && !view.swept) return <div className={classes.bar} />;
  return (
    <div className={classes.bar}>
      <span className={classes.told}>
        <Cost plan={plan.ok ? plan.value : undefined} halving={view.form.halving} />
      </span>
      <Button type="submit" form={FORM} size="compact-xs" disabled={!ready || !plan.ok}>
        {t('sweep.start')}
      </Button>
      {view.swept && (
        <Button size="compact-xs" variant="default" onClick={() => change({ shows: 'results' })}>
          {t('sweep.results')}
        </Button>
      )}
    </div>
  );
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
      <span className={classes.told}>
        {!over && (
          <progress
            className={classes.progress}
            max={runs.length}
            value={done}
            aria-label={t('sweep.title')}
          />
        )}
        <span aria-live="polite">{told}</span>
        {!over && (
          <span className={classes.soft}>
            {[
              '',
              ...(left === undefined ? [] : [t('sweep.left', { time: duration(left) })]),
              amounts.threads(threads),
            ].join(' · ')}
          </span>
        )}
      </span>
      <SegmentedControl
        size="xs"
        aria-label={t('sweep.look')}
        data={LOOKS.map((value) => ({ value, label: t(`sweep.look.${value}`) }))}
        value={view.look}
        onChange={(next) => change({ look: LOOKS.find((l) => l === next) ?? 'curves' })}
      />
      {over ? (
        <>
          <ActionIcon
            size="sm"
            aria-label={t('sweep.csv')}
            title={t('sweep.csv')}
            onClick={() =>
              download(
                fileName(`${swept.document.name} ${t('sweep.title')}`, '.csv'),
                sweepCsv(swept.plan, runs),
              )
            }
          >
            <Download size={14} />
          </ActionIcon>
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
