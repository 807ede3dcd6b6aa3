/** What stands on wires, placed anew when wires or cards moved; and which wires are in sight. */
import { useStoreApi } from '@xyflow/react';
import { useEffect, useState } from 'react';
import { compareIds } from '../../../base/ids.ts';
import type { AppState } from '../../../state/app.ts';
import { size } from '../../../tensor/shape.ts';
import { useApp, useAppStore } from '../../kit/store.tsx';
import { useParts } from '../parts.tsx';
import { cardsOf, seenIn } from './cards.ts';
import { edgesInSight } from './inSight.ts';
import { NOTHING, NOWHERE, type Places, placeOnWires, type Room, standingOf } from './place.ts';

/** The old ones of what is as it was, so that only what moved is drawn anew. */
function kept<T>(before: ReadonlyMap<string, T>, next: ReadonlyMap<string, T>) {
  return new Map(
    [...next].map(([id, at]) => {
      const old = before.get(id);
      return [id, old && JSON.stringify(old) === JSON.stringify(at) ? old : at];
    }),
  );
}

/**
 * @param forms in which a wire can be told; nothing where there is nothing to tell. A constant function
 * @param scale of what is read
 */
export function useOnWires<R extends Room>(
  forms: (app: AppState, edge: string) => readonly R[] | undefined,
  scale: number,
): Places<R> {
  const { wires, standing } = useParts();
  const app = useAppStore();
  const flow = useStoreApi();
  const compiled = useApp((s) => s.compiled);
  // From afar it is read as large as it is meant to be, or not at all.
  const tight = useApp((s) => (s.lecture ? 1 : undefined));
  const [places, setPlaces] = useState<Places<R>>(NOWHERE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another compilation has other shapes.
  useEffect(() => {
    const place = () => {
      const state = app.getState();
      const drawn = flow.getState();
      const list = [...wires.all.values()]
        .sort((a, b) => compareIds(a.id, b.id))
        .flatMap(({ id, ends }) => {
          const edge = state.document.edges[id];
          if (!edge) return [];
          const own = forms(state, id) ?? [];
          const { source, target } = edge;
          const shape = state.compiled?.compilation.shapes[`${source.node}.${source.port}`];
          const round = drawn.nodeLookup.get(target.node)?.type === 'round';
          // One with several features carries as many weights: no one number tells of them.
          return [
            {
              id,
              ends,
              forms: own,
              ...(own.length > 0 &&
                round &&
                shape !== undefined &&
                size(shape) === 1 && { weighs: target.node }),
            },
          ];
        });
      const seen = seenIn(drawn, wires.all.values());
      const next = placeOnWires(list, cardsOf(drawn), scale, tight, seen);
      standing.now = standingOf(next);
      setPlaces((before) => ({
        told: kept(before.told, next.told),
        weights: kept(before.weights, next.weights),
        changes: kept(before.changes, next.changes),
      }));
    };
    place();
    const stop = wires.onChange(place);
    return () => {
      stop();
      standing.now = NOTHING;
    };
  }, [wires, standing, app, flow, forms, scale, tight, compiled]);
  return places;
}

/**
 * Tells which wires are in sight: at once, and so many milliseconds after wires came or the view moved.
 * @param tell a constant function
 */
export function useInSight(tell: (edges: readonly string[]) => void, wait: number): void {
  const { wires } = useParts();
  const flow = useStoreApi();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      tell(edgesInSight(flow.getState(), wires));
    };
    const soon = () => {
      timer ??= setTimeout(look, wait);
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
    };
  }, [wires, flow, tell, wait]);
}
