/** A layer's weight matrix in small: outputs down, inputs across, sign as colour around zero. */
import { useComputedColorScheme } from '@mantine/core';
import { memo, useEffect, useRef } from 'react';
import type { TensorView } from '../../../workers/engine/protocol.ts';
import { signRamp } from '../../charts/colour.ts';
import { magnitude } from '../../charts/extent.ts';
import { flatten } from '../../charts/grid.ts';
import { paintRamp, shrink } from '../../charts/pixels.ts';
import { useParts } from '../canvas/parts.tsx';
import classes from './nodes.module.css';

interface Props {
  readonly node: string;
  readonly width: number;
  readonly height: number;
}

function paint(canvas: HTMLCanvasElement, view: TensorView, shade: 'light' | 'dark') {
  const { rows, columns } = flatten(view.shape);
  if (rows * columns === 0) return;
  // What the engine sends is cut off at some number; show the rows that are whole.
  const whole = Math.min(rows, Math.floor(view.data.length / columns) || 1);
  const grid = shrink(view.data, whole, columns, 44, 140);
  const limit = magnitude(grid.data) || 1;
  canvas.width = grid.columns;
  canvas.height = grid.rows;
  const pen = canvas.getContext('2d');
  const pixels = paintRamp(grid.data, -limit, limit, signRamp(shade));
  const size = grid.columns * grid.rows;
  const picture = new ImageData(grid.columns, grid.rows);
  picture.data.set(pixels.subarray(0, size * 4));
  pen?.putImageData(picture, 0, 0);
}

export const WeightsFace = memo(function WeightsFace({ node, width, height }: Props) {
  const { feed } = useParts();
  const ref = useRef<HTMLCanvasElement>(null);
  const shade = useComputedColorScheme('light');
  useEffect(
    () =>
      feed.subscribe(node, (seen) => {
        const weight = seen.weights.find((w) => w.name.endsWith('.weight')) ?? seen.weights[0];
        if (weight && ref.current) paint(ref.current, weight.value, shade);
      }),
    [feed, node, shade],
  );
  return <canvas ref={ref} className={classes.weights} style={{ width, height }} aria-hidden />;
});
