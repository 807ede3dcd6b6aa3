/** What a node gives now, one bar for each number, the mean over the batch: for softmax, how sure it is. */
import { memo, useEffect, useRef } from 'react';
import type { TensorView } from '../../../workers/engine/protocol.ts';
import { useParts } from '../canvas/parts.tsx';
import { tokens } from '../edges/tokens.ts';
import classes from './nodes.module.css';
import { prepare } from './useCanvas.ts';

interface Props {
  readonly node: string;
  readonly width: number;
  readonly height: number;
}

/** The mean of each column; a large tensor arrives cut off, whole rows are counted. */
export function columnMeans({ shape, data }: Pick<TensorView, 'shape' | 'data'>): Float64Array {
  const columns = shape.at(-1) ?? 1;
  const rows = Math.floor(data.length / columns);
  const means = new Float64Array(columns);
  for (let i = 0; i < rows * columns; i++)
    means[i % columns] = (means[i % columns] as number) + (data[i] as number) / rows;
  return means;
}

export const Bars = memo(function Bars({ node, width, height }: Props) {
  const { feed } = useParts();
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(
    () =>
      feed.subscribe(node, ({ outputs: [output] }) => {
        const pen = ref.current && output?.value && prepare(ref.current, width, height);
        if (!pen || !output?.value) return;
        const means = columnMeans(output.value);
        const pitch = Math.min(28, width / means.length);
        const left = (width - pitch * means.length) / 2;
        pen.fillStyle = tokens().value;
        for (const [i, mean] of means.entries()) {
          const tall = Math.max(0, Math.min(1, mean)) * height;
          pen.fillRect(left + i * pitch + pitch * 0.1, height - tall, pitch * 0.8, tall);
        }
      }),
    [feed, node, width, height],
  );
  return <canvas ref={ref} className={classes.picture} style={{ width, height }} aria-hidden />;
});
