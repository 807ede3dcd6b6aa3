/** What a sweep is going to take. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SweepPlan } from '../../sweep/plan.ts';
import { estimate } from './estimate.ts';
import { openRunner, threadsFor } from './threads.ts';
import { duration, useAmounts } from './words.ts';

/** After an edit it is measured anew so many milliseconds later. */
const SOON = 500;

/** How many runs that is, and how long it is about to take: measured on the first of them. */
export function Cost({ plan, halving }: { plan: SweepPlan | undefined; halving: boolean }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const [known, setKnown] = useState<{ of: SweepPlan; halving: boolean; seconds?: number }>();
  const scout = useRef<ReturnType<typeof openRunner>>(undefined);
  useEffect(
    () => () => {
      scout.current?.dispose();
      scout.current = undefined;
    },
    [],
  );
  useEffect(() => {
    if (!plan) return;
    let late = false;
    const timer = setTimeout(() => {
      scout.current ??= openRunner();
      const threads = threadsFor(plan.runs.length);
      void estimate(scout.current, { plan, halving, threads }).then((seconds) => {
        if (!late) setKnown({ of: plan, halving, ...(seconds !== undefined && { seconds }) });
      });
    }, SOON);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [plan, halving]);
  if (!plan) return null;
  const { configurations, runs } = plan;
  const seeds = runs.length / configurations.length;
  const isKnown = known?.of === plan && known.halving === halving;
  const parts = [
    amounts.runs(runs.length),
    ...(seeds > 1 ? [t('sweep.combinations', { combinations: configurations.length, seeds })] : []),
    amounts.threads(threadsFor(runs.length)),
    ...(!isKnown
      ? [t('sweep.measuring')]
      : known.seconds === undefined
        ? []
        : [t('sweep.about', { time: duration(known.seconds) })]),
  ];
  return <span aria-live="polite">{parts.join(' · ')}</span>;
}
