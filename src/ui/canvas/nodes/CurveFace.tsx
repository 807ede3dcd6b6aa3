/** An activation's curve over what arrives at it now, so that one sees where on the curve it works. */
import { memo, useEffect, useRef } from 'react';
import type { Hyperparameters } from '../../../base/fields.ts';
import { curveTable } from '../../../catalog/curve.ts';
import type { Kind } from '../../../catalog/kind.ts';
import { useParts } from '../parts.tsx';
import { bars } from './bars.ts';
import { Curve } from './Curve.tsx';
import classes from './nodes.module.css';

interface Props {
  readonly node: string;
  readonly kind: Kind;
  readonly params: Hyperparameters;
  readonly width: number;
  readonly height: number;
}

const BINS = 36;

/** How many numbers fall into each of equal bins over the range; those beyond count at its ends. */
export function binned(data: ArrayLike<number>, low: number, high: number, bins: number) {
  const counts = new Uint32Array(bins);
  for (let i = 0; i < data.length; i++) {
    const v = data[i]!;
    if (Number.isNaN(v)) continue;
    const bin = Math.floor(((v - low) / (high - low)) * bins);
    counts[Math.max(0, Math.min(bins - 1, bin))]!++;
  }
  return counts;
}

export const CurveFace = memo(function CurveFace({ node, kind, params, width, height }: Props) {
  const { poller } = useParts();
  const ref = useRef<SVGPathElement>(null);
  useEffect(() => {
    const xs = curveTable(kind)?.xs;
    const [low, high] = [xs?.[0] ?? -1, xs?.at(-1) ?? 1];
    return poller.subscribe(node, ({ inputs: [input] }) => {
      if (!ref.current || !input?.value) return;
      const counts = binned(input.value.data, low, high, BINS);
      // The root lets the tails be seen beside a tall middle.
      const top = Math.sqrt(Math.max(1, ...counts));
      const tall = Array.from(counts, (n) => (Math.sqrt(n) / top) * height * 0.85);
      const pitch = width / BINS;
      ref.current.setAttribute('d', bars(tall, { left: 0.5, pitch, wide: pitch - 1, height }));
    });
  }, [poller, node, kind, width, height]);
  return (
    <Curve kind={kind} params={params} width={width} height={height}>
      <path ref={ref} className={classes.arriving} />
    </Curve>
  );
});
