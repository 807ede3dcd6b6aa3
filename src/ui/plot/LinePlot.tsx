/**
 * Lines that grow while one looks, and that one may point at and zoom into. React makes the elements; what
 * streams and what is pointed at is written into them, in the frame in which it came, and no render is made
 * for it.
 */
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { type Cell, createCell } from '../kit/cell.ts';
import { useBox } from '../kit/useBox.ts';
import { handOn, type Span } from './hand.ts';
import { drawOn, type PlotSource } from './marks.ts';
import classes from './plot.module.css';
import { readingOn, type Telling } from './reading.ts';

interface Props<R> extends Telling<R> {
  readonly source: PlotSource<R>;
  /** Whether lines stop where there is no number, or go on to the next one. */
  readonly gaps?: 'kept' | 'bridged';
  /** Named so, it can be walked through by the arrow keys. Absent where it is part of a picture. */
  readonly label?: string;
  /** The place on the axis that is pointed at; its own, where others do not share it. */
  readonly hovered?: Cell<number | undefined>;
  /** The part of the axis that is zoomed into; absent where one cannot. */
  readonly zoomed?: Cell<Span | undefined>;
  /** A place on the axis was pressed, or chosen by Enter. */
  readonly onPick?: (at: number) => void;
}

export function LinePlot<R>(props: Props<R>) {
  const {
    source,
    along,
    series,
    title,
    elsewhere,
    format,
    gaps = 'bridged',
    label,
    zoomed,
    onPick,
  } = props;
  const [own] = useState(() => createCell<number | undefined>(undefined));
  const hovered = props.hovered ?? own;
  const area = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const clip = useRef<SVGRectElement>(null);
  const clipId = useId();
  const axes = useRef<SVGGElement>(null);
  const band = useRef<SVGRectElement>(null);
  const cursor = useRef<SVGGElement>(null);
  const told = useRef<HTMLDivElement>(null);
  const lines = useRef<(SVGPathElement | null)[]>([]);
  const bands = useRef<(SVGPathElement | null)[]>([]);
  const dots = useRef<(SVGPathElement | null)[]>([]);
  const { width, height } = useBox(area);
  useLayoutEffect(() => {
    if (!svg.current || !axes.current || !clip.current || !cursor.current || !told.current) return;
    const there = <T,>(element: T | null): element is T => element !== null;
    const marks = {
      svg: svg.current,
      clip: clip.current,
      axes: axes.current,
      lines: lines.current.filter(there),
      bands: bands.current.filter(there),
      dots: dots.current.filter(there),
    };
    const draw = drawOn(marks, { along, series, gaps, width, height, base: classes.base ?? '' });
    const tell = readingOn(
      { cursor: cursor.current, told: told.current },
      { along, series, format, title, elsewhere },
      { width, height, line: classes.cursor ?? '' },
    );
    const read = () => tell(source, hovered.get());
    const show = () => {
      draw(source.read());
      read();
    };
    show();
    const ends = [source.on(show), hovered.subscribe(read)];
    return () => {
      for (const end of ends) end();
    };
  }, [source, along, series, format, title, elsewhere, hovered, gaps, width, height]);
  useLayoutEffect(() => {
    if (!area.current || !band.current || !told.current) return;
    const elements = { area: area.current, band: band.current, told: told.current };
    return handOn({ ...elements, source, along, series, width, height, hovered, zoomed, onPick });
  }, [source, along, series, hovered, zoomed, onPick, width, height]);
  return (
    <div
      ref={area}
      className={classes.plot}
      data-zooms={zoomed ? '' : undefined}
      {...(label !== undefined && { role: 'application', 'aria-label': label, tabIndex: 0 })}
    >
      <svg ref={svg} width={width} height={height} aria-hidden="true">
        <g ref={axes} className={classes.axes} />
        <clipPath id={clipId}>
          <rect ref={clip} />
        </clipPath>
        <g clipPath={`url(#${clipId})`}>
          {series.map(({ name, stroke }, i) => (
            <path
              key={name}
              ref={(path) => {
                bands.current[i] = path;
              }}
              className={classes.quartiles}
              fill={stroke}
            />
          ))}
          {series.map(({ name, stroke, width, dash, cap, faint }, i) => (
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
              strokeOpacity={faint && 0.35}
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
        <rect ref={band} className={classes.band} visibility="hidden" />
        <g ref={cursor} />
      </svg>
      <div ref={told} className={classes.told} hidden />
    </div>
  );
}
