/** The data of a source as points, the first two inputs across and up, or as pictures or sequences. */
import { memo, useCallback, useState } from 'react';
import type { DataInfo } from '../../../../workers/engine/protocol.ts';
import { classRgb, css, signColour } from '../../../charts/colour.ts';
import { extent } from '../../../charts/extent.ts';
import { useApp } from '../../kit/store.tsx';
import { useCanvas } from '../../kit/useCanvas.ts';
import { drawPictures } from '../../tensor/images.ts';
import { drawSequences } from '../../tensor/sequences.ts';
import classes from './nodes.module.css';

interface Props {
  readonly node: string;
  readonly width: number;
  readonly height: number;
}

function colouring(info: DataInfo, shade: 'light' | 'dark'): (row: number) => string {
  const { targets } = info.sample.training;
  if (info.task === 'classes')
    return (row) => {
      const codes = targets.subarray(row * info.width, (row + 1) * info.width);
      return css(classRgb(codes.indexOf(Math.max(...codes))));
    };
  const [low, high] = extent(targets);
  return (row) => {
    const v = targets[row * info.width]!;
    return signColour(high > low ? (1.5 * (v - low)) / (high - low) - 0.75 : 0.75, shade);
  };
}

export const Scatter = memo(function Scatter({ node, width, height }: Props) {
  const latest = useApp((s) => s.compiled?.data.find((d) => d.node === node));
  const asked = useApp((s) => s.compiling);
  // While the network is compiled the points stay what they were.
  const [kept, setKept] = useState(latest);
  if (latest !== kept && (latest || !asked)) setKept(latest);
  const info = latest ?? kept;
  // Symbols are to be read from afar, like all other type then (useLecture.ts).
  const type = useApp((s) => (s.lecture ? 16 : undefined));
  const ref = useCanvas(
    width,
    height,
    useCallback(
      (pen, shade) => {
        if (!info) return;
        if (info.time !== undefined) return drawSequences(pen, info, width, height, type);
        if (info.shape) return drawPictures(pen, info, width, height);
        const columns = info.inputs.length;
        const { features, targets } = info.sample.training;
        const rows = Math.min(columns ? features.length / columns : 0, 300);
        const line = columns === 1;
        const pick = (row: number) => [
          features[row * columns]!,
          (line ? targets[row * info.width] : features[row * columns + 1])!,
        ];
        const points = Array.from({ length: rows }, (_, row) => pick(row));
        const [x0, x1] = extent(points.map((p) => p[0]!));
        const [y0, y1] = extent(points.map((p) => p[1]!));
        const inset = 5;
        // Equal units on both axes, or a circle would not look like one.
        const fit = Math.min(
          (width - 2 * inset) / (x1 - x0 || 1),
          (height - 2 * inset) / (y1 - y0 || 1),
        );
        const [fx, fy] = line
          ? [(width - 2 * inset) / (x1 - x0 || 1), (height - 2 * inset) / (y1 - y0 || 1)]
          : [fit, fit];
        const colour = line ? () => css(classRgb(1)) : colouring(info, shade);
        const radius = rows > 40 ? 1.4 : 3;
        points.forEach(([x = 0, y = 0], row) => {
          pen.fillStyle = colour(row);
          pen.beginPath();
          pen.arc(
            width / 2 + (x - (x0 + x1) / 2) * fx,
            height / 2 - (y - (y0 + y1) / 2) * fy,
            radius,
            0,
            2 * Math.PI,
          );
          pen.fill();
        });
      },
      [info, width, height, type],
    ),
  );
  return <canvas ref={ref} className={classes.picture} style={{ width, height }} aria-hidden />;
});
