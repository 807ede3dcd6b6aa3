/** Cost (with the objective, where it is more) and accuracy over the run, training beside validation. Loaded when first shown. */
import { Switch } from '@mantine/core';
import { memo, type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { decades, extent } from '../../charts/extent.ts';
import { type Axis, fromZero } from '../../charts/plane.ts';
import { countTicks, ticks } from '../../charts/ticks.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { useApp } from '../kit/store.tsx';
import { type Course, LinePlot } from '../plot/LinePlot.tsx';
import classes from './curves.module.css';
import { type Row, useCurves } from './points.ts';

const number = (v: number) => formatNumber(v);
const percent = (v: number) => `${formatNumber(v * 100)} %`;

export function Curves() {
  const { t } = useTranslation();
  const [log, setLog] = useState(false);
  const { last, loss, accuracy, lowest } = useCurves();
  if (!last) return <p className={classes.empty}>{t('curves.empty')}</p>;
  return (
    <div className={classes.curves}>
      <div className={classes.bar}>
        <Here />
        {lowest && (
          <span className={classes.soft}>
            {t('curves.best', {
              value: formatNumber(lowest.value),
              step: formatCount(lowest.step),
            })}
          </span>
        )}
        <Switch
          size="xs"
          className={classes.switch}
          label={t('curves.log')}
          checked={log}
          onChange={(e) => setLog(e.currentTarget.checked)}
        />
      </div>
      <div className={classes.charts}>
        <Chart
          what={t('curves.cost')}
          rows={loss}
          training="loss"
          validation="validationLoss"
          objective="objective"
          format={number}
          log={log}
        />
        {accuracy.length > 0 && (
          <Chart
            what={t('curves.accuracy')}
            rows={accuracy}
            training="accuracy"
            validation="validationAccuracy"
            format={percent}
            range={WHOLE}
          />
        )}
      </div>
    </div>
  );
}

/** Where the run stands. What streams is read by parts as small as this: the charts are not drawn for it. */
function Here() {
  const { t } = useTranslation();
  const step = useApp((s) => s.step);
  const epoch = useApp((s) => s.epoch);
  const broken = useApp((s) => s.loss === Number.POSITIVE_INFINITY);
  return (
    <>
      <span>
        {t('curves.step', {
          step: formatCount(step),
          epoch: epoch < 1000 ? formatNumber(epoch) : formatCount(epoch),
        })}
      </span>
      {broken && (
        <span className={classes.broken} role="alert">
          {t('curves.broken')}
        </span>
      )}
    </>
  );
}

/** A figure of this moment, as the bar has it. */
type Figure = 'loss' | 'objective' | 'accuracy' | 'validationLoss' | 'validationAccuracy';

function Now({ of, format }: { of: Figure; format: (value: number) => string }) {
  return <b>{format(useApp((s) => s[of]))}</b>;
}

interface FrameProps extends Pick<ChartProps, 'what' | 'training' | 'validation' | 'format'> {
  readonly objective?: Figure;
  readonly count: number;
  readonly children: ReactNode;
}

/** The picture's name says its latest figures. */
function Plot({ what, training, validation, objective, format, count, children }: FrameProps) {
  const { t } = useTranslation();
  const numbers = {
    training: useApp((s) => s[training]),
    objective: useApp((s) => (objective ? s[objective] : Number.NaN)),
    validation: useApp((s) => s[validation]),
  };
  const now = [
    `${t('curves.training')} ${format(numbers.training)}`,
    ...(objective ? [`${t('curves.objective')} ${format(numbers.objective)}`] : []),
    ...(Number.isFinite(numbers.validation)
      ? [`${t('curves.validation')} ${format(numbers.validation)}`]
      : []),
  ].join(', ');
  return (
    <div
      className={classes.plot}
      role="img"
      aria-label={t('curves.chart', { what, count: formatCount(count), now })}
    >
      {children}
    </div>
  );
}

interface ChartProps {
  readonly what: string;
  readonly rows: readonly Row[];
  readonly training: Figure;
  readonly validation: Figure;
  readonly objective?: Figure;
  readonly format: (value: number) => string;
  readonly range?: readonly [number, number];
  readonly log?: boolean;
}

/** About so many marks at the side. */
const MARKS = 4;
const WHOLE = [0, 1] as const;

const step = (row: Row) => row.step;
const titled = (row: Row) => formatCount(row.step);

/** The sides of a chart: whole decades on a log scale, a given range, or from zero on. */
function side(
  known: readonly number[],
  format: (value: number) => string,
  range?: readonly [number, number],
): Axis {
  const own = range ?? fromZero(...extent(known), MARKS);
  return { range: own, ticks: ticks(own, MARKS).map((at) => ({ at, text: format(at) })) };
}

const Chart = memo(function Chart(props: ChartProps) {
  const { what, rows, training, validation, objective, format, range, log } = props;
  const { t } = useTranslation();
  const penalised = rows.some((r) => r.objective !== undefined);
  const both = rows.some((r) => r.validation !== null);
  const [x, y] = useMemo((): [Axis, Axis] => {
    const steps = [rows[0]?.step ?? 0, rows.at(-1)?.step ?? 0] as const;
    const known = rows.flatMap((r) =>
      [r.training, r.validation, r.objective ?? null].filter((v) => v !== null),
    );
    const positive = log ? known.filter((v) => v > 0) : [];
    const across = { range: steps, ticks: countTicks(steps) };
    if (positive.length === 0) return [across, side(known, format, range)];
    const whole = decades(...extent(positive));
    const marks = whole.ticks.map((at) => ({ at, text: format(at) }));
    return [across, { range: whole.range, ticks: marks, log: true }];
  }, [rows, format, range, log]);
  const courses = useMemo((): readonly Course<Row>[] => {
    // Zero has no logarithm: a gap is drawn there.
    const shown = (v: number | null | undefined) =>
      v === undefined || v === null || (y.log && v <= 0) ? null : v;
    const all: readonly Course<Row>[] = [
      {
        name: t('curves.training'),
        of: (r) => shown(r.training),
        stroke: 'var(--accent)',
        width: 1.75,
      },
      {
        name: t('curves.validation'),
        of: (r) => shown(r.validation),
        stroke: 'var(--ink)',
        width: 1.25,
        dash: '5 3',
      },
      {
        name: t('curves.objective'),
        of: (r) => shown(r.objective),
        stroke: 'var(--weight)',
        width: 1.25,
        dash: '1.5 3',
        cap: 'round',
      },
    ];
    return penalised ? all : all.slice(0, 2);
  }, [t, y.log, penalised]);
  return (
    <figure className={classes.chart}>
      <figcaption>
        <span className={classes.what}>{what}</span>
        <span className={classes.key} data-line="training">
          {t('curves.training')} <Now of={training} format={format} />
        </span>
        {both && (
          <span className={classes.key} data-line="validation">
            {t('curves.validation')} <Now of={validation} format={format} />
          </span>
        )}
        {penalised && objective !== undefined && (
          <span className={classes.key} data-line="objective">
            {t('curves.objective')} <Now of={objective} format={format} />
          </span>
        )}
      </figcaption>
      <Plot
        {...{ what, training, validation, format }}
        {...(penalised && objective ? { objective } : {})}
        count={rows.at(-1)?.step ?? 0}
      >
        <LinePlot rows={rows} along={step} title={titled} {...{ courses, x, y, format }} />
      </Plot>
    </figure>
  );
});
