/** The loss as a number over its own recent course, on a log scale. */
import { useComputedColorScheme } from '@mantine/core';
import { memo, useEffect, useRef } from 'react';
import { at as ringAt } from '../../base/ring.ts';
import { thin } from '../../charts/series.ts';
import { formatNumber } from '../../tensor/format.ts';
import { useApp, useAppStore } from '../app/context.tsx';
import { tokens } from '../edges/tokens.ts';
import classes from './nodes.module.css';
import { prepare } from './useCanvas.ts';

const EVERY_MS = 250;

interface Props {
  readonly node: string;
  readonly width: number;
  readonly height: number;
}

function paint(
  canvas: HTMLCanvasElement,
  losses: readonly number[],
  width: number,
  height: number,
) {
  const pen = prepare(canvas, width, height);
  const shown = thin(
    losses.filter((l) => l > 0 && Number.isFinite(l)),
    width,
    (l) => l,
  );
  if (!pen || shown.length < 2) return;
  const logs = shown.map((l) => Math.log10(l));
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

/** One loss of several has a course of its own; the only one is the cost, whose course is the curve. */
export const Gauge = memo(function Gauge({ node, width, height }: Props) {
  const app = useAppStore();
  const session = useApp((s) => s.session);
  const several = useApp((s) => (s.compiled?.compilation.losses.length ?? 0) > 1);
  const picture = useRef<HTMLCanvasElement>(null);
  const number = useRef<HTMLSpanElement>(null);
  const shade = useComputedColorScheme('light');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ink is another in another shade
  useEffect(() => {
    let at = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      timer = undefined;
      at = performance.now();
      if (!picture.current || !number.current) return;
      const own = session.loss(node);
      const losses = several
        ? Array.from({ length: own.length }, (_, i) => ringAt(own, i))
        : session.curves().map((p) => p.loss);
      // The only loss is the cost: the one that the bar shows.
      const { loss } = app.getState();
      const latest = several && !Number.isNaN(loss) ? losses.at(-1) : loss;
      number.current.textContent =
        latest === undefined || Number.isNaN(latest) ? '–' : formatNumber(latest);
      paint(picture.current, losses, width, height);
    };
    // Four times a second is as fast as a loss can be read; the last one is always drawn.
    const soon = () => {
      timer ??= setTimeout(draw, Math.max(0, at + EVERY_MS - performance.now()));
    };
    draw();
    const ends = [
      session.onPaint(soon),
      app.subscribe((s, before) => {
        if (!Object.is(s.loss, before.loss) || s.status !== before.status) soon();
      }),
    ];
    return () => {
      for (const end of ends) end();
      clearTimeout(timer);
    };
  }, [app, session, node, several, width, height, shade]);
  return (
    <div className={classes.gauge} style={{ width, height }}>
      <span ref={number} className={classes.loss}>
        –
      </span>
      <canvas ref={picture} className={classes.picture} style={{ width, height }} aria-hidden />
    </div>
  );
});
