/** Predictions over a single input: a curve through the points. */
import { useCallback, useId } from 'react';
import type { DataInfo, MapReply } from '../../../workers/engine/protocol.ts';
import { classRgb, css, type Shade } from '../../charts/colour.ts';
import { extent, padded } from '../../charts/extent.ts';
import { Axes, across, BOTTOM, LEFT, RIGHT, TOP, up } from '../plot/Axes.tsx';
import type { Key } from '../plot/key.ts';
import { Points } from '../plot/Points.tsx';
import classes from './map.module.css';

interface Props {
  readonly info: DataInfo;
  readonly side: number;
  readonly reply?: MapReply;
  readonly xRange: readonly [number, number];
  readonly mapKey: Key;
  readonly shade: Shade;
  readonly label: string;
}

/**
 * The engine answers with a grid over two inputs. Asked for the same input twice, over one range,
 * its rising diagonal is the curve, whichever of the two it writes last.
 */
export function diagonal(reply: MapReply, output: number): number[] {
  const { values, width } = reply;
  const n = Math.round(Math.sqrt(values.length / width));
  return Array.from({ length: n }, (_, c) => values[((n - 1 - c) * n + c) * width + output] ?? 0);
}

export function Curve({ info, side, reply, xRange, mapKey, shade, label }: Props) {
  const targets = info.sample.training.targets;
  const [low, high] = padded(extent(targets), 0.25);
  const [x0, x1] = xRange;
  const clip = useId();
  const place = useCallback(
    (features: Float32Array, target: Float32Array) => {
      // Of a one-hot target the class is drawn, as the curve of its own colour at height one.
      const value = target.length > 1 ? 1 : target[0]!;
      return [across([x0, x1], side)(features[0]!), up([low, high], side)(value)] as const;
    },
    [x0, x1, low, high, side],
  );
  const width = reply ? Math.min(reply.width, 8) : 0;
  const toY = up([low, high], side);
  return (
    <div
      className={classes.picture}
      style={{ width: LEFT + side + RIGHT, height: TOP + side + BOTTOM }}
      role="img"
      aria-label={label}
    >
      <svg className={classes.over} aria-hidden="true">
        <g transform={`translate(${LEFT} ${TOP})`}>
          <Axes
            side={side}
            x={{ name: info.inputs[0] ?? '', range: xRange }}
            y={{ name: '', range: [low, high] }}
          />
          {/* Of its own coordinates: a shape in CSS would begin where what is drawn does, be it far beyond. */}
          <clipPath id={clip}>
            <rect x={-6} y={-6} width={side + 12} height={side + 12} />
          </clipPath>
          <g clipPath={`url(#${clip})`}>
            <Points info={info} scale={mapKey} shade={shade} place={place} />
            {reply &&
              Array.from({ length: width }, (_, k) => {
                const line = diagonal(reply, k);
                // Predictions are made at the middles of the grid's cells.
                const step = side / line.length;
                const path = line
                  .map(
                    (v, i) =>
                      `${i ? 'L' : 'M'}${((i + 0.5) * step).toFixed(1)},${toY(v).toFixed(1)}`,
                  )
                  .join('');
                return (
                  <path
                    // biome-ignore lint/suspicious/noArrayIndexKey: an output is its place
                    key={k}
                    d={path.includes('NaN') ? '' : path}
                    className={classes.curve}
                    style={width > 1 ? { stroke: css(classRgb(k)) } : undefined}
                  />
                );
              })}
          </g>
        </g>
      </svg>
    </div>
  );
}
