/**
 * Under a plot, on its axis of steps: which moment of the run the page shows. It is dragged, pressed or walked by
 * key. What follows a pointer or training is written into elements, and no render is made for it.
 */
import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useLayoutEffect,
  useRef,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { AppState } from '../../state/app.ts';
import { formatCount } from '../../tensor/format.ts';
import { useActions, useApp, useAppStore } from '../kit/store.tsx';
import { useBox } from '../kit/useBox.ts';
import classes from './scrubber.module.css';
import { isInSight, type StepAxis, stepScale, zoomedSteps } from './stepAxis.ts';

type Told = Pick<AppState, 'timeline' | 'step'>;

/** Calls back now, and when the axis or the timeline is another one. */
function useTold(axis: StepAxis, show: (told: Told) => void, by: readonly unknown[]): void {
  const app = useAppStore();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `by` is what `show` depends on
  useLayoutEffect(() => {
    const now = () => show(app.getState());
    now();
    const ends = [
      axis.on(now),
      app.subscribe((s, before) => {
        if (s.timeline !== before.timeline) now();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [app, axis, ...by]);
}

const place = ({ current }: RefObject<HTMLElement | null>, style: Record<string, string>) => {
  for (const [name, value] of Object.entries(style)) current?.style.setProperty(name, value);
};

/** The moment that is visited, in the plot: a line. */
export function MomentLine({ axis }: { axis: StepAxis }) {
  const area = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const { width } = useBox(area);
  useTold(
    axis,
    ({ timeline }) => {
      const at = timeline?.visits;
      const { domain } = axis.read();
      const seen = at !== undefined && at >= domain[0] && at <= domain[1];
      place(line, { visibility: seen ? 'visible' : 'hidden' });
      if (seen) place(line, { translate: `${stepScale(axis.read(), width).toX(at)}px` });
    },
    [width],
  );
  return (
    <div ref={area} className={classes.over} aria-hidden>
      <div ref={line} className={classes.line} />
    </div>
  );
}

/** @param first the one that is heard of and has the focus; others beside it follow */
export function Scrubber(props: { axis: StepAxis; first: boolean }) {
  const recorded = useApp((s) => s.timeline !== undefined);
  return recorded && <Track {...props} />;
}

function Track({ axis, first }: { axis: StepAxis; first: boolean }) {
  const { t } = useTranslation();
  const app = useAppStore();
  const { visit, visitBy } = useActions();
  const area = useRef<HTMLDivElement>(null);
  const range = useRef<HTMLDivElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  /** Where the pointer is that holds the thumb: the page may be behind it. */
  const held = useRef<number>(undefined);
  const asked = useRef(0);
  const { width } = useBox(area);

  const show = ({ timeline, step }: Told) => {
    if (!timeline) return;
    const { first: from, last, visits } = timeline;
    const { toX } = stepScale(axis.read(), width);
    const at = held.current ?? visits ?? last;
    const [left, right] = [toX(from), toX(last)];
    place(range, { translate: `${left}px`, width: `${Math.max(0, right - left)}px` });
    const isSeen = isInSight(at, axis.read(), zoomedSteps.get());
    place(thumb, {
      translate: `${toX(at)}px`,
      visibility: isSeen ? 'visible' : 'hidden',
    });
    const { current } = area;
    if (!current || !first) return;
    current.setAttribute('aria-valuemin', String(from));
    current.setAttribute('aria-valuemax', String(last));
    current.setAttribute('aria-valuenow', String(visits ?? step));
    const words = { step: formatCount(at), last: formatCount(last) };
    current.setAttribute('aria-valuetext', t('curves.moment', words));
  };
  useTold(axis, show, [width, first, t]);

  const go = (event: PointerEvent) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const { timeline } = app.getState();
    if (!timeline) return;
    const at = stepScale(axis.read(), width).toStep(event.clientX - left);
    const step = Math.max(timeline.first, Math.min(at, timeline.last));
    if (step === held.current) return;
    held.current = step;
    show(app.getState());
    // Once a frame: the engine goes to the latest.
    cancelAnimationFrame(asked.current);
    asked.current = requestAnimationFrame(() => visit(step));
  };
  const hold = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    go(event);
  };
  const leave = () => {
    held.current = undefined;
    show(app.getState());
  };
  const walk = (event: KeyboardEvent) => {
    const { timeline } = app.getState();
    if (!timeline) return;
    const by = WALK[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (Number.isFinite(by)) visitBy(by);
    else visit(by > 0 ? by : timeline.first);
  };
  return (
    <div
      ref={area}
      className={classes.scrubber}
      onPointerDown={hold}
      onPointerMove={(e) => held.current !== undefined && go(e)}
      onLostPointerCapture={leave}
      {...(first
        ? {
            role: 'slider',
            tabIndex: 0,
            'aria-label': t('curves.scrubber'),
            'aria-valuenow': 0,
            onKeyDown: walk,
          }
        : { 'aria-hidden': true })}
    >
      <div ref={range} className={classes.range} />
      <div ref={thumb} className={classes.thumb} />
    </div>
  );
}

/** Moments on or back; to either end. */
const WALK: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -8,
  PageUp: 8,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};
