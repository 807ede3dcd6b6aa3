/**
 * Lines that grow while one looks, with recharts' marks on our own scales. Its `LineChart` keeps a store
 * of its own and renders three times, some hundred milliseconds of the page's thread, whatever changed;
 * here new rows are one render of a few milliseconds.
 */
import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import { Curve, DefaultTooltipContent } from 'recharts';
import { type Axis, nearest, placing, spaced } from '../../charts/plane.ts';
import { useBox } from '../kit/useBox.ts';
import classes from './plot.module.css';

/** One line: what it is, and how it is drawn. */
export interface Course<R> {
  readonly name: string;
  /** Null where there is no number. */
  readonly of: (row: R) => number | null;
  readonly stroke: string;
  readonly width: number;
  readonly dash?: string;
  readonly cap?: 'round';
}

interface Props<R> {
  /** Ascending along x. */
  readonly rows: readonly R[];
  readonly along: (row: R) => number;
  readonly courses: readonly Course<R>[];
  readonly x: Axis;
  readonly y: Axis;
  /** What stands above the numbers of a row that is pointed at. */
  readonly title?: (row: R) => string;
  readonly format: (value: number) => string;
  /** The lines stop where there is no number, else they go on to the next one. */
  readonly gaps?: boolean;
  /** Named so, it can be walked through by the arrow keys. Absent where it is part of a picture. */
  readonly label?: string;
}

/** Below there is room for words, where the axis has any. */
const marginOf = (x: Axis) => ({
  top: 6,
  right: 10,
  bottom: x.ticks.length ? 30 : 4,
  left: x.ticks.length ? 52 : 42,
});
const LABEL_GAP = 12;
/** Digits are about so wide at the size of captions. */
const widthOf = (text: string) => 7 * text.length;
/** A tenth of a pixel is as fine as anybody sees. */
const tenth = (v: number) => Math.round(10 * v) / 10;

interface Dot {
  readonly x: number;
  readonly y: number | null;
}

export function LinePlot<R>(props: Props<R>) {
  const { rows, along, courses, x, y, title, format, gaps = false, label } = props;
  const ref = useRef<HTMLDivElement>(null);
  const { width, height } = useBox(ref);
  const [pointed, setPointed] = useState<number>();
  const margin = marginOf(x);
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const [toX, toY] = [placing(x, margin.left, right), placing(y, bottom, margin.top)];
  const dots = (course: Course<R>): readonly Dot[] =>
    rows.map((row) => {
      const value = course.of(row);
      return { x: tenth(toX(along(row))), y: value === null ? null : tenth(toY(value)) };
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: pointing draws no line anew.
  const lines = useMemo(() => courses.map(dots), [rows, courses, x, y, width, height]);
  const places = pointed === undefined ? [] : rows.map((row) => toX(along(row)));
  const at = pointed === undefined ? -1 : nearest(places, pointed);
  const row = rows[at];
  const here = places[at] ?? 0;
  const walk = (event: KeyboardEvent) => {
    const to = WALK[event.key]?.(at < 0 ? rows.length : at, rows.length - 1);
    const next = to === undefined ? undefined : rows[Math.max(0, Math.min(to, rows.length - 1))];
    if (next === undefined) return;
    event.preventDefault();
    setPointed(toX(along(next)));
  };
  return (
    <div
      ref={ref}
      className={classes.plot}
      onPointerMove={(e) => setPointed(e.clientX - e.currentTarget.getBoundingClientRect().left)}
      onPointerLeave={() => setPointed(undefined)}
      {...(label !== undefined && {
        role: 'application',
        'aria-label': label,
        tabIndex: 0,
        onKeyDown: walk,
        onBlur: () => setPointed(undefined),
      })}
    >
      {right > margin.left && bottom > margin.top && (
        <svg width={width} height={height} aria-hidden="true">
          <Axes {...{ x, y, width, height }} />
          {courses.map((course, i) => (
            <Line key={course.name} {...{ course, gaps }} dots={lines[i]!} />
          ))}
          {row !== undefined && (
            <Pointed x={here} {...{ bottom, at, lines }} top={margin.top} strokes={courses} />
          )}
        </svg>
      )}
      <div className={classes.live} aria-live={label === undefined ? 'off' : 'polite'}>
        {row !== undefined && (
          <div
            className={classes.told}
            style={here > width / 2 ? { right: width - here + 10 } : { left: here + 10 }}
          >
            <DefaultTooltipContent
              label={title?.(row)}
              payload={courses.flatMap(({ name, of }) => {
                const value = of(row);
                return value === null
                  ? []
                  : [{ name, value: format(value), graphicalItemId: name }];
              })}
              contentStyle={CONTENT}
              itemStyle={ITEM}
              labelStyle={TITLE}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** From one row to another; from beyond the last one at first. */
const WALK: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: () => 0,
  End: (_, last) => last,
};

const CONTENT = {
  background: 'var(--raised)',
  border: '1px solid var(--line)',
  borderRadius: 6,
  fontSize: 'var(--text-label)',
  padding: '4px 8px',
};
const ITEM = { color: 'var(--ink)', padding: 0 };
const TITLE = { color: 'var(--ink-soft)' };

interface AxesProps {
  readonly x: Axis;
  readonly y: Axis;
  readonly width: number;
  readonly height: number;
}

const Axes = memo(function Axes({ x, y, width, height }: AxesProps) {
  const { left, ...margin } = marginOf(x);
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const toY = placing(y, bottom, margin.top);
  const marks = spaced(x.ticks, placing(x, left, right), width, widthOf, LABEL_GAP);
  // By their places in the row: marks that move are the same elements.
  return (
    <g className={classes.axes}>
      {y.ticks.map((tick, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <g key={i} transform={`translate(0 ${tenth(toY(tick.at))})`}>
          <line x1={left} x2={right} />
          <text x={left - 8} dy="0.35em" textAnchor="end">
            {tick.text}
          </text>
        </g>
      ))}
      {marks.length > 0 && (
        <line className={classes.base} x1={left} x2={right} y1={bottom} y2={bottom} />
      )}
      {marks.map((mark, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <text key={i} x={tenth(mark.x)} y={bottom + 8} dy="0.71em" textAnchor="middle">
          {mark.text}
        </text>
      ))}
    </g>
  );
});

interface LineProps<R> {
  readonly course: Course<R>;
  readonly dots: readonly Dot[];
  readonly gaps: boolean;
}

function Line<R>({ course, dots, gaps }: LineProps<R>) {
  const { stroke, width, dash, cap } = course;
  const known = dots.filter((d) => d.y !== null);
  const [lone] = known;
  return (
    <>
      <Curve
        points={dots}
        connectNulls={!gaps}
        fill="none"
        stroke={stroke}
        strokeWidth={width}
        strokeLinecap={cap}
        strokeDasharray={dash}
      />
      {known.length === 1 && lone && (
        <circle className={classes.lone} cx={lone.x} cy={lone.y ?? 0} r={3} stroke={stroke} />
      )}
    </>
  );
}

interface PointedProps {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly at: number;
  readonly lines: readonly (readonly Dot[])[];
  readonly strokes: readonly { readonly stroke: string }[];
}

/** A line down to the axis, and a dot on each course. */
function Pointed({ x, top, bottom, at, lines, strokes }: PointedProps) {
  return (
    <>
      <line className={classes.cursor} x1={x} x2={x} y1={top} y2={bottom} />
      {strokes.map(({ stroke }, i) => {
        const y = lines[i]?.[at]?.y ?? null;
        return y !== null && <circle key={stroke} cx={x} cy={y} r={4} fill={stroke} />;
      })}
    </>
  );
}
