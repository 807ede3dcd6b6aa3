/** Both norms of a wire over the last frames, by recharts; drawn at most twice a second. */
import { useEffect, useState } from 'react';
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
import { at } from '../../base/ring.ts';
import { decades } from '../../charts/extent.ts';
import type { EdgeRings } from '../../session/session.ts';
import { formatNumber } from '../../tensor/format.ts';
import { useApp } from '../app/context.tsx';
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
  const numbers = rows.flatMap((r) => [r.value, r.gradient]).filter((v) => v !== null);
  if (numbers.length === 0) {
    const why = rows.length > 0 ? 'edges.offTheScale' : seen ? 'edges.noCurveYet' : 'edges.noneYet';
    return <div className={classes.waiting}>{t(why)}</div>;
  }
  const { range, ticks } = decades(Math.min(...numbers), Math.max(...numbers));
  const line = { type: 'linear', dot: false, strokeWidth: 1.75, isAnimationActive: false } as const;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={rows as Row[]} margin={{ top: 6, right: 4, bottom: 0, left: 0 }}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis dataKey="i" type="number" domain={['dataMin', 0]} hide />
        <YAxis
          scale="log"
          domain={range}
          ticks={ticks}
          width={42}
          tick={{ fill: 'var(--ink-soft)', fontSize: 'var(--text-caption)' }}
          tickFormatter={(v: number) => formatNumber(v, 1)}
          axisLine={false}
          tickLine={false}
          allowDataOverflow
        />
        <Tooltip
          isAnimationActive={false}
          formatter={(v) => formatNumber(Number(v))}
          labelFormatter={() => ''}
          contentStyle={{
            background: 'var(--raised)',
            border: '1px solid var(--line)',
            borderRadius: 6,
            fontSize: 'var(--text-label)',
            padding: '4px 8px',
          }}
        />
        <Line {...line} dataKey="value" name={t('edges.value')} stroke="var(--value)" />
        <Line {...line} dataKey="gradient" name={t('edges.gradient')} stroke="var(--grad)" />
      </LineChart>
    </ResponsiveContainer>
  );
}
