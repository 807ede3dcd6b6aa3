/**
 * What the network would say at every place of its input space, live, with the data upon it. Floats
 * over the canvas; it can be moved and folded away. Only shown where there is something to show.
 */
import { ActionIcon, NativeSelect, Tooltip } from '@mantine/core';
import { ChevronDown, Map as MapIcon, Maximize2, Minimize2 } from 'lucide-react';
import { type PointerEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataInfo, MapRequest } from '../../../workers/engine/protocol.ts';
import { titleOf } from '../../catalog/index.ts';
import { padded } from '../../charts/extent.ts';
import { formatCount } from '../../tensor/format.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { useShade } from '../kit/useShade.ts';
import { keyOf } from '../plot/key.ts';
import { Curve } from './Curve.tsx';
import { Verdict } from './Division.tsx';
import { Legend } from './Legend.tsx';
import classes from './map.module.css';
import { Surface } from './Surface.tsx';
import { lineOf, unitOf } from './unit.ts';
import { useMap } from './useMap.ts';

const NONE: readonly never[] = [];
/** Sides of the picture in pixels: out of the way, and to look closely. */
const SMALL = 168;
const LARGE = 336;

/** @param always it is shown whether or not its panel is open, and cannot be put away by itself */
export function DecisionMap({ always = false }: { always?: boolean }) {
  const { t } = useTranslation();
  const { togglePanel } = useActions();
  const open = useApp((s) => always || s.panels.map);
  const data = useApp((s) => s.compiled?.data ?? NONE);
  const losses = useApp((s) => s.compiled?.compilation.losses ?? NONE);
  const [chosen, choose] = useState<{ source?: string; loss?: string }>({});
  const [large, setLarge] = useState(false);
  const [moved, setMoved] = useState<readonly [number, number]>([0, 0]);

  const sources = data.filter((d) => d.inputs.length > 0 && !d.shape);
  const judged = losses.filter((l) => l.prediction !== undefined);
  const info = sources.find((d) => d.node === chosen.source) ?? sources[0];
  const loss = judged.find((l) => l.node === chosen.loss) ?? judged[0];
  if (!info || !loss) return null;
  const title = t(info.inputs.length === 1 ? 'map.curve' : 'map.title');
  if (!open)
    return (
      <Tooltip label={t('map.show')}>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('map.show')}
          onClick={() => togglePanel('map', true)}
        >
          <MapIcon size={17} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    );

  const drag = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || (event.target as Element).closest('button')) return;
    const handle = event.currentTarget;
    const [x0, y0] = [event.clientX - moved[0], event.clientY - moved[1]];
    handle.setPointerCapture(event.pointerId);
    const move = (e: globalThis.PointerEvent) => setMoved([e.clientX - x0, e.clientY - y0]);
    const end = () => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', end);
      handle.removeEventListener('pointercancel', end);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', end);
    handle.addEventListener('pointercancel', end);
  };

  return (
    <section
      className={classes.map}
      aria-label={title}
      style={{ transform: `translate(${moved[0]}px, ${moved[1]}px)` }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only moves the map out of the way, which folding it does too */}
      <header
        className={classes.head}
        title={t('map.move')}
        onPointerDown={drag}
        onDoubleClick={() => setMoved([0, 0])}
      >
        <h2>{title}</h2>
        <ActionIcon
          size="sm"
          aria-label={t(large ? 'map.smaller' : 'map.larger')}
          onClick={() => setLarge(!large)}
        >
          {large ? <Minimize2 size={13} /> : <Maximize2 size={13} />}
        </ActionIcon>
        {!always && (
          <ActionIcon
            size="sm"
            aria-label={t('map.hide')}
            onClick={() => togglePanel('map', false)}
          >
            <ChevronDown size={15} aria-hidden="true" />
          </ActionIcon>
        )}
      </header>
      {(sources.length > 1 || judged.length > 1) && (
        <div className={classes.choices}>
          {sources.length > 1 && (
            <Choice
              label={t('map.source')}
              nodes={sources.map((s) => s.node)}
              value={info.node}
              onChange={(source) => choose({ ...chosen, source })}
            />
          )}
          {judged.length > 1 && (
            <Choice
              label={t('map.loss')}
              nodes={judged.map((l) => l.node)}
              value={loss.node}
              onChange={(next) => choose({ ...chosen, loss: next })}
            />
          )}
        </div>
      )}
      <Picture
        key={info.node}
        side={large ? LARGE : SMALL}
        {...{ info, always }}
        loss={loss.node}
      />
    </section>
  );
}

