/** Cost (with the objective, where it is more) and accuracy over the run, training beside validation. Loaded when first shown. */
import { VisuallyHidden } from '@mantine/core';
import {
  type CSSProperties,
  memo,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { hoveredStep } from '../kit/cell.ts';
import { colourOf, numberOf } from '../kit/runs.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { LinePlot } from '../plot/LinePlot.tsx';
import type { PlotSource, Series } from '../plot/marks.ts';
import { CurveTools } from './CurveTools.tsx';
import classes from './curves.module.css';
import { furthestOf, type Other, otherRows, otherSeries, useOthers } from './others.ts';
import {
  type ChartSpec,
  type CurveRow,
  type Metric,
  sourceOf,
  useFact,
  useMeasured,
} from './points.ts';
import { MomentLine, Scrubber } from './Scrubber.tsx';
import { type StepAxis, useStepAxis, zoomedSteps } from './stepAxis.ts';
import { TakePlot } from './TakePlot.tsx';

const number = (v: number) => formatNumber(v);
const percent = (v: number) => `${formatNumber(v * 100)} %`;
const WHOLE = [0, 1] as const;

/** @param tools what belongs to the curves stands above them, not elsewhere */
export function Curves({ tools = true }: { tools?: boolean }) {
  const { t } = useTranslation();
  const { logY, smoothing } = useApp((s) => s.curveView);
  const others = useOthers();
  const axis = useStepAxis(furthestOf(others));
  const colour = useApp((s) => colourOf(numberOf(s.runs, s.run)));
  const session = useApp((s) => s.session);
  // What was zoomed into is of another curve.
  useEffect(
    () =>
      session.onEvent((event) => {
        if (event.type === 'exchanged' && (event.anew || event.back)) zoomedSteps.set(undefined);
      }),
    [session],
  );
  const begun = useFact((points) => points.length > 0);
  const hasAccuracy = [useMeasured('accuracy'), useMeasured('validationAccuracy')].includes(true);
  const broken = useApp((s) => s.cost === Number.POSITIVE_INFINITY);
  if (!begun) return <p className={classes.empty}>{t('curves.empty')}</p>;
  return (
    <div className={classes.curves}>
      {tools && <CurveTools />}
      {broken && (
        <span className={classes.broken} role="alert">
          {t('curves.broken')}
        </span>
      )}
      <div className={classes.charts}>
        <Chart
          first
          {...{ axis, smoothing, others, colour }}
          of="cost"
          validation="validationCost"
          objective="objective"
          format={number}
          log={logY}
        />
        {hasAccuracy && (
          <Chart
            {...{ axis, smoothing, others, colour }}
            of="accuracy"
            validation="validationAccuracy"
            format={percent}
            range={WHOLE}
          />
        )}
      </div>
    </div>
  );
}

/** The newest value of a metric, as the bar has it; on the way to a moment it is not measured. */
function Latest({ of, format }: { of: Metric; format: (value: number) => string }) {
  const value = useApp((s) => s[of]);
  return <b>{Number.isNaN(value) ? '–' : format(value)}</b>;
}

interface ChartProps {
  readonly axis: StepAxis;
  readonly of: 'cost' | 'accuracy';
  readonly validation: Metric;
  readonly objective?: Metric;
  readonly format: (value: number) => string;
  readonly range?: readonly [number, number];
  readonly log?: boolean;
  readonly smoothing: number;
  /** Runs behind the one that is open, and the colour of that. */
  readonly others: readonly Other[];
  readonly colour: string;
  /** Of several beside each other. */
  readonly first?: boolean;
}

interface PictureProps extends Pick<ChartProps, 'of' | 'validation' | 'objective' | 'format'> {
  readonly source: PlotSource<CurveRow>;
}

const step = (row: CurveRow) => row.step;

/** How far the plot goes and its latest figures, for who does not see it. */
function Told({ of, validation, objective, format, source }: PictureProps) {
  const { t } = useTranslation();
  const count = useSyncExternalStore(source.on, () => source.read().rows.at(-1)?.step ?? 0);
  const numbers = {
    training: useApp((s) => s[of]),
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
  const what = t(`curves.${of}`);
  return (
    <VisuallyHidden
      role="img"
      aria-label={t('curves.chart', { what, count: formatCount(count), now })}
    />
  );
}

const Chart = memo(function Chart(props: ChartProps) {
  const { axis, of, validation, format, range, log = false, smoothing, first = false } = props;
  const { others, colour } = props;
  const { t } = useTranslation();
  const { visit } = useActions();
  const session = useApp((s) => s.session);
  const both = useMeasured(validation);
  const penalised = useMeasured(props.objective);
  const objective = penalised ? props.objective : undefined;
  const source = useMemo(() => {
    const metrics = [of, validation, ...(objective ? [objective] : [])];
    const spec: ChartSpec = { metrics, format, log, smoothing, ...(range && { range }) };
    return sourceOf(session, axis, spec, (x) => otherRows(others, of, spec, x));
  }, [session, axis, of, validation, objective, format, range, log, smoothing, others]);
  const smooths = smoothing > 0;
  const series = useMemo((): readonly Series<CurveRow>[] => {
    const lines: readonly (Omit<Series<CurveRow>, 'of'> & { readonly of: Metric })[] = [
      {
        name: t(`curves.of.${of}`),
        of,
        stroke: colour,
        width: 1.75,
        ...(of === 'accuracy' && { dots: true as const }),
      },
      {
        name: t('curves.validation'),
        of: validation,
        stroke: 'var(--ink)',
        width: 1.25,
        dash: '5 3',
        dots: true,
      },
      ...(objective
        ? [
            {
              name: t('curves.objective'),
              of: objective,
              stroke: 'var(--weight)',
              width: 1.25,
              dash: '1.5 3',
              cap: 'round' as const,
            },
          ]
        : []),
    ];
    const own = lines.flatMap(({ of: metric, dots, ...line }) => {
      const raw = (row: CurveRow) =>
        row.run === undefined && Number.isFinite(row.point[metric]) ? row.point[metric] : null;
      const measured = { ...line, of: raw, ...(dots && { dots }) };
      if (!smooths) return [measured];
      const mean: Series<CurveRow> = {
        ...line,
        name: t('curves.smoothed', { what: line.name }),
        of: (row) => row.smooth[metric] ?? null,
      };
      return [{ ...measured, faint: true as const }, mean];
    });
    return [...otherSeries(others, of), ...own];
  }, [t, of, validation, objective, smooths, others, colour]);
  const title = useCallback((at: number) => t('curves.at', { step: formatCount(at) }), [t]);
  const elsewhere = useCallback(
    (at: number) => t('curves.elsewhere', { step: formatCount(at) }),
    [t],
  );
  const what = t(`curves.${of}`);
  const area = useRef<HTMLDivElement>(null);
  const onPick = useCallback((at: number) => visit(Math.round(at)), [visit]);
  const plot = useMemo(
    () => (
      <LinePlot
        {...{ source, series, format, title, elsewhere }}
        along={step}
        label={t('curves.plot', { what })}
        hovered={hoveredStep}
        zoomed={zoomedSteps}
        onPick={onPick}
      />
    ),
    [source, series, format, title, elsewhere, t, what, onPick],
  );
  return (
    <figure className={classes.chart} style={{ '--own': colour } as CSSProperties}>
      <figcaption>
        <span className={classes.what}>{what}</span>
        <span className={classes.key} data-line="training">
          {t('curves.training')} <Latest of={of} format={format} />
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
        {others.length > 0 && (
          <span className={classes.others}>
            {others.map(({ id, number, name }) => (
              <span
                key={id}
                className={classes.key}
                style={{ '--own': colourOf(number) } as CSSProperties}
              >
                {name}
              </span>
            ))}
          </span>
        )}
        <TakePlot plot={area} what={what} />
      </figcaption>
      <Told {...{ of, validation, format, source }} {...(objective && { objective })} />
      <div ref={area} className={classes.plot}>
        {plot}
        <MomentLine axis={axis} />
        <Scrubber axis={axis} first={first} />
      </div>
    </figure>
  );
});
