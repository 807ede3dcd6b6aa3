/** Both norms of a wire over the last frames; drawn at most twice a second. */
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { at } from '../../../base/ring.ts';
import { decades, extent } from '../../../charts/extent.ts';
import type { Axis } from '../../../charts/plane.ts';
import { labelled } from '../../../charts/ticks.ts';
import type { EdgeRings } from '../../../session/session.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { useApp } from '../../kit/store.tsx';
import { type Course, LinePlot } from '../../plot/LinePlot.tsx';
import classes from './charts.module.css';

interface Row {
  readonly i: number;
  readonly value: number | null;
  readonly gradient: number | null;
}

/** A log axis has no place for zero, nor for what is not a number: a gap tells of both. */
const plotted = (v: number) => (v > 0 && Number.isFinite(v) ? v : null);

function rowsOf({ value, gradient }: EdgeRings): readonly Row[] {
  const n = Math.min(value.length, gradient.length);
  return Array.from({ length: n }, (_, k) => ({
    i: k - n + 1,
    value: plotted(at(value, value.length - n + k)),
    gradient: plotted(at(gradient, gradient.length - n + k)),
  }));
}

const frame = (row: Row) => row.i;
const number = (v: number) => formatNumber(v);

const EVERY = 500;

interface Props {
  readonly edge: string;
  /** There are numbers on the wire, whether or not a curve has begun. */
  readonly seen: boolean;
}

export default function NormChart({ edge, seen }: Props) {
  const { t } = useTranslation();
  const session = useApp((s) => s.session);
  const [rows, setRows] = useState<readonly Row[]>(() => rowsOf(session.edge(edge)));
  useEffect(() => {
    let last = 0;
    const draw = () => {
      const now = performance.now();
      if (now - last < EVERY) return;
      last = now;
      setRows(rowsOf(session.edge(edge)));
    };
    draw();
    return session.onPaint(draw);
  }, [session, edge]);
  const [value, gradient] = [t('edges.value'), t('edges.gradient')];
  const courses = useMemo(
    (): readonly Course<Row>[] => [
      { name: value, of: (r) => r.value, stroke: 'var(--value)', width: 1.75 },
      { name: gradient, of: (r) => r.gradient, stroke: 'var(--grad)', width: 1.75 },
    ],
    [value, gradient],
  );
  const [x, y] = useMemo((): [Axis, Axis | undefined] => {
    const numbers = rows.flatMap((r) => [r.value, r.gradient]).filter((v) => v !== null);
    const across = { range: [rows[0]?.i ?? 0, 0] as const, ticks: [] };
    if (numbers.length === 0) return [across, undefined];
    const { range, ticks } = decades(...extent(numbers));
    return [across, { range, ticks: labelled(ticks), log: true }];
  }, [rows]);
  if (!y) {
    const why = rows.length > 0 ? 'edges.offTheScale' : seen ? 'edges.noCurveYet' : 'edges.noneYet';
    return <div className={classes.waiting}>{t(why)}</div>;
  }
  return (
    <LinePlot
      {...{ rows, courses, x, y }}
      along={frame}
      format={number}
      gaps
      label={`${value}, ${gradient}`}
    />
  );
}
