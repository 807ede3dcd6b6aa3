/** The loss as a number over its own recent course, on a log scale. */
import { memo, useEffect, useRef } from 'react';
import { decimate } from '../../../charts/decimate.ts';
import { lineThrough } from '../../../charts/path.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { isOneOfSeveral, lossAt, lossOf } from '../../kit/cost.ts';
import { useApp, useAppStore } from '../../kit/store.tsx';
import classes from './nodes.module.css';

interface Props {
  readonly node: string;
  readonly width: number;
  readonly height: number;
}

const isDrawn = (loss: number): boolean => loss > 0 && Number.isFinite(loss);

/** The course of a loss as the data of a path; empty where there is none yet. */
function course(losses: readonly number[], width: number, height: number): string {
  const shown = decimate(losses.filter(isDrawn), width, (l) => l);
  if (shown.length < 2) return '';
  const logs = shown.map((l) => Math.log10(l));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const room = height - 22;
  return lineThrough(
    logs.map((_, i) => (i / (logs.length - 1)) * (width - 2) + 1),
    logs.map((v) => 20 + (1 - (v - low) / (high - low || 1)) * room),
    'bridged',
  );
}

/** Where so many of its losses are behind it. */
function placeIn(losses: readonly number[], behind: number, width: number): number | undefined {
  const [all, some] = [losses, losses.slice(0, behind)].map((part) => part.filter(isDrawn).length);
  if (!all || !some || all < 2) return undefined;
  return ((some - 1) / (all - 1)) * (width - 2) + 1;
}

/** What the loss adds to the cost, and its course, which is the curve's. */
export const Gauge = memo(function Gauge({ node, width, height }: Props) {
  const app = useAppStore();
  const session = useApp((s) => s.session);
  const several = useApp(isOneOfSeveral);
  const picture = useRef<SVGPathElement>(null);
  const moment = useRef<SVGLineElement>(null);
  const number = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let drawn: unknown;
    let marked: number | undefined;
    const draw = () => {
      if (!picture.current || !number.current) return;
      const latest = lossOf(app.getState(), node);
      number.current.textContent = Number.isNaN(latest) ? '–' : formatNumber(latest);
      const points = session.curves();
      const visits = app.getState().timeline?.visits;
      // Frames are painted for other numbers as well.
      if (points === drawn && visits === marked) return;
      const losses = points.map((p) => lossAt(p, node, several));
      if (points !== drawn) picture.current.setAttribute('d', course(losses, width, height));
      drawn = points;
      marked = visits;
      const behind = visits === undefined ? 0 : points.filter((p) => p.step <= visits).length;
      const x = placeIn(losses, behind, width);
      moment.current?.setAttribute('visibility', x === undefined ? 'hidden' : 'inherit');
      for (const end of ['x1', 'x2']) moment.current?.setAttribute(end, (x ?? 0).toFixed(1));
    };
    draw();
    // In the frame that shows the bar's figures and the wires': all are of one step.
    const ends = [
      session.onPaint(draw),
      app.subscribe((s, before) => {
        const isMoved = s.timeline?.visits !== before.timeline?.visits;
        const isOther = !Object.is(lossOf(s, node), lossOf(before, node));
        if (s.status !== 'training' && (isMoved || isOther)) draw();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [app, session, node, several, width, height]);
  return (
    <div className={classes.gauge} style={{ width, height }}>
      <span ref={number} className={classes.loss} data-testid="loss">
        –
      </span>
      <svg className={classes.curve} width={width} height={height} aria-hidden>
        <path ref={picture} className={classes.course} />
        <line ref={moment} className={classes.moment} y1={20} y2={height} visibility="hidden" />
      </svg>
    </div>
  );
});
