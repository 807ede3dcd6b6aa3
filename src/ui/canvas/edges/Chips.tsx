/**
 * The small charts on the wires, or ribbons where there is no room for one, and the weights of neurons'
 * wires: where each one goes, and which edges the engine is asked to watch. Lines and numbers are painted
 * outside React; this draws anew only when wires move or the view crosses a threshold.
 */
import { EdgeLabelRenderer, type ReactFlowState } from '@xyflow/react';
import { memo, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ungradedBy } from '../../kit/kept.ts';
import { useEdgeName, useFullWireName } from '../../kit/names.ts';
import { useActions, useApp, useAppStore } from '../../kit/store.tsx';
import { useParts } from '../parts.tsx';
import { LEAST } from '../useLecture.ts';
import { useSoon } from '../useSoon.ts';
import { CHART_FORMS, type ChartForm } from './chartForms.ts';
import classes from './edges.module.css';
import { useInSight, useOnWires } from './onWires.ts';
import { type Place, type Spot, scaleAt, standing, TOLD_FROM, TYPE } from './place.ts';
import { StepChips } from './StepChips.tsx';

/** Frames a second that are asked for, and of how many edges at most. */
const HERTZ = 10;
const MOST = 400;

const forms = () => CHART_FORMS;

/** Tells the engine which edges a person can see; none while the page is hidden. */
function useWatch(): void {
  const { painter } = useParts();
  const app = useAppStore();
  const seen = useRef<readonly string[]>([]);
  const told = useRef<string>(undefined);
  const tell = useCallback(
    (edges: readonly string[] = seen.current) => {
      seen.current = edges;
      const { document: all, compiled, pinnedEdges, session } = app.getState();
      const pinned = pinnedEdges.filter((id) => id in all.edges);
      const wanted = document.hidden ? [] : [...new Set([...pinned, ...edges])].slice(0, MOST);
      const key = wanted.join(' ');
      if (key === told.current) return;
      told.current = key;
      painter.setScaled(edges.filter((id) => !ungradedBy(compiled?.compilation, id)));
      void session.engine.watch(wanted, wanted.length ? HERTZ : 0);
    },
    [app, painter],
  );
  useInSight(tell, 200);
  const generation = useApp((s) => s.compiled?.generation);
  const pinned = useApp((s) => s.pinnedEdges);
  // A new plan starts with nothing watched.
  useEffect(() => {
    told.current = undefined;
    if (generation !== undefined) tell();
  }, [generation, tell]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other pins.
  useEffect(() => tell(), [pinned, tell]);
  useEffect(() => {
    const onChange = () => tell();
    document.addEventListener('visibilitychange', onChange);
    return () => document.removeEventListener('visibilitychange', onChange);
  }, [tell]);
}

const ChipView = memo(function ChipView({ id, place }: { id: string; place: Place<ChartForm> }) {
  const { t } = useTranslation();
  const { painter, hover } = useParts();
  const actions = useActions();
  const pinned = useApp((s) => s.pinnedEdges.includes(id));
  const name = useEdgeName(id);
  const svg = useRef<SVGSVGElement>(null);
  const cursor = useRef<SVGLineElement>(null);
  const value = useRef<SVGPathElement>(null);
  const gradient = useRef<SVGPathElement>(null);
  const lastValue = useRef<SVGTextElement>(null);
  const lastGradient = useRef<SVGTextElement>(null);
  const { width, height, digits, type } = place;
  useEffect(() => {
    if (!svg.current || !cursor.current || !value.current || !gradient.current) return;
    if (!lastValue.current || !lastGradient.current) return;
    const marks = {
      svg: svg.current,
      cursor: cursor.current,
      value: { path: value.current, digits: lastValue.current },
      gradient: { path: gradient.current, digits: lastGradient.current },
    };
    return painter.attach(id, marks, { type, width, height, digits });
  }, [painter, id, type, width, height, digits]);
  return (
    <button
      type="button"
      className={`${classes.chip} nodrag nopan`}
      data-chip={id}
      data-form={type}
      style={{ width, height, transform: standing(place) }}
      // The wire itself is the way by keyboard: Enter on it does the same.
      tabIndex={-1}
      aria-label={t('edges.chip', { edge: name })}
      aria-pressed={pinned}
      onClick={() => {
        hover.leave();
        actions.pinEdge(id, !pinned);
      }}
      onPointerEnter={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        hover.enter(id, { x: box.left + box.width / 2, y: box.bottom + 6 });
      }}
      onPointerLeave={hover.leave}
    >
      <svg ref={svg} width={width} height={height} aria-hidden data-blank="">
        <line ref={cursor} y2={height} visibility="hidden" />
        <path ref={value} className={classes.value} />
        <path ref={gradient} className={classes.gradient} />
        <text ref={lastValue} className={classes.value} x={width - 4} y={height / 2 - 3} />
        <text ref={lastGradient} className={classes.gradient} x={width - 4} y={height - 4} />
      </svg>
    </button>
  );
});

/** The weight of a neuron's wire, near the neuron. */
const WeightView = memo(function WeightView({ id, spot }: { id: string; spot: Spot }) {
  const { t } = useTranslation();
  const { painter } = useParts();
  const wire = useFullWireName(id);
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const said = (now: string) =>
      t('edges.stepWire', { wire, what: t('edges.stepWeight', { now }) });
    return painter.attachWeight(id, { element, said });
  }, [painter, id, wire, t]);
  return (
    <span
      ref={ref}
      className={`${classes.step} ${classes.stepWeight}`}
      data-chip={id}
      role="img"
      hidden
      style={{ transform: standing(spot) }}
    />
  );
});

function RestChips({ scale }: { scale: number }) {
  const { told, weights } = useOnWires(forms, scale);
  return (
    <EdgeLabelRenderer>
      {[...told].map(([id, place]) => (
        <ChipView key={id} id={id} place={place} />
      ))}
      {[...weights].map(([id, spot]) => (
        <WeightView key={id} id={id} spot={spot} />
      ))}
    </EdgeLabelRenderer>
  );
}

export function Chips() {
  const { painter } = useParts();
  const walked = useApp((s) => s.cursor !== undefined);
  const lecture = useApp((s) => s.lecture);
  const scale = useSoon(
    useCallback(
      ({ transform: [, , zoom] }: ReactFlowState) =>
        zoom >= TOLD_FROM ? scaleAt(zoom, lecture ? LEAST : TYPE) : undefined,
      [lecture],
    ),
  );
  useWatch();
  useEffect(() => painter.setFar(scale === undefined), [painter, scale]);
  if (walked) return <StepChips scale={scale} />;
  return scale === undefined ? null : <RestChips scale={scale} />;
}
