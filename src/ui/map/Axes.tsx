/** Axes of a small picture: a few round numbers at the left and below, and the inputs' names. */
import { ticks } from '../../charts/extent.ts';
import { formatNumber } from '../../tensor/format.ts';
import classes from './map.module.css';

export const SIDE = 216;

/** From a range to pixels across (left to right) or up (bottom to top). */
export const across = (range: readonly [number, number]) => (v: number) =>
  ((v - range[0]) / (range[1] - range[0])) * SIDE;
export const up = (range: readonly [number, number]) => (v: number) =>
  SIDE - ((v - range[0]) / (range[1] - range[0])) * SIDE;

interface Props {
  readonly x: { readonly name: string; readonly range: readonly [number, number] };
  readonly y: { readonly name: string; readonly range: readonly [number, number] };
}

export function Axes({ x, y }: Props) {
  const toX = across(x.range);
  const toY = up(y.range);
  return (
    <g className={classes.axes}>
      <rect x={0.5} y={0.5} width={SIDE - 1} height={SIDE - 1} />
      {ticks(x.range, 4).map((v) => (
        <g key={v} transform={`translate(${toX(v)} ${SIDE})`}>
          <line y2={3} />
          <text y={13} textAnchor="middle">
            {formatNumber(v)}
          </text>
        </g>
      ))}
      {ticks(y.range, 4).map((v) => (
        <g key={v} transform={`translate(0 ${toY(v)})`}>
          <line x2={-3} />
          <text x={-6} dy="0.32em" textAnchor="end">
            {formatNumber(v)}
          </text>
        </g>
      ))}
      <text className={classes.axisName} x={SIDE} y={SIDE + 25} textAnchor="end">
        {x.name}
      </text>
      <text className={classes.axisName} x={-26} y={-6}>
        {y.name}
      </text>
    </g>
  );
}
