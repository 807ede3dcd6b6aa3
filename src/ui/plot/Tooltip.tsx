/** The tooltip of a plot: the row that is pointed at, with a cursor line down to the axis, a dot on each series, and its numbers. */
import { useSyncExternalStore } from 'react';
import { DefaultTooltipContent } from 'recharts';
import { nearest } from '../../charts/plane.ts';
import { type PlotSource, placesIn, plotAreaOf, type Series } from './marks.ts';
import classes from './plot.module.css';

interface Props<R> {
  readonly source: PlotSource<R>;
  readonly along: (row: R) => number;
  readonly series: readonly Series<R>[];
  readonly title?: ((row: R) => string) | undefined;
  readonly format: (value: number) => string;
  readonly width: number;
  readonly height: number;
  /** Where one points, in pixels from the left. */
  readonly x: number;
}

/** Drawn with each update while somebody points, for the row under a pointer at rest is another one then. */
export function Tooltip<R>(props: Props<R>) {
  const { source, along, series, title, format, width, height, x } = props;
  const data = useSyncExternalStore(source.on, source.read);
  const area = plotAreaOf(data.x, width, height);
  const { across, up } = placesIn(data, along, area);
  const places = data.rows.map(across);
  const at = nearest(places, x);
  const row = data.rows[at];
  if (row === undefined) return null;
  const here = places[at]!;
  return (
    <>
      <svg width={width} height={height} aria-hidden="true">
        <line className={classes.cursor} x1={here} x2={here} y1={area.top} y2={area.bottom} />
        {series.map(({ name, of, stroke }) => {
          const y = up(of(row));
          return Number.isFinite(y) && <circle key={name} cx={here} cy={y} r={4} fill={stroke} />;
        })}
      </svg>
      <div
        className={classes.told}
        style={here > width / 2 ? { right: width - here + 10 } : { left: here + 10 }}
      >
        <DefaultTooltipContent
          label={title?.(row)}
          payload={series.flatMap(({ name, of }) => {
            const value = of(row);
            return value === null ? [] : [{ name, value: format(value), graphicalItemId: name }];
          })}
          contentStyle={CONTENT}
          itemStyle={ITEM}
          labelStyle={TITLE}
        />
      </div>
    </>
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
