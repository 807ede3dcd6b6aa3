/**
 * The pulse of a run whose steps come slowly: within the time of each step the values run along the wires,
 * layer by layer, and the gradients back. All of it is CSS: a step writes one attribute of the canvas, which
 * names the keyframes anew, and wires say only when within the step their turn is.
 */
import { type RefObject, useEffect } from 'react';
import type { Document } from '../../../document/records.ts';
import { topologyOf } from '../../../document/topology.ts';
import type { AppState } from '../../../state/app.ts';
import { paceOf } from '../../kit/pace.ts';
import { useAppStore } from '../../kit/store.tsx';

/** Steps a second up to which an eye can follow. */
const FOLLOWED = 3;

/** Milliseconds of a step that is told by a pulse; nothing where none is. */
export function beatOf(
  s: Pick<AppState, 'status' | 'trainingPace' | 'recommendedPace'>,
): number | undefined {
  const pace = paceOf(s);
  const followed = s.status === 'training' && typeof pace === 'number' && pace <= FOLLOWED;
  return followed ? 1_000 / pace : undefined;
}

const known = new WeakMap<Document['edges'], ReadonlyMap<string, number>>();

/** How many wires lie between a node and what it begins with, at most. */
function depthsOf(document: Document): ReadonlyMap<string, number> {
  const found = known.get(document.edges);
  if (found) return found;
  const { order, into } = topologyOf(document);
  const depths = new Map<string, number>();
  for (const id of order)
    depths.set(
      id,
      (into.get(id) ?? []).reduce(
        (most, e) => Math.max(most, 1 + (depths.get(e.source.node) ?? 0)),
        0,
      ),
    );
  known.set(document.edges, depths);
  return depths;
}

/** When a wire's turn is, from the first layer to the last: shares of a pass, in one text for a style. */
export function turnOf(document: Document, source: string, target: string): string {
  const depths = depthsOf(document);
  const last = Math.max(1, ...depths.values());
  const from = depths.get(source) ?? 0;
  const to = Math.max(from + 1, depths.get(target) ?? 0);
  return `${from / last} ${(to - from) / last}`;
}

/** Begins a pulse on the canvas with each step. */
export function useBeat(root: RefObject<HTMLElement | null>): void {
  const app = useAppStore();
  useEffect(() => {
    const write = (s: AppState, before?: AppState) => {
      const element = root.current;
      if (!element) return;
      const beat = beatOf(s);
      if (beat === undefined) {
        delete element.dataset.beat;
        return;
      }
      if (before && s.step === before.step) return;
      element.style.setProperty('--beat', `${beat}ms`);
      element.dataset.beat = element.dataset.beat === 'tick' ? 'tock' : 'tick';
    };
    return app.subscribe(write);
  }, [app, root]);
}
