/** The loss as a number over its own recent course, on a log scale. */
import { memo, useEffect, useRef } from 'react';
import type { CurvePoint } from '../../../workers/engine/protocol.ts';
import { thin } from '../../charts/series.ts';
import { formatNumber } from '../../tensor/format.ts';
import { useApp } from '../app/context.tsx';
import { tokens } from '../edges/tokens.ts';
import classes from './nodes.module.css';
import { prepare } from './useCanvas.ts';

interface Props {
  readonly width: number;
  readonly height: number;
}

function paint(canvas: HTMLCanvasElement, points: readonly CurvePoint[], { width, height }: Props) {
  const pen = prepare(canvas, width, height);
  const shown = thin(
    points.filter((p) => p.loss > 0 && Number.isFinite(p.loss)),
    width,
    (p) => p.loss,
  );
  if (!pen || shown.length < 2) return;
  const logs = shown.map((p) => Math.log10(p.loss));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const room = height - 22;
  pen.beginPath();
  for (const [i, v] of logs.entries())
    pen.lineTo(
      (i / (logs.length - 1)) * (width - 2) + 1,
      20 + (1 - (v - low) / (high - low || 1)) * room,
    );
  pen.strokeStyle = tokens().ink;
  pen.globalAlpha = 0.55;
  pen.lineWidth = 1.25;
  pen.lineJoin = 'round';
  pen.stroke();
  pen.globalAlpha = 1;
}

export const Gauge = memo(function Gauge({ width, height }: Props) {
  const session = useApp((s) => s.session);
  const loss = useApp((s) => s.loss);
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let at = 0;
    const draw = () => {
      const now = performance.now();
      // Four times a second is as fast as a loss can be read.
      if (now - at < 250 || !ref.current) return;
      at = now;
      paint(ref.current, session.curves(), { width, height });
    };
    draw();
    return session.onPaint(draw);
  }, [session, width, height]);
  return (
    <div className={classes.gauge} style={{ width, height }}>
      <span className={classes.loss}>{Number.isNaN(loss) ? '–' : formatNumber(loss)}</span>
      <canvas ref={ref} className={classes.picture} style={{ width, height }} aria-hidden />
    </div>
  );
});
