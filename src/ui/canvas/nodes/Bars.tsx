/** What a node gives now, one bar for each number, the mean over the batch: for softmax, how sure it is. */
import { memo, useEffect, useRef } from 'react';
import type { TensorView } from '../../../../workers/engine/protocol.ts';
import { useParts } from '../parts.tsx';
import { bars } from './bars.ts';
import classes from './nodes.module.css';

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
    means[i % columns] = means[i % columns]! + data[i]! / rows;
  return means;
}

export const Bars = memo(function Bars({ node, width, height }: Props) {
  const { poller } = useParts();
  const ref = useRef<SVGPathElement>(null);
  useEffect(
    () =>
      poller.subscribe(node, ({ outputs: [output] }) => {
        if (!ref.current || !output?.value) return;
        const means = columnMeans(output.value);
        const pitch = Math.min(28, width / means.length);
        const left = (width - pitch * means.length) / 2 + pitch * 0.1;
        const tall = Array.from(means, (mean) => Math.max(0, Math.min(1, mean)) * height);
        ref.current.setAttribute('d', bars(tall, { left, pitch, wide: pitch * 0.8, height }));
      }),
    [poller, node, width, height],
  );
  return (
    <svg className={classes.curve} width={width} height={height} aria-hidden>
      <path ref={ref} className={classes.bars} />
    </svg>
  );
});
