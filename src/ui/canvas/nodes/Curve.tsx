/** The curve of an activation, drawn from the kind's own definition. */
import { memo, type ReactNode } from 'react';
import type { Hyperparameters } from '../../../base/fields.ts';
import { curveTable } from '../../../catalog/curve.ts';
import type { Kind } from '../../../catalog/kind.ts';
import classes from './nodes.module.css';

interface Props {
  readonly kind: Kind | undefined;
  /** The node's own, where the curve depends on them. */
  readonly params?: Hyperparameters;
  readonly width: number;
  readonly height: number;
  /** What lies below the line, in the same px. */
  readonly children?: ReactNode;
}

export const Curve = memo(function Curve({ kind, params, width, height, children }: Props) {
  const table = kind && curveTable(kind, params);
  if (!table) return null;
  const ys = Array.from(table.ys);
  // Unbounded curves are cut at 2.2, so that the bend at zero stays visible.
  const low = Math.max(-2.2, Math.min(0, ...ys));
  const high = Math.min(2.2, Math.max(1, ...ys));
  const room = 3;
  const first = table.xs[0] ?? 0;
  const span = (table.xs.at(-1) ?? 1) - first;
  const x = (v: number) => ((v - first) / span) * width;
  const y = (v: number) => height - room - ((v - low) / (high - low)) * (height - 2 * room);
  const path = ys
    .map((v, i) => [table.xs[i]!, v] as const)
    .filter(([, v]) => v >= low - 0.2 && v <= high + 0.2)
    .map(([u, v], i) => `${i ? 'L' : 'M'}${x(u).toFixed(1)},${y(v).toFixed(1)}`)
    .join('');
  return (
    <svg className={classes.curve} width={width} height={height} aria-hidden>
      {children}
      <path className={classes.axis} d={`M0,${y(0)}H${width}M${x(0)},0V${height}`} />
      <path className={classes.curveLine} d={path} />
    </svg>
  );
});
