/**
 * A recurrent layer looked into: where the walk through time stands, its gates and states over all time
 * steps for one sample, and how large the state and its gradient are at each step. What the walk has not
 * come to yet is left blank, although the engine has run the whole loop: a person follows it in order.
 */
import { ActionIcon, Slider, Switch } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  InsideInspection,
  NodeInspection,
  ShownEquation,
} from '../../../../workers/engine/protocol.ts';
import { kindOf } from '../../../catalog/index.ts';
import { magnitude } from '../../../charts/extent.ts';
import type { Move } from '../../../plan/plan.ts';
import { formatNumber } from '../../../tensor/format.ts';
import { Section } from '../../kit/Section.tsx';
import { useActions, useApp } from '../../kit/store.tsx';
import { prepare } from '../../kit/useCanvas.ts';
import { lastLayer, paintSteps, scaleOf } from '../../plot/steps.ts';
import { useReading } from '../../tensor/reading.ts';
import { SamplePicker, useSample } from '../../tensor/SamplePicker.tsx';
import { SignLegend } from '../../tensor/SignLegend.tsx';
import { Strip } from './Strip.tsx';
import classes from './stepper.module.css';

type Cell = NonNullable<ShownEquation['cell']>;
interface Props {
  readonly move: Move & { readonly rows: number };
  readonly inspection: NodeInspection;
  /** The unit whose numbers are shown in the formulas. */
  readonly unit: number;
  readonly onPick: (unit: number) => void;
  /** The layer that is shown, and which way it reads. */
  readonly layer: Cell;
  readonly onLayer: (layer: Cell) => void;
}

const WIDTH = 252;
const CHART = 56;

type Intermediates = InsideInspection['intermediates'];
interface Layer {
  readonly layer: number;
  readonly reverse: boolean;
  readonly intermediates: Intermediates;
}

/** Gates and states by the layer and the direction that they belong to. */
function layersOf(intermediates: Intermediates): readonly Layer[] {
  const layers: Layer[] = [];
  for (const one of intermediates) {
    const { layer = 0, reverse = false } = one.notation;
    const at = layers.findIndex((l) => l.layer === layer && l.reverse === reverse);
    const known = layers[at];
    if (known) layers[at] = { ...known, intermediates: [...known.intermediates, one] };
    else layers.push({ layer, reverse, intermediates: [one] });
  }
  return layers;
}

export function CellView({ move, inspection, unit, onPick, layer, onLayer }: Props) {
  const { t } = useTranslation();
  const actions = useActions();
  const row = useApp((s) => s.row);
  const unrolled = useApp((s) => s.unrolled);
  const { rows } = move;
  const done = unrolled ? row : rows - 1;
  const sample = useSample();
  const inside = useReading({
    of: ['inside', move.node, sample],
    read: (engine) => engine.inspectInside(move.node, sample),
  });
  const layers = layersOf(inside?.intermediates ?? []);
  const found = layers.findIndex((l) => l.layer === layer.layer && l.reverse === layer.reverse);
  const place = Math.max(0, found);
  const shown = layers[place];
  const backward = move.phase === 'backward';
  // Backward time runs the other way round, and so does a direction that reads from the end.
  const turned = backward !== (shown?.reverse ?? false);
  const at = turned ? rows - 1 - done : done;
  const walk = (step: number) => actions.goToRow((unrolled ? row : 0) + step);
  return (
    <Section title={t('stepper.time')} aside={t('stepper.timeAt', { at: at + 1, rows })}>
      <Switch
        size="xs"
        checked={unrolled}
        label={t('stepper.unroll')}
        onChange={(e) => actions.unroll(e.currentTarget.checked)}
      />
      <div className={classes.walk}>
        <ActionIcon
          size="sm"
          variant="default"
          aria-label={t('stepper.timeBack')}
          disabled={!unrolled || row === 0}
          onClick={() => walk(-1)}
        >
          <ChevronLeft size={14} aria-hidden />
        </ActionIcon>
        <Slider
          size="sm"
          className={classes.slider}
          min={0}
          max={rows - 1}
          // The marker lies where its time step is, whichever way time is walked.
          value={at}
          inverted={turned}
          label={null}
          thumbLabel={t('stepper.timeStep')}
          onChange={(value) => actions.goToRow(turned ? rows - 1 - value : value)}
        />
        <ActionIcon
          size="sm"
          variant="default"
          aria-label={t('stepper.timeOn')}
          disabled={unrolled && row >= rows - 1}
          onClick={() => walk(unrolled ? 1 : 0)}
        >
          <ChevronRight size={14} aria-hidden />
        </ActionIcon>
      </div>
      {layers.length > 1 && (
        <label className={classes.choose}>
          {t('stepper.layer')}
          <select
            value={place}
            onChange={(e) => {
              const { layer = 0, reverse = false } = layers[Number(e.currentTarget.value)] ?? {};
              onLayer({ layer, reverse });
            }}
          >
            {layers.map((l, i) => (
              <option key={`${l.layer} ${l.reverse}`} value={i}>
                {t(l.reverse ? 'stepper.layerBack' : 'stepper.layerOn', { n: l.layer + 1 })}
              </option>
            ))}
          </select>
        </label>
      )}
      {inside && <SamplePicker samples={inside.batch} />}
      {shown && (
        <Strips
          intermediates={shown.intermediates}
          backward={backward}
          at={at}
          turned={turned}
          whole={!unrolled}
          unit={unit}
          onPick={(step, picked) => {
            actions.goToRow(turned ? rows - 1 - step : step);
            onPick(picked);
          }}
        />
      )}
      <Norms move={move} inspection={inspection} at={at} />
    </Section>
  );
}

