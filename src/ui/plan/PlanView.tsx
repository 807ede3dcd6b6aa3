/**
 * What the network compiled to: the steps of a routine as loop nests with their costs, and its buffers
 * over the arena. The plan lies in the worker, which sends rows; they are asked for while this is open.
 */
import { Button, SegmentedControl, Select, Tooltip } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasErrors } from '../../base/issue.ts';
import type { RoutineName } from '../../plan/plan.ts';
import { formatBytes, formatCount } from '../../tensor/format.ts';
import { useApp } from '../kit/store.tsx';
import { Code } from './Code.tsx';
import { Lifetimes } from './Lifetimes.tsx';
import { Nodes } from './Nodes.tsx';
import classes from './plan.module.css';
import { Steps } from './Steps.tsx';
import type { SortKey } from './times.ts';
import { useProfile } from './useProfile.ts';
import { formatFlops, formatTime } from './words.ts';

const ROUTINES: readonly RoutineName[] = ['train', 'watch', 'evaluate', 'predict', 'init'];
const LOOKS = ['steps', 'nodes', 'memory'] as const;
type Look = (typeof LOOKS)[number];

function usePlan(routine: RoutineName) {
  const session = useApp((s) => s.session);
  const { engine } = session;
  const generation = useApp((s) => s.compiled?.generation);
  const { data, refetch } = useQuery({
    queryKey: ['plan', generation, routine],
    // react-query takes undefined for a mistake.
    queryFn: async () => (await engine.plan(routine)) ?? null,
    enabled: generation !== undefined,
    placeholderData: keepPreviousData,
  });
  // What is laid aside for undo counts as memory, and may change under one and the same plan.
  useEffect(
    () => session.onEvent((event) => void (event.type === 'exchanged' && refetch())),
    [session, refetch],
  );
  return data;
}

export function PlanView() {
  const { t } = useTranslation();
  const [routine, setRoutine] = useState<RoutineName>('train');
  const [look, setLook] = useState<Look>('steps');
  const plan = usePlan(routine);
  const [chosen, setChosen] = useState<number>();
  const [sort, setSort] = useState<SortKey>('number');
  const [coded, setCoded] = useState(false);
  const bar = useRef<HTMLProgressElement>(null);
  const { times, measuring, start, cancel } = useProfile(plan, bar);
  // While a network does not compile the engine keeps the one before, which is not the one on the canvas.
  const broken = useApp((s) => hasErrors(s.issues));
  const total = useMemo(() => {
    let flops = 0;
    let bytes = 0;
    for (const step of plan?.steps ?? []) {
      flops += step.flops;
      bytes += step.bytes;
    }
    const time = times?.reduce((sum, us) => sum + us, 0);
    return { flops, bytes, time };
  }, [plan, times]);
  if (broken) return <p className={classes.empty}>{t('plan.empty')}</p>;
  if (plan === undefined) return <p className={classes.empty}>{t('kit.loading')}</p>;
  if (plan === null) return <p className={classes.empty}>{t('plan.empty')}</p>;
  const active = chosen !== undefined && chosen < plan.steps.length ? chosen : undefined;
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <Select
          size="xs"
          w={104}
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
            if (!name) return;
            setRoutine(name);
            setChosen(undefined);
          }}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('plan.view')}
          data={LOOKS.map((value) => ({ value, label: t(`plan.view.${value}`) }))}
          value={look}
          onChange={(next) => setLook(LOOKS.find((l) => l === next) ?? 'steps')}
        />
        {look !== 'memory' && plan.steps.length > 0 && (
          <span className={classes.actions}>
            {measuring && (
              <progress
                ref={bar}
                className={classes.progress}
                max={1}
                defaultValue={0}
                aria-label={t('plan.measuring')}
              />
            )}
            {/* One button: whoever has pressed it by keyboard stands on what ends it again. */}
            <Tooltip label={t('plan.measure.hint')} multiline w={260} disabled={measuring}>
              <Button size="compact-xs" variant="default" onClick={measuring ? cancel : start}>
                {t(measuring ? 'plan.cancel' : times ? 'plan.measure.again' : 'plan.measure')}
              </Button>
            </Tooltip>
            {look === 'steps' && (
              <Button
                size="compact-xs"
                variant={coded ? 'light' : 'default'}
                aria-pressed={coded}
                onClick={() => setCoded(!coded)}
              >
                {t('plan.code.show')}
              </Button>
            )}
          </span>
        )}
        {look !== 'memory' && <Threads count={plan.threads} />}
        <span className={classes.sum}>
          {look !== 'memory'
            ? t(total.time === undefined ? 'plan.sum' : 'plan.sumTimed', {
                time: formatTime(total.time ?? 0),
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
                undo: formatBytes(plan.memory.undo),
              })}
        </span>
      </div>
      {plan.steps.length === 0 ? (
        <p className={classes.empty}>{t('plan.missing')}</p>
      ) : look === 'memory' ? (
        <Lifetimes key={plan.routine} plan={plan} />
      ) : look === 'nodes' ? (
        <Nodes key={plan.routine} steps={plan.steps} times={times} onActive={setChosen} />
      ) : (
        <div className={classes.sides} data-coded={coded || undefined}>
          <div className={classes.side}>
            <Steps
              key={plan.routine}
              steps={plan.steps}
              times={times}
              active={active}
              onActive={setChosen}
              sort={sort}
              onSort={setSort}
            />
            {!coded && active !== undefined && (
              <p className={classes.detail}>
                <span className={classes.soft}>{active}</span> {plan.steps[active]?.text}
              </p>
            )}
          </div>
          {coded &&
            (active === undefined ? (
              <p className={classes.empty}>{t('plan.choose')}</p>
            ) : (
              <Code plan={plan} step={active} />
            ))}
        </div>
      )}
    </div>
  );
}

/** How many threads work on it, and why no more. */
function Threads({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  const hint =
    count > 1
      ? 'plan.threads.shared'
      : !window.crossOriginIsolated
        ? 'plan.threads.alone'
        : navigator.hardwareConcurrency < 2
          ? 'plan.threads.single'
          : 'plan.threads.small';
  return (
    <Tooltip label={t(hint)} multiline w={260} events={{ hover: true, focus: true, touch: true }}>
      <span
        className={classes.threads}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its hint is for the keyboard as well
        tabIndex={0}
        aria-label={`${t('plan.threads', { count })}. ${t(hint)}`}
        role="note"
      >
        {t('plan.threads', { count })}
      </span>
    </Tooltip>
  );
}
