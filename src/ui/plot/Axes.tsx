/** Axes of a small picture: a few round numbers at the left and below, and the inputs' names. */
import { labelled, ticks } from '../../charts/ticks.ts';
import classes from './plane.module.css';

/** From a range to pixels across (left to right) or up (bottom to top) on a picture of this side. */
export const across = (range: readonly [number, number], side: number) => (v: number) =>
  ((v - range[0]) / (range[1] - range[0])) * side;
export const up = (range: readonly [number, number], side: number) => (v: number) =>
  side - ((v - range[0]) / (range[1] - range[0])) * side;

/** Room around the picture for ticks and names. */
export const LEFT = 32;
export const TOP = 14;
export const RIGHT = 4;
export const BOTTOM = 27;

interface Props {
  readonly side: number;
  readonly x: { readonly name: string; readonly range: readonly [number, number] };
  readonly y: { readonly name: string; readonly range: readonly [number, number] };
}

export function Axes({ side, x, y }: Props) {
  const toX = across(x.range, side);
  const toY = up(y.range, side);
  return (
    <g className={classes.axes}>
      <rect x={0.5} y={0.5} width={side - 1} height={side - 1} />
      {labelled(ticks(x.range, side / 44)).map(({ at, text }) => (
        <g key={at} transform={`translate(${toX(at)} ${side})`}>
          <line y2={3} />
          <text y={13} textAnchor="middle">
            {text}
          </text>
        </g>
      ))}
      {labelled(ticks(y.range, side / 44)).map(({ at, text }) => (
        <g key={at} transform={`translate(0 ${toY(at)})`}>
          <line x2={-3} />
          <text x={-6} dy="0.32em" textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      <text className={classes.axisName} x={side} y={side + 25} textAnchor="end">
        {x.name}
      </text>
      <text className={classes.axisName} x={-26} y={-6}>
        {y.name}
      </text>
    </g>
  );
}
