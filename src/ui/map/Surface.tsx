/** Predictions over two inputs: a painted grid with the points upon it. */
import { useCallback, useLayoutEffect, useRef } from 'react';
import type { DataInfo, MapReply } from '../../../workers/engine/protocol.ts';
import type { Shade } from '../../charts/colour.ts';
import { Axes, across, BOTTOM, LEFT, RIGHT, TOP, up } from '../plot/Axes.tsx';
import { type Key, paintMap } from '../plot/key.ts';
import { Points } from '../plot/Points.tsx';
import { Division } from './Division.tsx';
import classes from './map.module.css';
import type { Line } from './unit.ts';

interface Props {
  readonly info: DataInfo;
  readonly side: number;
  readonly reply?: MapReply;
  readonly x: number;
  readonly y: number;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly mapKey: Key;
  readonly shade: Shade;
  readonly label: string;
  /** A linear unit's line, and that there is such a unit at all. */
  readonly unit?: boolean;
  readonly line?: Line;
}

export function Surface(props: Props) {
  const { info, side, reply, x, y, xRange, yRange, mapKey, shade, label, unit, line } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element || !reply) return;
    const n = Math.round(Math.sqrt(reply.values.length / reply.width));
    if (n === 0) return;
    // A canvas that is given its size, even the one it has, takes new memory for its picture.
    if (element.width !== n) element.width = n;
    if (element.height !== n) element.height = n;
    const image = new ImageData(paintMap(reply.values, reply.width, mapKey, shade), n, n);
    element.getContext('2d')?.putImageData(image, 0, 0);
  }, [reply, mapKey, shade]);
  const [x0, x1] = xRange;
  const [y0, y1] = yRange;
  const place = useCallback(
    (features: Float32Array) =>
      [across([x0, x1], side)(features[x]!), up([y0, y1], side)(features[y]!)] as const,
    [x, y, x0, x1, y0, y1, side],
  );
  return (
    <div
      className={classes.picture}
      style={{ width: LEFT + side + RIGHT, height: TOP + side + BOTTOM }}
      role="img"
      aria-label={label}
    >
      <canvas
        ref={canvas}
        className={classes.surface}
        style={{ left: LEFT, top: TOP, width: side, height: side }}
      />
      <svg className={classes.over} aria-hidden="true">
        <g transform={`translate(${LEFT} ${TOP})`}>
          <Axes
            side={side}
            x={{ name: info.inputs[x] ?? '', range: xRange }}
            y={{ name: info.inputs[y] ?? '', range: yRange }}
          />
          <Points info={info} scale={mapKey} shade={shade} place={place} />
          {unit && (
            <Division
              info={info}
              line={line}
              axes={[x, y]}
              xRange={xRange}
              yRange={yRange}
              place={([px, py]) => [across(xRange, side)(px), up(yRange, side)(py)]}
            />
          )}
        </g>
      </svg>
    </div>
  );
}
