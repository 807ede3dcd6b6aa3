/** How fast a run is let go, and when it ends by itself: what stands behind the arrow beside Train. */
import { Button, Popover, Radio, Tooltip } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  RECORDING_BUDGETS,
  TRAINING_PACES,
  type TrainingPace,
  type Until,
} from '../../state/app.ts';
import { formatBytes, formatCount, formatNumber } from '../../tensor/format.ts';
import type { Range } from '../fields/entry.ts';
import { paceOf } from '../kit/pace.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { NumberBox } from './NumberBox.tsx';
import classes from './training.module.css';

type Measure = 'steps' | 'epochs' | 'cost' | 'accuracy';
/** What a run may end at: its field, what is proposed, and how it stands in an `Until`. */
interface End {
  readonly field: Range;
  readonly first: number;
  readonly of: (value: number) => Until;
  /** As it is told on the button. */
  readonly short: (value: number) => string;
}
const ENDS: Readonly<Record<Measure, End>> = {
  steps: {
    field: { min: 1, max: 2 ** 31 - 1, integer: true },
    first: 1_000,
    of: (steps) => ({ steps }),
    short: (value) => `+${formatCount(value)}`,
  },
  epochs: {
    field: { min: 1, max: 2 ** 31 - 1, integer: true },
    first: 10,
    of: (epochs) => ({ epochs }),
    short: (value) => `+${formatCount(value)}`,
  },
  cost: {
    field: { min: -Number.MAX_VALUE, max: Number.MAX_VALUE },
    first: 0.01,
    of: (cost) => ({ goal: { cost } }),
    short: (value) => `≤ ${formatNumber(value)}`,
  },
  accuracy: {
    field: { min: 0.1, max: 100 },
    first: 99,
    of: (percent) => ({ goal: { accuracy: percent / 100 } }),
    short: (value) => `≥ ${formatNumber(value)} %`,
  },
};
const MEASURES = Object.keys(ENDS) as readonly Measure[];

/** What of an `Until` is set, as the menu says it. */
function endOf({ steps, epochs, goal }: Until): { what: Measure; value: number } | undefined {
  if (steps !== undefined) return { what: 'steps', value: steps };
  if (epochs !== undefined) return { what: 'epochs', value: epochs };
  if (!goal) return undefined;
  if ('cost' in goal) return { what: 'cost', value: goal.cost };
  return { what: 'accuracy', value: Number((100 * goal.accuracy).toPrecision(12)) };
}

function Ends() {
  const { t } = useTranslation();
  const end = endOf(useApp((s) => s.until));
  const rated = useApp((s) => s.compiled?.compilation.losses.some((l) => l.hasAccuracy) ?? false);
  const { setUntil } = useActions();
  const { what, value } = end ?? {};
  return (
    <fieldset className={classes.choice}>
      <legend>{t('training.until')}</legend>
      <Radio.Group
        aria-label={t('training.until')}
        value={what ?? 'never'}
        onChange={(next) => {
          const found = MEASURES.find((m) => m === next);
          setUntil(found ? ENDS[found].of(ENDS[found].first) : {});
        }}
      >
        <div className={classes.radios}>
          <Radio size="xs" value="never" label={t('training.until.never')} />
          {MEASURES.map((measure) => (
            <Radio
              key={measure}
              size="xs"
              value={measure}
              label={t(`training.until.${measure}`)}
              disabled={measure === 'accuracy' && !rated}
            />
          ))}
        </div>
      </Radio.Group>
      {what && value !== undefined && (
        <NumberBox
          key={what}
          id="training-end"
          label={t(`training.end.${what}`)}
          value={value}
          field={ENDS[what].field}
          onChange={(next) => setUntil(ENDS[what].of(next))}
        />
      )}
    </fieldset>
  );
}

const MEGABYTE = 2 ** 20;

/** What recordings take in the storage: told anew when the menu opens, and when this project was saved. */
function useMomentsRoom() {
  const engine = useApp((s) => s.session.engine);
  const id = useApp((s) => s.project.id);
  const saved = useApp((s) => s.project.savedAt);
  const { data } = useQuery({
    queryKey: ['momentsRoom', id, saved],
    queryFn: async () => (await engine.momentsRoom(id)) ?? null,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  return data ?? undefined;
}

/** What may be kept of a run, for going back to any of its moments; and what is. */
function Recorded() {
  const { t } = useTranslation();
  const budget = useApp((s) => s.recordingBudget);
  const states = useApp((s) => s.timeline?.states);
  const bytes = useApp((s) => s.timeline?.bytes ?? 0);
  const { setRecordingBudget } = useActions();
  const room = useMomentsRoom();
  const named = (megabytes: number) =>
    megabytes ? formatBytes(megabytes * MEGABYTE) : t('training.recording.none');
  return (
    <fieldset className={classes.choice}>
      <legend>{t('training.recording')}</legend>
      <Radio.Group
        aria-label={t('training.recording')}
        value={String(budget)}
        onChange={(next) => {
          const found = RECORDING_BUDGETS.find((b) => String(b) === next);
          if (found !== undefined) setRecordingBudget(found);
        }}
      >
        <div className={classes.radios}>
          {RECORDING_BUDGETS.map((one) => (
            <Radio key={one} size="xs" value={String(one)} label={named(one)} />
          ))}
        </div>
      </Radio.Group>
      <p className={classes.told}>
        {states === undefined || !budget
          ? t('training.notRecorded')
          : t('training.recorded', {
              states: formatCount(states),
              bytes: formatBytes(bytes),
              budget: named(budget),
            })}
      </p>
      {room && (
        <p className={classes.told}>
          {t('training.room', {
            own: formatBytes(room.own),
            all: formatBytes(room.all),
            most: formatBytes(room.most),
          })}
        </p>
      )}
    </fieldset>
  );
}

export function Pacing({ brief }: { brief: boolean }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const pace = useApp(paceOf);
  const end = endOf(useApp((s) => s.until));
  const { setTrainingPace } = useActions();
  const named = (one: TrainingPace) =>
    typeof one === 'number'
      ? t('training.pace.fixed', { count: one, rate: formatCount(one) })
      : t(`training.pace.${one}`);
  const told = end ? `${named(pace)} · ${ENDS[end.what].short(end.value)}` : named(pace);
  const how = t('training.how', { pace: told });
  return (
    <Popover position="bottom-start" shadow="md" trapFocus onChange={setOpened}>
      <Popover.Target>
        <Tooltip label={how} disabled={opened}>
          <Button
            size="xs"
            variant="default"
            className={classes.how}
            aria-label={how}
            rightSection={brief ? undefined : <ChevronDown size={13} aria-hidden />}
          >
            {brief ? <ChevronDown size={14} aria-hidden /> : told}
          </Button>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={how}>
        <div className={classes.choices}>
          <fieldset className={classes.choice}>
            <legend>{t('training.pace')}</legend>
            <Radio.Group
              aria-label={t('training.pace')}
              value={String(pace)}
              onChange={(next) => {
                const found = TRAINING_PACES.find((p) => String(p) === next);
                if (found !== undefined) setTrainingPace(found);
              }}
            >
              <div className={classes.radios}>
                {TRAINING_PACES.map((one) => (
                  <Radio key={one} size="xs" value={String(one)} label={named(one)} />
                ))}
              </div>
            </Radio.Group>
          </fieldset>
          <Ends />
          <Recorded />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
