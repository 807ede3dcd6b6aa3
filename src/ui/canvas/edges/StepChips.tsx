/**
 * On each wire in sight, this step's tensor: its value as soon as it is computed, its gradient as soon as
 * it has come back. In the place of the charts, which tell of steps that are over.
 */
import { EdgeLabelRenderer, useStore, useStoreApi } from '@xyflow/react';
import { memo, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireTensor } from '../../../../workers/engine/protocol.ts';
import { compareIds } from '../../../base/ids.ts';
import type { Point } from '../../../document/records.ts';
import type { AppState } from '../../../state/app.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { formatShape, size } from '../../../tensor/shape.ts';
import { useFullWireName } from '../../kit/names.ts';
import { portsOf } from '../../kit/ports.ts';
import { useApp, useAppStore } from '../../kit/store.tsx';
import { useShade } from '../../kit/useShade.ts';
import { useParts } from '../parts.tsx';
import { cardsOf } from './cards.ts';
import classes from './edges.module.css';
import { edgesInSight } from './inSight.ts';
import { formsOf, placeSteps, type StepPlace } from './stepForms.ts';
import { isRead, paintTensor } from './stepPaint.ts';

/** Below this zoom a wire tells by its colour alone. */
export const STEPS_FROM = 0.35;
/** What is read is so much larger than on the canvas itself, in steps, so that zooming seldom places anew. */
const scaleOf = (zoom: number) => Math.max(1, Math.ceil(8 / zoom) / 8);
const MOST = 400;

/** How what is on a wire can be drawn, by its shape and by what its kind and the data say of its axes. */
function formsIn({ document, compiled }: AppState, edge: string, round: boolean) {
  const source = document.edges[edge]?.source;
  const shape = source && compiled?.compilation.shapes[`${source.node}.${source.port}`];
  const record = source && document.nodes[source.node];
  if (!shape || !record) return undefined;
  const port = portsOf(record).outputs.find((p) => p.name === source.port);
  const turned = compiled.data.some((d) => d.time === 0);
  return {
    forms: formsOf(shape, { turned, planes: port?.planes ?? false }),
    weighs: round && size(shape) === 1,
  };
}

function usePlaces(scale: number): ReadonlyMap<string, StepPlace> {
  const { wires } = useParts();
  const app = useAppStore();
  const flow = useStoreApi();
  const compiled = useApp((s) => s.compiled);
  const [places, setPlaces] = useState<ReadonlyMap<string, StepPlace>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: another compilation has other shapes.
  useEffect(() => {
    const place = () => {
      const list = [...wires.all.values()]
        .sort((a, b) => compareIds(a.id, b.id))
        .flatMap(({ id, ends }) => {
          const { nodeLookup, edgeLookup } = flow.getState();
          const round = nodeLookup.get(edgeLookup.get(id)?.target ?? '')?.type === 'round';
          const forms = formsIn(app.getState(), id, round);
          return forms ? [{ id, ends, ...forms }] : [];
        });
      const next = new Map(placeSteps(list, cardsOf(flow.getState()), scale));
      setPlaces((before) => {
        for (const [id, at] of next) {
          const old = before.get(id);
          if (old && JSON.stringify(old) === JSON.stringify(at)) next.set(id, old);
        }
        return next;
      });
    };
    place();
    return wires.onChange(place);
  }, [wires, app, flow, scale, compiled]);
  return places;
}

/** Asks for the tensors of what is in sight. */
function useLook(): void {
  const { wires, steps } = useParts();
  const flow = useStoreApi();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      steps.look(edgesInSight(flow.getState(), wires).slice(0, MOST));
    };
    const soon = () => {
      timer ??= setTimeout(look, 60);
    };
    let at = flow.getState().transform;
    look();
    const stop = [
      wires.onChange(soon),
      flow.subscribe((s) => {
        if (s.transform === at) return;
        at = s.transform;
        soon();
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const end of stop) end();
      steps.look([]);
    };
  }, [wires, steps, flow]);
}

/** A tensor in words: its numbers where they are few, else its shape and their range. */
function useSaid(): (tensor: WireTensor) => string {
  const { t } = useTranslation();
  return (tensor) =>
    isRead(tensor)
      ? Array.from(tensor.data, (v) => formatNumber(v)).join(', ')
      : t('edges.stepRange', {
          shape: formatShape(tensor.shape),
          low: formatNumber(tensor.low),
          high: formatNumber(tensor.high),
        });
}

const StepChip = memo(function StepChip({ id, place }: { id: string; place: StepPlace }) {
  const { t } = useTranslation();
  const { steps } = useParts();
  const shade = useShade();
  const name = useFullWireName(id);
  const said = useSaid();
  const value = useRef<HTMLSpanElement>(null);
  const gradient = useRef<HTMLSpanElement>(null);
  const [subscribe] = useState(() => (callback: () => void) => steps.on(id, callback));
  const wire = useSyncExternalStore(subscribe, () => steps.of(id));
  const { form } = place;
  useLayoutEffect(() => {
    if (value.current) paintTensor(value.current, wire?.value, form, shade);
    if (gradient.current) paintTensor(gradient.current, wire?.gradient, form, shade);
  }, [wire, form, shade]);
  const weight = wire?.weight;
  const changed = weight?.before !== undefined && { ...weight, before: weight.before };
  const what = [
    ...(wire?.value ? [t('edges.stepValue', { value: said(wire.value) })] : []),
    ...(wire?.gradient ? [t('edges.stepGradient', { gradient: said(wire.gradient) })] : []),
    ...(changed
      ? [
          t('edges.stepWeightChanged', {
            now: formatNumber(changed.now),
            before: formatNumber(changed.before),
          }),
        ]
      : []),
  ];
  const at = (p: Point) =>
    `translate(${p.x}px, ${p.y}px) translate(-50%, -50%) scale(${place.scale})`;
  return (
    <>
      <span
        className={classes.step}
        data-beside={(!changed && form.beside) || undefined}
        hidden={what.length === 0}
        role="img"
        aria-label={t('edges.stepWire', { wire: name, what: what.join('; ') })}
        style={{ transform: at(place) }}
      >
        {/* The update is of the weight: it takes the place of what has been told. */}
        {changed && (
          <span className={classes.stepWeight}>
            <span>{formatNumber(changed.before)} →</span>
            <span>{formatNumber(changed.now)}</span>
          </span>
        )}
        <span
          ref={value}
          className={classes.stepValue}
          data-changed={changed ? '' : undefined}
          hidden
        />
        <span
          ref={gradient}
          className={classes.stepGradient}
          data-changed={changed ? '' : undefined}
          hidden
        />
      </span>
      {weight && place.weight && (
        <span
          className={`${classes.step} ${classes.stepWeight}`}
          role="img"
          aria-label={t('edges.stepWire', {
            wire: name,
            what: t('edges.stepWeight', { now: formatNumber(weight.now) }),
          })}
          style={{ transform: at(place.weight) }}
        >
          {formatNumber(weight.now)}
        </span>
      )}
    </>
  );
});

export function StepChips() {
  const shown = useStore((s) => s.transform[2] >= STEPS_FROM);
  const scale = useStore((s) => scaleOf(s.transform[2]));
  const places = usePlaces(scale);
  useLook();
  if (!shown) return null;
  return (
    <EdgeLabelRenderer>
      {[...places].map(([id, place]) => (
        <StepChip key={id} id={id} place={place} />
      ))}
    </EdgeLabelRenderer>
  );
}