function Strips(props: {
  readonly intermediates: Intermediates;
  readonly backward: boolean;
  readonly at: number;
  readonly turned: boolean;
  /** Nothing is left blank. */
  readonly whole: boolean;
  readonly unit: number;
  readonly onPick: (step: number, unit: number) => void;
}) {
  const { t } = useTranslation();
  const { intermediates, backward, at, turned, whole, unit, onPick } = props;
  const views = intermediates.flatMap((l) => {
    const view = backward ? l.gradient : l.value;
    return view ? [{ ...l, view }] : [];
  });
  // One scale for all: what is near zero in one gate must look so beside the others.
  const max = Math.max(...views.map(({ view }) => magnitude(view.data)), Number.MIN_VALUE);
  return (
    <div className={classes.strips} data-hue={backward ? 'grad' : 'value'}>
      {views.map(({ name, notation: { symbol }, view, as }) => (
        <Strip
          key={name}
          letter={backward ? `∂L/∂${symbol}` : symbol}
          title={t(as === 'state' ? 'stepper.stateOf' : 'stepper.gateOf', { name: symbol })}
          view={view}
          max={max}
          width={WIDTH - 34}
          at={at}
          unit={unit}
          blank={(step) => !whole && (turned ? step < at : step > at)}
          onPick={onPick}
        />
      ))}
      <SignLegend max={max} />
    </div>
  );
}

/** The state and its gradient at every step, as on the recurrent edge, with the numbers of this one. */
function Norms({
  move,
  inspection,
  at,
}: {
  readonly move: Move;
  readonly inspection: NodeInspection;
  readonly at: number;
}) {
  const { t } = useTranslation();
  const state = useApp(
    (s) => kindOf(s.document.nodes[move.node]?.kind ?? '')?.recurrentState ?? 'h',
  );
  const ref = useRef<HTMLCanvasElement>(null);
  const steps = lastLayer(inspection.steps, state);
  useEffect(() => {
    const pen = ref.current && prepare(ref.current, WIDTH, CHART);
    if (pen && steps) paintSteps(pen, { width: WIDTH, height: CHART }, steps, scaleOf(steps), at);
  });
  if (!steps) return null;
  const number = (list: Float32Array | undefined) =>
    list ? formatNumber(list[at] ?? Number.NaN) : '–';
  return (
    <figure className={classes.norms}>
      <canvas
        ref={ref}
        role="img"
        aria-label={t('stepper.norms')}
        style={{ width: WIDTH, height: CHART }}
      />
      <figcaption>
        <span className={classes.normValue}>
          {t('stepper.normValue', { value: number(steps.value) })}
        </span>
        <span className={classes.normGrad}>
          {t('stepper.normGrad', { value: number(steps.gradient) })}
        </span>
      </figcaption>
    </figure>
  );
}