function Choice(props: {
  label: string;
  nodes: readonly string[];
  value: string;
  onChange: (node: string) => void;
}) {
  const records = useApp((s) => s.document.nodes);
  const language = useApp((s) => s.language);
  return (
    <NativeSelect
      size="xs"
      aria-label={props.label}
      value={props.value}
      onChange={(e) => props.onChange(e.currentTarget.value)}
      data={props.nodes.map((id) => {
        const record = records[id];
        return { value: id, label: record ? titleOf(record, language) : id };
      })}
    />
  );
}

interface PictureProps {
  readonly info: DataInfo;
  readonly loss: string;
  readonly side: number;
  readonly always: boolean;
}

function Picture({ info, loss, side, always }: PictureProps) {
  const { t } = useTranslation();
  const shade = useShade();
  const language = useApp((s) => s.language);
  const record = useApp((s) => s.document.nodes[loss]);
  const training = useApp((s) => s.status === 'training');
  const flat = info.inputs.length === 1;
  const [axes, setAxes] = useState<readonly [number, number]>([0, flat ? 0 : 1]);
  const x = Math.min(axes[0], info.inputs.length - 1);
  const y = Math.min(axes[1], info.inputs.length - 1);
  const [xRange, yRange] = useMemo(
    () => [padded(info.ranges[x] ?? [-1, 1], 0.1), padded(info.ranges[y] ?? [-1, 1], 0.1)] as const,
    [info, x, y],
  );
  const mapKey = useMemo(() => keyOf(info), [info]);
  const nodes = useApp((s) => s.document.nodes);
  const edges = useApp((s) => s.document.edges);
  const unit = useMemo(
    () => (flat ? undefined : unitOf({ nodes, edges }, loss, info)),
    [flat, nodes, edges, loss, info],
  );
  const request = useMemo(
    (): MapRequest => ({
      source: info.node,
      loss,
      x,
      y,
      xRange,
      yRange,
      // Coarser while it moves: the eye does not see it and training goes on faster.
      resolution: training ? 60 : 120,
      ...(unit && { weights: unit.weights }),
    }),
    [info, loss, x, y, xRange, yRange, training, unit],
  );
  const { reply, own } = useMap(request, always);
  const line = useMemo(
    () => (unit && reply ? lineOf(unit, info, reply.weights) : undefined),
    [unit, reply, info],
  );
  const label = t(flat ? 'map.labelCurve' : 'map.label', {
    loss: record ? titleOf(record, language) : loss,
    x: info.inputs[x],
    y: info.inputs[y],
    training: info.trainingRows,
    validation: info.validationRows,
  });
  const common = { info, side, reply, xRange, mapKey, shade, label };
  const options = info.inputs.map((name, i) => ({ value: String(i), label: name }));
  return (
    <>
      {info.inputs.length > 2 && (
        <div className={classes.choices} title={t('map.others')}>
          <NativeSelect
            size="xs"
            aria-label={t('map.across')}
            data={options}
            value={String(x)}
            onChange={(e) => setAxes([Number(e.currentTarget.value), y])}
          />
          <NativeSelect
            size="xs"
            aria-label={t('map.up')}
            data={options}
            value={String(y)}
            onChange={(e) => setAxes([x, Number(e.currentTarget.value)])}
          />
        </div>
      )}
      {flat ? (
        <Curve {...common} />
      ) : (
        <Surface {...common} x={x} y={y} yRange={yRange} unit={unit !== undefined} line={line} />
      )}
      <Legend info={info} mapKey={mapKey} shade={shade} />
      <p className={classes.own}>
        {own === undefined ? '' : t('map.ofStep', { step: formatCount(own) })}
      </p>
      {unit && line && <Verdict info={info} line={line} unit={unit} />}
    </>
  );
}
