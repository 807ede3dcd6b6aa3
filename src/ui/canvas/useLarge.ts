/**
 * The pointer over a large document, of which most has no element. What it comes to gets one, and is
 * then clicked, dragged and hovered like any other; a frame drawn around many chooses all that lie in it.
 */
import { type Rect, useReactFlow, useStoreApi } from '@xyflow/react';
import { type MouseEvent, type PointerEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import type { Point } from '../../document/records.ts';
import { topologyOf } from '../../document/topology.ts';
import { useActions, useAppStore } from '../kit/store.tsx';
import { useParts } from './parts.tsx';
import type { Scene } from './scene.ts';
import { cardsIn, under } from './seeing.ts';

export function useLarge(scene: Scene | undefined) {
  const app = useAppStore();
  const actions = useActions();
  const { view } = useParts();
  const flow = useReactFlow();
  const store = useStoreApi();

  /** What lies there. */
  const at = useCallback(
    (event: { readonly clientX: number; readonly clientY: number }) => {
      if (!scene) return undefined;
      const point = flow.screenToFlowPosition(
        { x: event.clientX, y: event.clientY },
        { snapToGrid: false },
      );
      const found = under(scene, point, flow.getZoom());
      // A document that was just edited may still be drawn as it was.
      const { nodes, notes, edges } = app.getState().document;
      const there =
        found &&
        ('card' in found ? found.card in nodes || found.card in notes : found.wire in edges);
      return there ? found : undefined;
    },
    [app, scene, flow],
  );

  // The frame is gone when its end is told.
  const frame = useRef<Rect>(undefined);
  useEffect(() => {
    if (!scene) return;
    return store.subscribe(({ userSelectionRect }) => {
      if (userSelectionRect) frame.current = userSelectionRect;
    });
  }, [scene, store]);

  return useMemo(() => {
    const onPointerMove = (event: PointerEvent) => {
      const wiring = view.get().wiring !== undefined;
      if (!scene || (event.buttons !== 0 && !wiring)) return;
      if ((event.target as Element).closest('.react-flow__node, .react-flow__panel')) return;
      const found = at(event);
      if (!found) return;
      const { met } = view.get();
      const next = 'card' in found ? { card: found.card } : { wire: found.wire };
      if (met?.card !== next.card || met?.wire !== next.wire) view.set({ met: next });
    };
    /** A finger comes without having pointed before. */
    const onPaneClick = (event: MouseEvent) => {
      if (!scene) return;
      const found = at(event);
      if (!found) actions.select({});
      else if ('wire' in found) actions.select({ edges: [found.wire] });
      else
        actions.select(
          found.card in app.getState().document.notes
            ? { notes: [found.card] }
            : { nodes: [found.card] },
        );
    };
    const onSelectionEnd = () => {
      if (!scene || !frame.current) return;
      const [left, top, zoom] = store.getState().transform;
      const { x, y, width, height } = frame.current;
      frame.current = undefined;
      const corner: Point = { x: (x - left) / zoom, y: (y - top) / zoom };
      const region = { ...corner, width: width / zoom, height: height / zoom };
      const ids = cardsIn(scene, region).map((i) => scene.cards[i]!);
      const { document } = app.getState();
      const nodes = ids.filter((id) => id in document.nodes);
      const { into, from } = topologyOf(document);
      const wires = nodes.flatMap((id) => [...(into.get(id) ?? []), ...(from.get(id) ?? [])]);
      actions.select({
        nodes,
        notes: ids.filter((id) => id in document.notes),
        edges: [...new Set(wires.map((e) => e.id))],
      });
    };
    return { at, onPointerMove, onPaneClick, onSelectionEnd };
  }, [app, actions, view, store, scene, at]);
}
