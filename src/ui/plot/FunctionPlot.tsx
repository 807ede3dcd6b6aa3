/**
 * A function and its derivative, with where numbers fall on them: a picture at rest, drawn and read off by
 * recharts. In a chunk of its own, fetched when the first one is shown.
 */
import { type ReactNode, useMemo, useRef } from 'react';
import {
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useBox } from '../kit/useBox.ts';
import classes from './function.module.css';

/** Of one point of the axis; null where a line is broken. */
export interface FunctionRow {
  readonly x: number;
  readonly y: number | null;
  readonly slope: number | null;
}
/** A number of the network, where it falls. */
interface FunctionDot {
  readonly x: number;
  readonly y: number;
  readonly slope: number;
}

interface Props {
  readonly rows: readonly FunctionRow[];
  readonly dots: readonly FunctionDot[];
  /** Where it is flat. */
  readonly shaded: readonly (readonly [from: number, to: number])[];
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly ticks: { readonly x: readonly number[]; readonly y: readonly number[] };
  readonly format: (value: number) => string;
  readonly names: { readonly y: string; readonly slope: string };
  readonly label: string;
}

const MARGIN = { top: 4, right: 4, bottom: 0, left: 0 };

/** A dot of that size. recharts hands places as it computes them. */
const dot = (className: string | undefined, r: number) => (at: unknown) => {
  const { cx, cy } = at as { readonly cx?: number; readonly cy?: number };
  return <circle className={className} cx={cx} cy={cy} r={r} />;
};

export function FunctionPlot(props: Props): ReactNode {
  const { rows, dots, shaded, x, y, ticks, format, names, label } = props;
  const area = useRef<HTMLDivElement>(null);
  const { width, height } = useBox(area);
  const told = useMemo(
    () => (value: unknown) => (typeof value === 'number' ? format(value) : ''),
    [format],
  );
  return (
    <div ref={area} className={classes.function} role="img" aria-label={label}>
      {width > 0 && (
        <ComposedChart
          width={width}
          height={height}
          data={rows as FunctionRow[]}
          margin={MARGIN}
          accessibilityLayer={false}
        >
          {shaded.map(([from, to]) => (
            <ReferenceArea key={from} x1={from} x2={to} className={classes.flat} />
          ))}
          <ReferenceLine x={0} className={classes.zero} />
          <ReferenceLine y={0} className={classes.zero} />
          <XAxis
            dataKey="x"
            type="number"
            domain={[x[0], x[1]]}
            ticks={[...ticks.x]}
            tickFormatter={format}
            height={20}
            axisLine={false}
            tickLine={false}
          />
          <YAxis
            type="number"
            domain={[y[0], y[1]]}
            ticks={[...ticks.y]}
            tickFormatter={format}
            width={34}
            axisLine={false}
            tickLine={false}
            allowDataOverflow
          />
          <Line
            dataKey="slope"
            name={names.slope}
            className={classes.slope}
            stroke="var(--grad)"
            strokeWidth={1.25}
            strokeDasharray="4 3"
            dot={false}
            isAnimationActive={false}
          />
          <Line
            dataKey="y"
            name={names.y}
            stroke="var(--value)"
            strokeWidth={2}
            dot={false}
            isAnimationActive={false}
          />
          <Scatter
            data={dots as FunctionDot[]}
            dataKey="slope"
            shape={dot(classes.slopeDot, 1.7)}
            tooltipType="none"
            isAnimationActive={false}
          />
          <Scatter
            data={dots as FunctionDot[]}
            dataKey="y"
            shape={dot(classes.dot, 2.6)}
            tooltipType="none"
            isAnimationActive={false}
          />
          <Tooltip
            formatter={told}
            separator=" = "
            labelFormatter={(at) => `x = ${told(at)}`}
            contentStyle={CONTENT}
            itemStyle={ITEM}
            isAnimationActive={false}
          />
        </ComposedChart>
      )}
    </div>
  );
}

const CONTENT = {
  background: 'var(--raised)',
  border: '1px solid var(--line)',
  borderRadius: 6,
  fontSize: 'var(--text-label)',
  padding: '4px 8px',
};
const ITEM = { padding: 0 };
