/** Both norms of a wire over the last frames, drawn when they come. */
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { at, last } from '../../base/ring.ts';
import { decades, extent } from '../../charts/extent.ts';
import { labelled } from '../../charts/ticks.ts';
import type { EdgeRings, Session } from '../../session/session.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { hoveredStep } from '../kit/cell.ts';
import { useApp } from '../kit/store.tsx';
import classes from './edge.module.css';
import { LinePlot } from './LinePlot.tsx';
import type { PlotData, PlotSource, Series } from './marks.ts';

interface Row {
  readonly step: number;
  readonly value: number | null;
  readonly gradient: number | null;
}

/** A log axis has no place for zero, nor for what is not a number: a gap tells of both. */
const positive = (v: number) => (v > 0 && Number.isFinite(v) ? v : null);

function rowsOf({ step, value, gradient }: EdgeRings): readonly Row[] {
  const n = Math.min(value.length, gradient.length);
  return Array.from({ length: n }, (_, k) => ({
    step: at(step, step.length - n + k),
    value: positive(at(value, value.length - n + k)),
    gradient: positive(at(gradient, gradient.length - n + k)),
  }));
}

function plotDataOf(rings: EdgeRings): PlotData<Row> {
  const rows = rowsOf(rings);
  const numbers = rows.flatMap((r) => [r.value, r.gradient]).filter((v) => v !== null);
  const { range, ticks } = decades(...extent(numbers));
  return {
    rows,
    x: { domain: [rows[0]?.step ?? 0, rows.at(-1)?.step ?? 0], ticks: [] },
    y: { domain: range, ticks: labelled(ticks), log: true },
  };
}

/** What the plot reads: made anew where the rings have other numbers. */
function sourceOf(session: Session, edge: string): PlotSource<Row> {
  let from = '';
  let data: PlotData<Row> | undefined;
  return {
    on: session.onPaint,
    read() {
      const rings = session.edge(edge);
      const now = [rings.step, rings.value, rings.gradient]
        .map((r) => `${r.length} ${r.head} ${last(r)}`)
        .join(' ');
      if (data && now === from) return data;
      from = now;
      data = plotDataOf(rings);
      return data;
    },
  };
}

const stepOf = (row: Row) => row.step;
const number = (v: number) => formatNumber(v);

/** Whether rows have come, and a line through them. */
const stateOf = ({ rows }: PlotData<Row>) => {
  if (rows.some((r) => r.value !== null || r.gradient !== null)) return 'drawn';
  return rows.length > 0 ? 'off the scale' : 'none';
};

interface Props {
  readonly edge: string;
  /** There are numbers on the wire, whether or not a curve has begun. */
  readonly seen: boolean;
}

export default function NormChart({ edge, seen }: Props) {
  const { t } = useTranslation();
  const session = useApp((s) => s.session);
  const source = useMemo(() => sourceOf(session, edge), [session, edge]);
  const state = useSyncExternalStore(source.on, () => stateOf(source.read()));
  const [value, gradient] = [t('plot.value'), t('plot.gradient')];
  const series = useMemo(
    (): readonly Series<Row>[] => [
      { name: value, of: (r) => r.value, stroke: 'var(--value)', width: 1.75 },
      { name: gradient, of: (r) => r.gradient, stroke: 'var(--grad)', width: 1.75 },
    ],
    [value, gradient],
  );
  const title = useCallback((step: number) => t('plot.at', { step: formatCount(step) }), [t]);
  if (state !== 'drawn') {
    const without = seen ? 'plot.noCurveYet' : 'plot.noneYet';
    const why = state === 'none' ? without : 'plot.offTheScale';
    return <div className={classes.waiting}>{t(why)}</div>;
  }
  return (
    <LinePlot
      {...{ source, series }}
      along={stepOf}
      title={title}
      hovered={hoveredStep}
      format={number}
      gaps="kept"
      label={`${value}, ${gradient}`}
    />
  );
}
