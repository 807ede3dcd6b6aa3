/** The points of a data set over a map: training filled, validation as rings. */
import { memo } from 'react';
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import type { Shade } from '../../charts/colour.ts';
import { type Key, pointColour } from './key.ts';
import classes from './plane.module.css';

interface Props {
  readonly info: DataInfo;
  readonly scale: Key;
  readonly shade: Shade;
  /** From a row's inputs and targets to a place on the picture. */
  readonly place: (features: Float32Array, targets: Float32Array) => readonly [number, number];
}

/** Drawn once for a data set, however often the map beneath is painted. */
export const Points = memo(function Points({ info, scale, shade, place }: Props) {
  const n = info.inputs.length;
  const part = (name: 'training' | 'validation') => {
    const { features, targets } = info.sample[name];
    const rows = n > 0 ? Math.floor(features.length / n) : 0;
    return Array.from({ length: rows }, (_, i) => {
      const [x, y] = place(
        features.subarray(i * n, (i + 1) * n),
        targets.subarray(i * info.width, (i + 1) * info.width),
      );
      const colour = pointColour(targets, i, info, scale, shade);
      const few = rows <= 12;
      return name === 'training' ? (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
          key={i}
          cx={x}
          cy={y}
          r={few ? 5 : 2.6}
          fill={colour}
          className={classes.trained}
        />
      ) : (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
          key={i}
          cx={x}
          cy={y}
          r={few ? 4.5 : 2.4}
          stroke={colour}
          className={classes.held}
        />
      );
    });
  };
  return (
    <g>
      <g>{part('training')}</g>
      <g>{part('validation')}</g>
    </g>
  );
});
