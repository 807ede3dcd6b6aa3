/** A sample as points: two inputs with the target as colour, or one input with the target upright. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import { extent, padded } from '../../charts/extent.ts';
import { useShade } from '../kit/useShade.ts';
import { Axes, across, BOTTOM, LEFT, RIGHT, TOP, up } from '../plot/Axes.tsx';
import { keyOf } from '../plot/key.ts';
import { Points } from '../plot/Points.tsx';

interface Props {
  readonly info: DataInfo;
  readonly title: string;
  /** Which inputs lie across and up. */
  readonly axes: readonly [number, number];
  readonly side: number;
}

export function Sample({ info, title, axes: [a, b], side }: Props) {
  const { t } = useTranslation();
  const shade = useShade();
  const id = useId();
  const flat = info.inputs.length === 1;
  const { training, validation } = info.sample;
  const xRange = padded(info.ranges[a] ?? [0, 1]);
  const yRange = padded(
    flat ? extent([...training.targets, ...validation.targets]) : (info.ranges[b] ?? [0, 1]),
  );
  const [toX, toY] = [across(xRange, side), up(yRange, side)];
  const names = { x: info.inputs[a] ?? '', y: flat ? t('data.targets') : (info.inputs[b] ?? '') };
  const [width, height] = [LEFT + side + RIGHT, TOP + side + BOTTOM];
  return (
    <svg
      width={width}
      height={height}
      viewBox={`${-LEFT} ${-TOP} ${width} ${height}`}
      role="img"
      aria-labelledby={id}
    >
      <title id={id}>{t('data.scatter', { name: title, ...names })}</title>
      <Axes side={side} x={{ name: names.x, range: xRange }} y={{ name: names.y, range: yRange }} />
      <Points
        info={info}
        scale={keyOf(info)}
        shade={shade}
        place={(features, targets) => [
          toX(features[a] ?? 0),
          toY((flat ? targets[0] : features[b]) ?? 0),
        ]}
      />
    </svg>
  );
}
