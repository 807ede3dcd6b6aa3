/** A layer's weight matrix in small: outputs down, inputs across, sign as colour around zero; a single weight as its number. */

import { memo, useEffect, useRef } from 'react';
import type { TensorView } from '../../../../workers/engine/protocol.ts';
import { bitmapUrl } from '../../../charts/bitmap.ts';
import { signRamp } from '../../../charts/colour.ts';
import { magnitude } from '../../../charts/extent.ts';
import { matrixSize } from '../../../charts/grid.ts';
import { downsample } from '../../../tensor/downsample.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { useShade } from '../../kit/useShade.ts';
import { useParts } from '../parts.tsx';
import classes from './nodes.module.css';

/** One transparent pixel, until the first weights are there. */
const BLANK = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

interface Props {
  readonly node: string;
  readonly width: number;
  readonly height: number;
}

function paint(picture: HTMLImageElement, view: TensorView, shade: 'light' | 'dark') {
  const { rows, columns } = matrixSize(view.shape);
  if (rows * columns === 0) return;
  // What the engine sends is cut off at some number; show the rows that are whole.
  const whole = Math.min(rows, Math.floor(view.data.length / columns) || 1);
  const grid = downsample(view.data, whole, columns, 44, 140);
  const limit = magnitude(grid.data) || 1;
  picture.src = bitmapUrl(grid, -limit, limit, signRamp(shade));
}

export const WeightsFace = memo(function WeightsFace({ node, width, height }: Props) {
  const { poller } = useParts();
  const ref = useRef<HTMLImageElement>(null);
  const number = useRef<HTMLSpanElement>(null);
  const shade = useShade();
  useEffect(
    () =>
      poller.subscribe(node, (seen) => {
        // A bias is no matrix.
        const weight = seen.weights.find((w) => w.value.shape.length > 1) ?? seen.weights[0];
        if (!weight || !ref.current || !number.current) return;
        const alone = weight.value.data.length === 1 ? weight.value.data[0] : undefined;
        ref.current.hidden = alone !== undefined;
        number.current.hidden = alone === undefined;
        if (alone === undefined) paint(ref.current, weight.value, shade);
        else number.current.textContent = formatNumber(alone);
      }),
    [poller, node, shade],
  );
  return (
    <>
      <img
        ref={ref}
        src={BLANK}
        className={classes.weights}
        style={{ width, height }}
        alt=""
        decoding="sync"
        draggable={false}
      />
      <span ref={number} className={classes.weight} hidden />
    </>
  );
});
