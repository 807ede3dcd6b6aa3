/**
 * Lines that grow while one looks, with recharts' marks on our own scales. Its `LineChart` keeps a store
 * of its own and renders three times, some hundred milliseconds of the page's thread, whatever changed;
 * here new rows are one render of a few milliseconds.
 */
import { memo, useMemo, useRef, useState } from 'react';
import { Curve, DefaultTooltipContent } from 'recharts';
import { type Axis, nearest, placing, spaced } from '../../charts/plane.ts';
import { useBox } from '../plan/useBox.ts';
import classes from './plot.module.css';

/** One line: what it is, and how it is drawn. */
export interface Course<R> {
  readonly name: string;
  /** Null is a gap that the line bridges. */
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
  readonly title: (row: R) => string;
  readonly format: (value: number) => string;
}

const MARGIN = { top: 6, right: 10, bottom: 30, left: 52 };
const LABEL_GAP = 12;
/** Digits are about so wide at the size of captions. */
const widthOf = (text: string) => 7 * text.length;
/** A tenth of a pixel is as fine as anybody sees. */
const tenth = (v: number) => Math.round(10 * v) / 10;

interface Dot {
  readonly x: number;
  readonly y: number | null;
}

export function LinePlot<R>({ rows, along, courses, x, y, title, format }: Props<R>) {
  const ref = useRef<HTMLDivElement>(null);
  const { width, height } = useBox(ref);
  const [pointed, setPointed] = useState<number>();
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const [toX, toY] = [placing(x, MARGIN.left, right), placing(y, bottom, MARGIN.top)];
  const dots = (course: Course<R>): readonly Dot[] =>
    rows.map((row) => {
      const value = course.of(row);
      return { x: tenth(toX(along(row))), y: value === null ? null : tenth(toY(value)) };
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: pointing draws no line anew.
  const lines = useMemo(() => courses.map(dots), [rows, courses, x, y, width, height]);
  const at =
    pointed === undefined
      ? -1
      : nearest(
          rows.map((row) => toX(along(row))),
          pointed,
        );
  const row = rows[at];
  return (
    <div
      ref={ref}
      className={classes.plot}
      onPointerMove={(e) => setPointed(e.clientX - e.currentTarget.getBoundingClientRect().left)}
      onPointerLeave={() => setPointed(undefined)}
    >
      {right > MARGIN.left && bottom > MARGIN.top && (
        <svg width={width} height={height} aria-hidden="true">
          <Axes {...{ x, y, width, height }} />
          {courses.map((course, i) => (
            <Line key={course.name} course={course} dots={lines[i] as readonly Dot[]} />
          ))}
          {row !== undefined && (
            <Pointed x={toX(along(row))} {...{ bottom, at, lines }} strokes={courses} />
          )}
        </svg>
      )}
      {row !== undefined && (
        <div
          className={classes.told}
          style={
            toX(along(row)) > width / 2
              ? { right: width - toX(along(row)) + 10 }
              : { left: toX(along(row)) + 10 }
          }
        >
          <DefaultTooltipContent
            label={title(row)}
            payload={courses.flatMap(({ name, of }) => {
              const value = of(row);
              return value === null ? [] : [{ name, value: format(value), graphicalItemId: name }];
            })}
            contentStyle={CONTENT}
            itemStyle={ITEM}
            labelStyle={TITLE}
          />
        </div>
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
const ITEM = { color: 'var(--ink)', padding: 0 };
const TITLE = { color: 'var(--ink-soft)' };

interface AxesProps {
  readonly x: Axis;
  readonly y: Axis;
  readonly width: number;
  readonly height: number;
}

const Axes = memo(function Axes({ x, y, width, height }: AxesProps) {
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const toY = placing(y, bottom, MARGIN.top);
  const marks = spaced(x.ticks, placing(x, MARGIN.left, right), width, widthOf, LABEL_GAP);
  // By their places in the row: marks that move are the same elements.
  return (
    <g className={classes.axes}>
      {y.ticks.map((tick, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <g key={i} transform={`translate(0 ${tenth(toY(tick.at))})`}>
          <line x1={MARGIN.left} x2={right} />
          <text x={MARGIN.left - 8} dy="0.35em" textAnchor="end">
            {tick.text}
          </text>
        </g>
      ))}
      <line className={classes.base} x1={MARGIN.left} x2={right} y1={bottom} y2={bottom} />
      {marks.map((mark, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <text key={i} x={tenth(mark.x)} y={bottom + 8} dy="0.71em" textAnchor="middle">
          {mark.text}
        </text>
      ))}
    </g>
  );
});

function Line<R>({ course, dots }: { course: Course<R>; dots: readonly Dot[] }) {
  const { stroke, width, dash, cap } = course;
  const known = dots.filter((d) => d.y !== null);
  const [lone] = known;
  return (
    <>
      <Curve
        points={dots}
        connectNulls
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
  readonly bottom: number;
  readonly at: number;
  readonly lines: readonly (readonly Dot[])[];
  readonly strokes: readonly { readonly stroke: string }[];
}

/** A line down to the axis, and a dot on each course. */
function Pointed({ x, bottom, at, lines, strokes }: PointedProps) {
  return (
    <>
      <line className={classes.cursor} x1={x} x2={x} y1={MARGIN.top} y2={bottom} />
      {strokes.map(({ stroke }, i) => {
        const y = lines[i]?.[at]?.y ?? null;
        return y !== null && <circle key={stroke} cx={x} cy={y} r={4} fill={stroke} />;
      })}
    </>
  );
}
