/** Cost (with the objective, where it is more) and accuracy over the run, training beside validation. Loaded when first shown. */
import { Switch } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { decades, extent } from '../../charts/extent.ts';
import { countTicks } from '../../charts/ticks.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { useApp } from '../app/context.tsx';
import classes from './curves.module.css';
import { type Row, useCurves } from './points.ts';

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
          format={(v) => formatNumber(v)}
          log={log}
        />
        {accuracy.length > 0 && (
          <Chart
            what={t('curves.accuracy')}
            rows={accuracy}
            training="accuracy"
            validation="validationAccuracy"
            format={percent}
            range={[0, 1]}
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

function Chart(props: ChartProps) {
  const { what, rows, training, validation, objective, format, range, log } = props;
  const { t } = useTranslation();
  const penalised = rows.some((r) => r.objective !== undefined);
  const known = rows.flatMap((r) =>
    [r.training, r.validation, r.objective ?? null].filter((v) => v !== null),
  );
  const positive = known.filter((v) => v > 0);
  const logged = log && positive.length > 0 ? decades(...extent(positive)) : undefined;
  // Zero has no logarithm: a gap is drawn there.
  const shown = logged
    ? rows.map((r) => ({
        step: r.step,
        training: r.training && r.training > 0 ? r.training : null,
        validation: r.validation && r.validation > 0 ? r.validation : null,
        ...(penalised && { objective: r.objective && r.objective > 0 ? r.objective : null }),
      }))
    : rows;
  const steps = countTicks([rows[0]?.step ?? 0, rows.at(-1)?.step ?? 0]);
  const both = rows.some((r) => r.validation !== null);
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
        <ResponsiveContainer width="100%" height="100%">
          <LineChart
            data={shown as Row[]}
            margin={{ top: 6, right: 10, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis
              dataKey="step"
              type="number"
              domain={['dataMin', 'dataMax']}
              ticks={steps.map((s) => s.at)}
              tickFormatter={(v: number) => formatCount(v)}
              tick={{ fill: 'var(--ink-soft)', fontSize: 'var(--text-caption)' }}
              stroke="var(--line-strong)"
              tickLine={false}
              minTickGap={48}
            />
            <YAxis
              width={52}
              scale={logged ? 'log' : 'auto'}
              domain={logged ? logged.range : range ? [...range] : [0, 'auto']}
              ticks={logged?.ticks}
              allowDataOverflow={logged !== undefined}
              tickFormatter={(v: number) => format(v)}
              tick={{ fill: 'var(--ink-soft)', fontSize: 'var(--text-caption)' }}
              axisLine={false}
              tickLine={false}
            />
            <Tooltip
              isAnimationActive={false}
              labelFormatter={(step) => formatCount(Number(step))}
              formatter={(value, name) => [format(Number(value)), t(`curves.${String(name)}`)]}
              contentStyle={{
                background: 'var(--raised)',
                border: '1px solid var(--line)',
                borderRadius: 6,
                fontSize: 'var(--text-label)',
                padding: '4px 8px',
              }}
              itemStyle={{ color: 'var(--ink)', padding: 0 }}
              labelStyle={{ color: 'var(--ink-soft)' }}
              cursor={{ stroke: 'var(--line-strong)' }}
            />
            <Line
              dataKey="training"
              stroke="var(--accent)"
              strokeWidth={1.75}
              dot={false}
              connectNulls
              isAnimationActive={false}
            />
            <Line
              dataKey="validation"
              stroke="var(--ink)"
              strokeWidth={1.25}
              strokeDasharray="5 3"
              dot={false}
              connectNulls
              isAnimationActive={false}
            />
            {penalised && (
              <Line
                dataKey="objective"
                stroke="var(--weight)"
                strokeWidth={1.25}
                strokeDasharray="1.5 3"
                strokeLinecap="round"
                dot={false}
                connectNulls
                isAnimationActive={false}
              />
            )}
          </LineChart>
        </ResponsiveContainer>
      </Plot>
    </figure>
  );
}
