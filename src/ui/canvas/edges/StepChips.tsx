/**
 * On each wire in sight, this step's tensor: its value as soon as it is computed, its gradient as soon as
 * it has come back. In the place of the charts, which tell of steps that are over.
 */
import { EdgeLabelRenderer } from '@xyflow/react';
import {
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { WireTensor } from '../../../../workers/engine/protocol.ts';
import type { AppState } from '../../../state/app.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { formatShape } from '../../../tensor/shape.ts';
import { Digits } from '../../kit/Digits.tsx';
import { ungradedBy, weightOn } from '../../kit/kept.ts';
import { useFullWireName } from '../../kit/names.ts';
import { portsOf } from '../../kit/ports.ts';
import { useApp } from '../../kit/store.tsx';
import { named, type Symbols, symbolsOn } from '../../kit/symbols.ts';
import { useShade } from '../../kit/useShade.ts';
import { marked } from '../../stepping/pointing.ts';
import { useParts } from '../parts.tsx';
import classes from './edges.module.css';
import { useInSight, useOnWires } from './onWires.ts';
import { type Place, type Spot, standing } from './place.ts';
import { formsOf, SHORT, type StepForm } from './stepForms.ts';
import { isRead, paintTensor } from './stepPaint.ts';

const MOST = 400;

/** How what is on a wire can be drawn, by its shape and by what its kind and the data say of its axes. */
function formsIn({ document, compiled }: AppState, edge: string): readonly StepForm[] | undefined {
  const source = document.edges[edge]?.source;
  const shape = source && compiled?.compilation.shapes[`${source.node}.${source.port}`];
  const record = source && document.nodes[source.node];
  if (!shape || !record) return undefined;
  const port = portsOf(record).outputs.find((p) => p.name === source.port);
  const turned = compiled.data.some((d) => d.time === 0);
  const symbols = namesOn({ document, compiled }, edge);
  return formsOf(shape, { turned, planes: port?.planes ?? false, symbols });
}

/**
 * What a wire's numbers are indices of, where they are no more than that: whoever computes with them takes them
 * as numbers, and a gradient goes back.
 */
const namesOn = (state: Pick<AppState, 'document' | 'compiled'>, edge: string) =>
  ungradedBy(state.compiled?.compilation, edge) ? symbolsOn(state, edge) : undefined;

/** Asks for the tensors of what is in sight. */
function useLook(): void {
  const { steps } = useParts();
  const look = useCallback((edges: readonly string[]) => steps.look(edges.slice(0, MOST)), [steps]);
  useInSight(look, 60);
  useEffect(() => () => steps.look([]), [steps]);
}

/** A tensor in words: what it is indices of, its numbers where they are few, else its shape and their range. */
function useSaid(): (tensor: WireTensor, symbols?: Symbols) => string {
  const { t } = useTranslation();
  return (tensor, symbols) =>
    (symbols && named(tensor.data, symbols)?.join('')) ??
    (isRead(tensor)
      ? Array.from(tensor.data, (v) => formatNumber(v)).join(', ')
      : t('edges.stepRange', {
          shape: formatShape(tensor.shape),
          low: formatNumber(tensor.low),
          high: formatNumber(tensor.high),
        }));
}

const StepChip = memo(function StepChip({
  id,
  place,
  weighed,
  changes,
}: {
  id: string;
  /** None where there is no room for it: its weight is told all the same. */
  place: Place<StepForm> | undefined;
  /** Where its weight stands. */
  weighed: Spot | undefined;
  /** Where it stands before and after its update; without room there, in the place of what was told. */
  changes: Spot | undefined;
}) {
  const { t } = useTranslation();
  const { steps } = useParts();
  const shade = useShade();
  const name = useFullWireName(id);
  const said = useSaid();
  const value = useRef<HTMLSpanElement>(null);
  const gradient = useRef<HTMLSpanElement>(null);
  const [subscribe] = useState(() => (callback: () => void) => steps.on(id, callback));
  const wire = useSyncExternalStore(subscribe, () => steps.of(id));
  const symbols = useApp((s) => namesOn(s, id));
  const form = place?.form;
  useLayoutEffect(() => {
    if (!form) return;
    if (value.current) paintTensor(value.current, wire?.value, form, shade, symbols);
    if (gradient.current) paintTensor(gradient.current, wire?.gradient, form, shade);
  }, [wire, form, shade, symbols]);
  const weight = wire?.weight;
  const weightName = useApp((s) => weightOn(s.compiled?.compilation, id)) ?? '';
  const changed = weight?.before !== undefined && { ...weight, before: weight.before };
  // The update is of the weight: it takes the place of what has been told. Where there is no room for both
  // numbers, what the weight has become stands where the weight stood.
  const spot = changed ? (changes ?? weighed ?? place) : place;
  const what = [
    ...(wire?.value ? [t('edges.stepValue', { value: said(wire.value, symbols) })] : []),
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
  return (
    <>
      {spot && (
        <span
          className={classes.step}
          data-chip={id}
          {...marked('wire', id)}
          data-beside={(!changed && form?.beside) || undefined}
          hidden={what.length === 0}
          role="img"
          aria-label={t('edges.stepWire', { wire: name, what: what.join('; ') })}
          style={{ transform: standing(spot) }}
        >
          {changed ? (
            // An element of its own: the others are painted outside React.
            <span key="change" className={classes.stepWeight} {...marked('weight', weightName)}>
              {(changes || !weighed) && (
                <span>
                  <Digits value={changed.before} glyphs={SHORT} /> →
                </span>
              )}
              <Digits value={changed.now} glyphs={SHORT} />
            </span>
          ) : (
            <>
              <span key="value" ref={value} className={classes.stepValue} hidden />
              <span key="gradient" ref={gradient} className={classes.stepGradient} hidden />
            </>
          )}
        </span>
      )}
      {weight && weighed && !changed && (
        <span
          className={`${classes.step} ${classes.stepWeight}`}
          data-chip={id}
          {...marked('weight', weightName)}
          role="img"
          aria-label={t('edges.stepWire', {
            wire: name,
            what: t('edges.stepWeight', { now: formatNumber(weight.now) }),
          })}
          style={{ transform: standing(weighed) }}
        >
          <Digits value={weight.now} glyphs={SHORT} />
        </span>
      )}
    </>
  );
});

/** @param scale absent where the view is too far off to read; what is done is tinted there too */
export function StepChips({ scale }: { scale: number | undefined }) {
  useLook();
  return scale === undefined ? null : <ReadChips scale={scale} />;
}

function ReadChips({ scale }: { scale: number }) {
  const { told, weights, changes } = useOnWires(formsIn, scale);
  return (
    <EdgeLabelRenderer>
      {[...new Set([...told.keys(), ...weights.keys()])].map((id) => (
        <StepChip
          key={id}
          id={id}
          place={told.get(id)}
          weighed={weights.get(id)}
          changes={changes.get(id)}
        />
      ))}
    </EdgeLabelRenderer>
  );
}
