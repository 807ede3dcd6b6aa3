/** Cost (with the objective, where it is more) and accuracy over the run, training beside validation. Loaded when first shown. */
import { Switch } from '@mantine/core';
import { memo, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { lowestOf } from '../kit/cost.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { LinePlot } from '../plot/LinePlot.tsx';
import type { PlotSource, Series } from '../plot/marks.ts';
import classes from './curves.module.css';
import {
  type ChartSpec,
  type Metric,
  type Point,
  sourceOf,
  useFact,
  useMeasured,
} from './points.ts';
import { isLogarithmic, type StepAxis, useStepAxis } from './stepAxis.ts';

const number = (v: number) => formatNumber(v);
const percent = (v: number) => `${formatNumber(v * 100)} %`;
const WHOLE = [0, 1] as const;

export function Curves() {
  const { t } = useTranslation();
  const log = useApp((s) => s.curveView.logY);
  const ratios = useApp(isLogarithmic);
  const axis = useStepAxis();
  const { setCurveView } = useActions();
  const begun = useFact((points) => points.length > 0);
  const hasAccuracy = [useMeasured('accuracy'), useMeasured('validationAccuracy')].includes(true);
  if (!begun) return <p className={classes.empty}>{t('curves.empty')}</p>;
  return (
    <div className={classes.curves}>
      <div className={classes.bar}>
        <Progress />
        <Lowest />
        <span className={classes.switches}>
          <Switch
            size="xs"
            label={t('curves.logSteps')}
            checked={ratios}
            onChange={(e) => setCurveView({ logX: e.currentTarget.checked })}
          />
          <Switch
            size="xs"
            label={t('curves.log')}
            checked={log}
            onChange={(e) => setCurveView({ logY: e.currentTarget.checked })}
          />
        </span>
      </div>
      <div className={classes.charts}>
        <Chart
          what={t('curves.cost')}
          axis={axis}
          training="cost"
          validation="validationCost"
          objective="objective"
          format={number}
          log={log}
        />
        {hasAccuracy && (
          <Chart
            what={t('curves.accuracy')}
            axis={axis}
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
function Progress() {
  const { t } = useTranslation();
  const step = useApp((s) => s.step);
  const epoch = useApp((s) => s.epoch);
  const broken = useApp((s) => s.cost === Number.POSITIVE_INFINITY);
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

function Lowest() {
  const { t } = useTranslation();
  const session = useApp((s) => s.session);
  const points = useSyncExternalStore(session.onPaint, session.curves);
  const said = useApp((s) => {
    const lowest = lowestOf(points, s);
    return lowest && `${formatNumber(lowest.cost)} ${formatCount(lowest.step)}`;
  });
  if (!said) return null;
  const [value, step] = said.split(' ');
  return <span className={classes.soft}>{t('curves.best', { value, step })}</span>;
}

/** The newest value of a metric, as the bar has it. */
function Latest({ of, format }: { of: Metric; format: (value: number) => string }) {
  return <b>{format(useApp((s) => s[of]))}</b>;
}

interface ChartProps {
  readonly what: string;
  readonly axis: StepAxis;
  readonly training: Metric;
  readonly validation: Metric;
  readonly objective?: Metric;
  readonly format: (value: number) => string;
  readonly range?: readonly [number, number];
  readonly log?: boolean;
}

interface PictureProps extends ChartProps {
  readonly source: PlotSource<Point>;
  readonly series: readonly Series<Point>[];
}

const step = (point: Point) => point.step;
const titled = (point: Point) => formatCount(point.step);

/** The plot as a picture, whose name says how far it goes and the latest figures. */
function Picture({ what, training, validation, objective, format, source, series }: PictureProps) {
  const { t } = useTranslation();
  const count = useSyncExternalStore(source.on, () => source.read().rows.at(-1)?.step ?? 0);
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
  const plot = useMemo(
    () => <LinePlot along={step} title={titled} {...{ source, series, format }} />,
    [source, series, format],
  );
  return (
    <div
      className={classes.plot}
      role="img"
      aria-label={t('curves.chart', { what, count: formatCount(count), now })}
    >
      {plot}
    </div>
  );
}

const Chart = memo(function Chart(props: ChartProps) {
  const { what, axis, training, validation, format, range, log = false } = props;
  const { t } = useTranslation();
  const session = useApp((s) => s.session);
  const both = useMeasured(validation);
  const penalised = useMeasured(props.objective);
  const objective = penalised ? props.objective : undefined;
  const source = useMemo(() => {
    const metrics = [training, validation, ...(objective ? [objective] : [])];
    const spec: ChartSpec = { metrics, format, log, ...(range && { range }) };
    return sourceOf(session, axis, spec);
  }, [session, axis, training, validation, objective, format, range, log]);
  const series = useMemo((): readonly Series<Point>[] => {
    const of = (metric: Metric) => (point: Point) =>
      Number.isFinite(point[metric]) ? point[metric] : null;
    const all: readonly Series<Point>[] = [
      {
        name: t('curves.training'),
        of: of(training),
        stroke: 'var(--accent)',
        width: 1.75,
        ...(training === 'accuracy' && { dots: true as const }),
      },
      {
        name: t('curves.validation'),
        of: of(validation),
        stroke: 'var(--ink)',
        width: 1.25,
        dash: '5 3',
        dots: true,
      },
    ];
    if (!objective) return all;
    const third: Series<Point> = {
      name: t('curves.objective'),
      of: of(objective),
      stroke: 'var(--weight)',
      width: 1.25,
      dash: '1.5 3',
      cap: 'round',
    };
    return [...all, third];
  }, [t, training, validation, objective]);
  return (
    <figure className={classes.chart}>
      <figcaption>
        <span className={classes.what}>{what}</span>
        <span className={classes.key} data-line="training">
          {t('curves.training')} <Latest of={training} format={format} />
        </span>
        {both && (
          <span className={classes.key} data-line="validation">
            {t('curves.validation')} <Latest of={validation} format={format} />
          </span>
        )}
        {objective && (
          <span className={classes.key} data-line="objective">
            {t('curves.objective')} <Latest of={objective} format={format} />
          </span>
        )}
      </figcaption>
      <Picture
        {...{ what, axis, training, validation, format, source, series }}
        {...(objective && { objective })}
      />
    </figure>
  );
});
