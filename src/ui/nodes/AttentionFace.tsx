/** Where each place looks, one square for each head: queries down, keys across, of the first sample. */
import { useComputedColorScheme } from '@mantine/core';
import { memo, useEffect, useRef } from 'react';
import type { NodeInspection, TensorView } from '../../../workers/engine/protocol.ts';
import { parseColour } from '../../charts/colour.ts';
import { useParts } from '../canvas/parts.tsx';
import { tokens } from '../edges/tokens.ts';
import classes from './nodes.module.css';
import { prepare } from './useCanvas.ts';

interface Props {
  readonly node: string;
  readonly width: number;
  readonly height: number;
}

const GAP = 4;

const weightsOf = ({ outputs, free }: NodeInspection): TensorView | undefined =>
  [...outputs, ...free].find((o) => o.port === 'weights')?.value;

/** Squares of queries×keys as large as fit; nothing where the engine sent fewer numbers than that. */
function paint(
  pen: CanvasRenderingContext2D,
  { shape, data }: TensorView,
  width: number,
  height: number,
): void {
  const [queries = 1, keys = 1] = shape.slice(-2);
  const each = queries * keys;
  const heads = Math.min(shape.length > 3 ? (shape[1] ?? 1) : 1, Math.floor(data.length / each));
  if (heads < 1) return;
  const across = Math.min(heads, Math.max(1, Math.round(Math.sqrt((heads * width) / height))));
  const down = Math.ceil(heads / across);
  const scale = Math.min(
    (width - GAP * (across - 1)) / across / keys,
    (height - GAP * (down - 1)) / down / queries,
  );
  const [wide, high] = [keys * scale, queries * scale];
  const left = (width - across * wide - (across - 1) * GAP) / 2;
  const { value, line } = tokens();
  const colour = parseColour(value);
  const one = document.createElement('canvas');
  one.width = keys;
  one.height = queries;
  const ink = one.getContext('2d');
  if (!ink) return;
  pen.imageSmoothingEnabled = false;
  pen.strokeStyle = line;
  for (let head = 0; head < heads; head++) {
    const image = new ImageData(keys, queries);
    for (let k = 0; k < each; k++) {
      image.data.set(colour, 4 * k);
      image.data[4 * k + 3] = 255 * (data[head * each + k] as number);
    }
    ink.putImageData(image, 0, 0);
    const x = left + (head % across) * (wide + GAP);
    const y = Math.floor(head / across) * (high + GAP);
    pen.drawImage(one, x, y, wide, high);
    pen.strokeRect(x, y, wide, high);
  }
}

export const AttentionFace = memo(function AttentionFace({ node, width, height }: Props) {
  const { feed } = useParts();
  const ref = useRef<HTMLCanvasElement>(null);
  const shade = useComputedColorScheme('light');
  const last = useRef<TensorView>(undefined);
  useEffect(() => {
    const show = () => {
      const pen = last.current && ref.current && prepare(ref.current, width, height);
      if (pen && last.current) paint(pen, last.current, width, height);
    };
    // In another theme's colours at once, whether or not the numbers move.
    if (shade) show();
    return feed.subscribe(node, (seen) => {
      last.current = weightsOf(seen);
      show();
    });
  }, [feed, node, width, height, shade]);
  return <canvas ref={ref} className={classes.picture} style={{ width, height }} aria-hidden />;
});
