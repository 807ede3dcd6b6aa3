/**
 * What the network compiled to: the steps of a routine as loop nests with their costs, and its buffers
 * over the arena. The plan lies in the worker, which sends rows; they are asked for while this is open.
 */
import { SegmentedControl, Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasErrors } from '../../base/issue.ts';
import type { RoutineName } from '../../plan/plan.ts';
import { formatCount } from '../../tensor/format.ts';
import { useApp } from '../app/context.tsx';
import { Lifetimes } from './Lifetimes.tsx';
import classes from './plan.module.css';
import { Steps } from './Steps.tsx';
import { formatBytes, formatFlops } from './words.ts';

const ROUTINES: readonly RoutineName[] = ['train', 'watch', 'evaluate', 'predict', 'init'];
const LOOKS = ['steps', 'memory'] as const;
type Look = (typeof LOOKS)[number];

function usePlan(routine: RoutineName) {
  const engine = useApp((s) => s.session.engine);
  const generation = useApp((s) => s.compiled?.generation);
  const { data } = useQuery({
    queryKey: ['plan', generation, routine],
    // react-query takes undefined for a mistake.
    queryFn: async () => (await engine.plan(routine)) ?? null,
    enabled: generation !== undefined,
    refetchOnWindowFocus: false,
    networkMode: 'always',
    retry: false,
    gcTime: 0,
    structuralSharing: false,
    placeholderData: keepPreviousData,
  });
  return data;
}

export function PlanView() {
  const { t } = useTranslation();
  const [routine, setRoutine] = useState<RoutineName>('train');
  const [look, setLook] = useState<Look>('steps');
  const plan = usePlan(routine);
  // While a network does not compile the engine keeps the one before, which is not the one on the canvas.
  const broken = useApp((s) => hasErrors(s.issues));
  const total = useMemo(() => {
    let flops = 0;
    let bytes = 0;
    for (const step of plan?.steps ?? []) {
      flops += step.flops;
      bytes += step.bytes;
    }
    return { flops, bytes };
  }, [plan]);
  if (broken) return <p className={classes.empty}>{t('plan.empty')}</p>;
  if (plan === undefined) return <p className={classes.empty}>{t('app.loading')}</p>;
  if (plan === null) return <p className={classes.empty}>{t('plan.empty')}</p>;
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <Select
          size="xs"
          w={120}
          aria-label={t('plan.routine')}
          allowDeselect={false}
          data={ROUTINES.map((value) => ({
            value,
            label: t(`plan.routine.${value}`),
            disabled: !plan.routines.includes(value),
          }))}
          value={routine}
          onChange={(next) => {
            const name = ROUTINES.find((r) => r === next);
            if (name) setRoutine(name);
          }}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('plan.look')}
          data={LOOKS.map((value) => ({ value, label: t(`plan.look.${value}`) }))}
          value={look}
          onChange={(next) => setLook(next === 'memory' ? 'memory' : 'steps')}
        />
        <span className={classes.soft}>
          {look === 'steps'
            ? t('plan.sum', {
                steps: formatCount(plan.steps.length),
                flops: formatFlops(total.flops),
                bytes: formatBytes(total.bytes),
              })
            : t('plan.memory', {
                all: formatBytes(Object.values(plan.memory).reduce((sum, n) => sum + n, 0)),
                arena: formatBytes(plan.memory.arena),
                workspace: formatBytes(plan.memory.workspace),
                data: formatBytes(plan.memory.data),
                copies: formatBytes(plan.memory.copies),
                scratch: formatBytes(plan.scratch),
                alive: formatBytes(plan.alive),
              })}
        </span>
      </div>
      {plan.steps.length === 0 ? (
        <p className={classes.empty}>{t('plan.missing')}</p>
      ) : look === 'steps' ? (
        <Steps key={plan.routine} steps={plan.steps} />
      ) : (
        <Lifetimes key={plan.routine} plan={plan} />
      )}
    </div>
  );
}
