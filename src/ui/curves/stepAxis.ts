/**
 * The axis of steps that all plots of a run share, and whatever lies under them: how far it goes, whether
 * it is logarithmic, and the part that is zoomed into.
 */
import { useMemo } from 'react';
import { type Axis, scaleOf, valueAt } from '../../charts/plane.ts';
import { countTicks } from '../../charts/ticks.ts';
import type { AppState } from '../../state/app.ts';
import { type Cell, createCell } from '../kit/cell.ts';
import { paceOf } from '../kit/pace.ts';
import { useApp } from '../kit/store.tsx';
import { plotAreaOf } from '../plot/marks.ts';

type Session = Pick<AppState['session'], 'curves' | 'onPaint'>;
export type Steps = readonly [from: number, to: number];

/** The steps that are zoomed into; none: all that there are. */
export const zoomedSteps: Cell<Steps | undefined> = createCell<Steps | undefined>(undefined);

/** Whole steps, of which there are at least two; a logarithm has no place for step 0. */
function domainOf(whole: Steps, zoomed: Steps | undefined, log: boolean): Steps {
  const first = Math.max(whole[0], log ? 1 : 0);
  const last = Math.max(whole[1], first + 1);
  // What was zoomed into may be gone: after a reset, or in another project.
  const here = zoomed && zoomed[0] < last && zoomed[1] > first ? zoomed : [first, last];
  const from = Math.min(Math.max(Math.floor(here[0]), first), last - 1);
  return [from, Math.max(Math.min(Math.ceil(here[1]), last), from + 1)];
}

/** Whether a step is within what is zoomed into; a run may be further on than its axis. */
export function isInSight(step: number, axis: Axis, zoomed: Steps | undefined): boolean {
  if (!zoomed) return true;
  const { domain, log } = axis;
  return Math.max(step, log ? 1 : 0) >= domain[0] && step <= domain[1];
}

export function axisOf(whole: Steps, zoomed: Steps | undefined, log: boolean): Axis {
  const domain = domainOf(whole, zoomed, log);
  return { domain, ticks: countTicks(domain, 3, log), ...(log && { log }) };
}

/** Where a plot and what lies under it read their axis. */
export interface StepAxis {
  /** The same object as long as it is the same axis. */
  readonly read: () => Axis;
  /** Calls back when it may be another one. Gives the function that ends it. */
  readonly on: (callback: () => void) => () => void;
}

/** @param furthest the last step of other curves that are drawn along it */
export function stepAxisOf(session: Session, log: boolean, furthest = 0): StepAxis {
  let from: ReturnType<Session['curves']> | undefined;
  let zoomed: Steps | undefined;
  let axis: Axis | undefined;
  return {
    read() {
      const points = session.curves();
      if (axis && points === from && zoomed === zoomedSteps.get()) return axis;
      from = points;
      zoomed = zoomedSteps.get();
      const last = Math.max(points.at(-1)?.step ?? 0, furthest);
      const first = furthest ? 0 : (points[0]?.step ?? 0);
      const next = axisOf([first, last], zoomed, log);
      // A run that others are ahead of does not move their axis.
      const [a, b] = [axis?.domain, next.domain];
      if (a?.[0] !== b[0] || a[1] !== b[1]) axis = next;
      return axis ?? next;
    },
    on(callback) {
      const ends = [session.onPaint(callback), zoomedSteps.subscribe(callback)];
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

/** Whether steps are logarithmic: as somebody chose, and until then in time-lapse. */
export const isLogarithmic = (s: AppState): boolean =>
  s.curveView.logX === 'auto' ? paceOf(s) === 'timeLapse' : s.curveView.logX;

export function useStepAxis(furthest: number): StepAxis {
  const session = useApp((s) => s.session);
  const log = useApp(isLogarithmic);
  return useMemo(() => stepAxisOf(session, log, furthest), [session, log, furthest]);
}

/** From steps to pixels across a plot of that width, and back to whole steps, both within the axis: a logarithm has no place for step 0. */
export function stepScale(axis: Axis, width: number) {
  const { left, right } = plotAreaOf(axis, width, 0);
  const [from, to] = axis.domain;
  const on = scaleOf(axis, left, right);
  const back = valueAt(axis, left, right);
  return {
    toX: (step: number) => on(Math.max(from, Math.min(to, step))),
    toStep: (x: number) => Math.max(from, Math.min(to, Math.round(back(x)))),
  };
}
