/** What a gradient check found, as badges: one on each wire in sight, and one on the corner of each card. */
import { useStore, useStoreApi, ViewportPortal } from '@xyflow/react';
import { memo, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GradientCheck } from '../../../../workers/engine/protocol.ts';
import { compareIds } from '../../../base/ids.ts';
import { titleOf } from '../../../catalog/index.ts';
import type { Point } from '../../../document/records.ts';
import { CheckBadge } from '../../checking/CheckBadge.tsx';
import { placesOf } from '../../checking/verdict.ts';
import { useFullWireName } from '../../kit/names.ts';
import { useActions, useApp } from '../../kit/store.tsx';
import { cardsOf } from '../edges/cards.ts';
import { useParts } from '../parts.tsx';
import { BADGE, placeBadges } from './place.ts';

/** Below this zoom they would hide what they are of. */
const FROM = 0.3;
/** So much larger than on the canvas itself, in steps, so that zooming seldom places anew. */
const scaleOf = (zoom: number) => Math.max(1, Math.ceil(4 / zoom) / 4);

function usePlaces(scale: number, of: ReadonlyMap<string, unknown>): ReadonlyMap<string, Point> {
  const { wires, standing } = useParts();
  const flow = useStoreApi();
  const [places, setPlaces] = useState<ReadonlyMap<string, Point>>(new Map());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const place = () => {
      const list = [...wires.all.values()]
        .filter((w) => of.has(w.id))
        .sort((a, b) => compareIds(a.id, b.id));
      setPlaces(placeBadges(list, cardsOf(flow.getState()), standing.now, scale));
    };
    // After what stands on the wires has found its places.
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(place);
    };
    soon();
    const stop = wires.onChange(soon);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [wires, standing, flow, scale, of]);
  return places;
}

interface Of {
  readonly id: string;
  readonly checks: readonly GradientCheck[];
  readonly scale: number;
}

const at = (x: number, y: number, scale: number) => ({
  transform: `translate(${x}px, ${y}px) translate(-50%, -50%) scale(${scale})`,
});

const OfWire = memo(function OfWire({ id, checks, scale, place }: Of & { place: Point }) {
  const { select } = useActions();
  const name = useFullWireName(id);
  return (
    <CheckBadge
      of={name}
      checks={checks}
      style={at(place.x, place.y, scale)}
      onPress={() => select({ nodes: [], edges: [id], notes: [] })}
    />
  );
});

const OfNode = memo(function OfNode({ id, checks, scale }: Of) {
  const { select } = useActions();
  const title = useApp((s) => {
    const node = s.document.nodes[id];
    return node ? titleOf(node, s.language) : id;
  });
  const x = useStore((s) => {
    const node = s.nodeLookup.get(id);
    return node && node.internals.positionAbsolute.x + (node.width ?? 0);
  });
  const y = useStore((s) => s.nodeLookup.get(id)?.internals.positionAbsolute.y);
  if (x === undefined || y === undefined) return null;
  return (
    <CheckBadge
      of={title}
      checks={checks}
      // On the corner of the card, over its border.
      style={at(x - BADGE / 4, y, scale)}
      onPress={() => select({ nodes: [id], edges: [], notes: [] })}
    />
  );
});

function Shown() {
  const { t } = useTranslation();
  const checked = useApp((s) => s.checked);
  const compiled = useApp((s) => s.compiled);
  const edges = useApp((s) => s.document.edges);
  const scale = useStore((s) => scaleOf(s.transform[2]));
  const found = useMemo(
    () => placesOf({ checked, compiled, document: { edges } }),
    [checked, compiled, edges],
  );
  const places = usePlaces(scale, found.wires);
  return (
    <ViewportPortal>
      <section aria-label={t('checking.badges')}>
        {[...found.wires].map(([id, checks]) => {
          const place = places.get(id);
          return place && <OfWire key={id} id={id} checks={checks} scale={scale} place={place} />;
        })}
        {[...found.nodes].map(([id, checks]) => (
          <OfNode key={id} id={id} checks={checks} scale={scale} />
        ))}
      </section>
    </ViewportPortal>
  );
}

export function Checks() {
  const some = useApp((s) => (s.checked?.checks.length ?? 0) > 0);
  const near = useStore((s) => s.transform[2] >= FROM);
  return some && near ? <Shown /> : null;
}
