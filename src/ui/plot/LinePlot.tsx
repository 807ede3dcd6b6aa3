/**
 * Lines that grow while one looks. React makes the elements and hears of the pointer; what streams is
 * written into them by `marks`, in the frame in which it came, and no render is made for it.
 */
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { nearest } from '../../charts/plane.ts';
import { useBox } from '../kit/useBox.ts';
import { drawOn, type PlotSource, placesIn, plotAreaOf, type Series } from './marks.ts';
import classes from './plot.module.css';
import { Tooltip } from './Tooltip.tsx';

interface Props<R> {
  readonly source: PlotSource<R>;
  readonly along: (row: R) => number;
  readonly series: readonly Series<R>[];
  /** What stands above the numbers of a row that is pointed at. */
  readonly title?: (row: R) => string;
  readonly format: (value: number) => string;
  /** Whether lines stop where there is no number, or go on to the next one. */
  readonly gaps?: 'kept' | 'bridged';
  /** Named so, it can be walked through by the arrow keys. Absent where it is part of a picture. */
  readonly label?: string;
}

export function LinePlot<R>(props: Props<R>) {
  const { source, along, series, title, format, gaps = 'bridged', label } = props;
  const area = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const clip = useRef<SVGRectElement>(null);
  const clipId = useId();
  const axes = useRef<SVGGElement>(null);
  const lines = useRef<(SVGPathElement | null)[]>([]);
  const dots = useRef<(SVGPathElement | null)[]>([]);
  const { width, height } = useBox(area);
  const [pointed, setPointed] = useState<number>();
  useLayoutEffect(() => {
    if (!svg.current || !axes.current || !clip.current) return;
    const there = <T,>(element: T | null): element is T => element !== null;
    const marks = {
      svg: svg.current,
      clip: clip.current,
      axes: axes.current,
      lines: lines.current.filter(there),
      dots: dots.current.filter(there),
    };
    const draw = drawOn(marks, { along, series, gaps, width, height, base: classes.base ?? '' });
    draw(source.read());
    return source.on(() => draw(source.read()));
  }, [source, along, series, gaps, width, height]);
  const walk = (event: KeyboardEvent) => {
    const data = source.read();
    const { across } = placesIn(data, along, plotAreaOf(data.x, width, height));
    const places = data.rows.map(across);
    const at = pointed === undefined ? places.length : nearest(places, pointed);
    const to = WALK[event.key]?.(at, places.length - 1);
    if (to === undefined || places.length === 0) return;
    event.preventDefault();
    setPointed(places[Math.max(0, Math.min(to, places.length - 1))]);
  };
  return (
    <div
      ref={area}
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
      <svg ref={svg} width={width} height={height} aria-hidden="true">
        <g ref={axes} className={classes.axes} />
        <clipPath id={clipId}>
          <rect ref={clip} />
        </clipPath>
        <g clipPath={`url(#${clipId})`}>
          {series.map(({ name, stroke, width, dash, cap }, i) => (
            <path
              key={name}
              ref={(path) => {
                lines.current[i] = path;
              }}
              data-series={name}
              fill="none"
              stroke={stroke}
              strokeWidth={width}
              strokeLinecap={cap}
              strokeDasharray={dash}
            />
          ))}
          {series.map(({ name, stroke }, i) => (
            <path
              key={name}
              ref={(dot) => {
                dots.current[i] = dot;
              }}
              className={classes.dots}
              stroke={stroke}
            />
          ))}
        </g>
      </svg>
      <div className={classes.live} aria-live={label === undefined ? 'off' : 'polite'}>
        {pointed !== undefined && (
          <Tooltip {...{ source, along, series, title, format, width, height }} x={pointed} />
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
