/**
 * The small charts on the wires: where each one goes, which edges the engine is asked to watch, and
 * a chip for each. The lines in them are painted outside React; this draws anew only when wires
 * move or the view crosses a threshold.
 */
import { EdgeLabelRenderer, useStore, useStoreApi } from '@xyflow/react';
import { memo, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compareIds } from '../../../base/ids.ts';
import { useEdgeName } from '../../kit/names.ts';
import { useActions, useApp, useAppStore } from '../../kit/store.tsx';
import { useParts } from '../parts.tsx';
import { cardsOf } from './cards.ts';
import classes from './edges.module.css';
import { useHover } from './hover.ts';
import { edgesInSight } from './inSight.ts';
import { CHIP_HEIGHT, type Chip, placeChips } from './place.ts';
import { StepChips } from './StepChips.tsx';

/** Below this zoom colour takes over from charts. */
export const CHARTS_FROM = 0.5;
/** Frames a second that are asked for, and of how many edges at most. */
const HERTZ = 10;
const MOST = 400;

const useChartsShown = () => useStore((s) => s.transform[2] >= CHARTS_FROM);

/** Places chips once a frame after wires or cards changed. */
function usePlaces(shown: boolean): ReadonlyMap<string, Chip> {
  const { wires } = useParts();
  const flow = useStoreApi();
  const [places, setPlaces] = useState<ReadonlyMap<string, Chip>>(new Map());
  useEffect(() => {
    if (!shown) {
      setPlaces(new Map());
      return;
    }
    const place = () => {
      const cards = cardsOf(flow.getState());
      const { nodeLookup, edgeLookup } = flow.getState();
      const list = [...wires.all.values()]
        .sort((a, b) => compareIds(a.id, b.id))
        .map(({ id, ends }) => {
          const target = nodeLookup.get(edgeLookup.get(id)?.target ?? '');
          return { id, ends, small: target?.type === 'round' };
        });
      const next = placeChips(list, cards);
      setPlaces((before) => {
        // Chips that stayed keep their object, so that only those that moved are drawn anew.
        for (const [id, chip] of next) {
          const old = before.get(id);
          if (old && old.x === chip.x && old.y === chip.y && old.width === chip.width)
            (next as Map<string, Chip>).set(id, old);
        }
        return next;
      });
    };
    place();
    return wires.onChange(place);
  }, [wires, flow, shown]);
  return places;
}

/** Tells the engine which edges a person can see; none while the page is hidden. */
function useWatch(): void {
  const { wires } = useParts();
  const app = useAppStore();
  const flow = useStoreApi();
  const generation = useApp((s) => s.compiled?.generation);
  useEffect(() => {
    let told: string | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      const state = app.getState();
      const pinned = state.pinnedEdges.filter((id) => id in state.document.edges);
      const seen = document.hidden ? [] : edgesInSight(flow.getState(), wires);
      const edges = [...new Set([...(document.hidden ? [] : pinned), ...seen])].slice(0, MOST);
      const key = edges.join(' ');
      if (key === told) return;
      told = key;
      void state.session.engine.watch(edges, edges.length ? HERTZ : 0);
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(tell, 200);
    };
    let at = flow.getState().transform;
    const stop = [
      wires.onChange(soon),
      flow.subscribe((s) => {
        if (s.transform === at) return;
        at = s.transform;
        soon();
      }),
      app.subscribe((s, before) => {
        if (s.pinnedEdges !== before.pinnedEdges) soon();
      }),
    ];
    document.addEventListener('visibilitychange', soon);
    // A new plan starts with nothing watched.
    if (generation !== undefined) tell();
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', soon);
      for (const end of stop) end();
    };
  }, [wires, app, flow, generation]);
}

const ChipView = memo(function ChipView({ id, chip }: { id: string; chip: Chip }) {
  const { t } = useTranslation();
  const { painter } = useParts();
  const actions = useActions();
  const pinned = useApp((s) => s.pinnedEdges.includes(id));
  const name = useEdgeName(id);
  const svg = useRef<SVGSVGElement>(null);
  const value = useRef<SVGPathElement>(null);
  const gradient = useRef<SVGPathElement>(null);
  const weight = useRef<SVGTextElement>(null);
  const { width } = chip;
  useEffect(() => {
    if (!svg.current || !value.current || !gradient.current || !weight.current) return;
    const marks = {
      svg: svg.current,
      value: value.current,
      gradient: gradient.current,
      weight: weight.current,
    };
    return painter.attach(id, marks, width);
  }, [painter, id, width]);
  const { enter, leave } = useHover();
  return (
    <button
      type="button"
      className={`${classes.chip} nodrag nopan`}
      style={{
        width,
        transform: `translate(${chip.x - width / 2}px, ${chip.y - CHIP_HEIGHT / 2}px)`,
      }}
      // The wire itself is the way by keyboard: Enter on it does the same.
      tabIndex={-1}
      aria-label={t('edges.chip', { edge: name })}
      aria-pressed={pinned}
      onClick={() => {
        leave();
        actions.pinEdge(id, !pinned);
      }}
      onPointerEnter={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        enter(id, { x: box.left + box.width / 2, y: box.bottom + 6 });
      }}
      onPointerLeave={leave}
    >
      <svg ref={svg} width={width} height={CHIP_HEIGHT} aria-hidden data-blank="">
        <path ref={value} className={classes.value} />
        <path ref={gradient} className={classes.gradient} />
        <text ref={weight} x={5} y={CHIP_HEIGHT / 2} />
      </svg>
    </button>
  );
});

export function Chips() {
  const { painter } = useParts();
  const walked = useApp((s) => s.cursor !== undefined);
  const near = useChartsShown();
  const shown = near && !walked;
  const places = usePlaces(shown);
  useWatch();
  useEffect(() => painter.setFar(!near), [painter, near]);
  if (walked) return <StepChips />;
  if (!shown) return null;
  return (
    <EdgeLabelRenderer>
      {[...places].map(([id, chip]) => (
        <ChipView key={id} id={id} chip={chip} />
      ))}
    </EdgeLabelRenderer>
  );
}
